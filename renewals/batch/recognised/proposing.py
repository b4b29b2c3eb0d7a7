"""What pictures propose for a machine of the batch, and taking it over: blanks alone, never over what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from devices import values
from devices.catalogue import Field
from devices.forms import CatalogueField, RecordForm
from devices.recognised.agreeing import says_the_same
from devices.recognised.kinds import SOURCES
from devices.recognised.marks import Mark, values_by_path
from devices.recognised.values import stored, told
from devices.recording import RecordInput
from ground.errors import RuleBroken
from renewals.agreement.papers import Said
from renewals.batch.making import note, why_refused
from renewals.batch.recognised.gathering import told_by_pictures
from renewals.batch.subjects import Subject, subjects_of
from renewals.batch_words import MachineOutcome
from renewals.models import Batch, BatchMachine, RenewalApplication
from renewals.services.drafting import save_renewal
from vision.crops import Piece, crop_url
from vision.offering import offered

DATE = "device.manufacture_date"
NOT_YET = "此设备还没有生成申请。请先下载表格(识别建议已用绿色标出)，上传后生成申请。"
NOTHING = "没有可填入的空白项。"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One field of one machine; `typed` is what its record holds now, `crop` where the picture may be looked at."""

    field: Field
    value: str
    said: Said
    typed: str
    crop: str = ""

    @property
    def label(self) -> str:
        """The field's name."""
        return self.field.label

    @property
    def text(self) -> str:
        """The value with its unit, for people."""
        return f"{values.display(self.field, self.value)} {self.field.unit}".strip()

    @property
    def typed_text(self) -> str:
        """What is there already, for people."""
        return f"{values.display(self.field, self.typed)} {self.field.unit}".strip()

    @property
    def source(self) -> str:
        """The paper's name."""
        return SOURCES[self.said.paper.kind].label

    @property
    def fills_blank(self) -> bool:
        """Whether nothing is there yet."""
        return not self.typed


def suggestions(
    batch: Batch, subjects: Iterable[Subject], *, viewer: User | None = None
) -> dict[int, list[Suggestion]]:
    """Device → what its pictures say otherwise than its record, or where that is blank, in the order of the form."""
    listed = list(subjects)
    known = told_by_pictures(batch, listed)
    return {
        subject.machine.device_id: list(_of(subject.record, known[subject.machine.device_id], viewer))
        for subject in listed
    }


def suggested_cells(batch: Batch, subjects: Iterable[Subject]) -> dict[int, dict[str, str]]:
    """Device → path → what is written into the blank cells of the batch's workbook; nothing where it is not offered."""
    if not offered():
        return {}
    found = suggestions(batch, subjects)
    cells = {
        device: {item.field.path: item.value for item in items if item.fills_blank}
        for device, items in found.items()
    }
    return {device: of_one for device, of_one in cells.items() if of_one}


def _of(record: RenewalApplication, known: dict[str, Said], viewer: User | None) -> Iterable[Suggestion]:
    if not known:
        return
    form = RecordForm(None, catalogue=record.catalogue, phase="renewal", record=record)
    now = values_by_path(record)
    for path, field in form.fields.items():
        if path not in known or not isinstance(field, CatalogueField):
            continue
        value, typed = stored(form, path, known[path].found.value), now.get(path, "")
        if value and not (typed and says_the_same(path, typed, told(known[path].found))):
            yield Suggestion(field.entry, value, known[path], typed, _crop(known[path], viewer))


def _crop(said: Said, viewer: User | None) -> str:
    if viewer is None or said.paper.attachment is None:
        return ""
    return crop_url(Piece(said.paper.sm3, said.found.page, said.found.box, said.paper.attachment), viewer)


def take_blanks(*, machine: BatchMachine, user: User) -> int:
    """Fill the blanks of the machine's renewal with what its pictures say, marked as recognised; how many.

    Raises RuleBroken where it has no renewal yet, or nothing is to be filled.
    """
    subject = subjects_of(machine.batch, [machine])[machine.device_id]
    if not subject.record.pk:
        raise RuleBroken("not_made_yet", NOT_YET)
    if subject.why_not:
        raise RuleBroken("not_editable", subject.why_not)
    found = [item for item in suggestions(machine.batch, [subject])[machine.device_id] if item.fills_blank]
    if not found:
        raise RuleBroken("nothing_to_take", NOTHING)
    renewal = save_renewal(
        renewal_id=subject.record.pk, revision=subject.record.revision, user=user, given=_given(found)
    )
    if machine.renewal_id == renewal.pk and machine.renewal_revision == renewal.revision - 1:
        machine.renewal_revision = renewal.revision  # the batch itself wrote: its workbook stays good
        machine.save(update_fields=["renewal_revision"])
    return len(found)


def take_all(batch: Batch, *, user: User, progress: Callable[[int, int], None]) -> None:
    """The same for every machine of the batch that has a renewal; why one was left out stands at the machine."""
    machines = list(
        batch.machines.exclude(renewal=None).select_related("batch", "device__enterprise").order_by("id")
    )
    for count, machine in enumerate(machines, start=1):
        try:
            take_blanks(machine=machine, user=user)
        except RuleBroken as refusal:
            if refusal.code not in {"nothing_to_take", "not_editable"}:
                note(machine, MachineOutcome(machine.outcome), why_refused(refusal))
        progress(count, len(machines))


def _given(found: list[Suggestion]) -> RecordInput:
    common: dict[str, str] = {}
    parameters: dict[str, str] = {}
    marks = {}
    for item in found:
        path, (part, _, code) = item.field.path, item.field.path.partition(".")
        (parameters if part == "parameters" else common)[code] = item.value
        if path == DATE:
            common["manufacture_date_precision"] = values.date_precision(told(item.said.found))
        marks[path] = Mark(SOURCES[item.said.paper.kind].value, item.said.paper.sm3, item.value)
    return RecordInput(common, parameters, recognised=marks)
