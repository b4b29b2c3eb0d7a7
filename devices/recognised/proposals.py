"""What a page proposes for the fields of its form, beside what somebody has typed there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from devices import values
from devices.forms import CatalogueField, RecordForm
from devices.recognised.kinds import SOURCES, found_in
from devices.recognised.marks import Mark
from devices.recognised.values import stored, told
from devices.recognition import Found
from documents.models import StoredFile
from vision.crops import Piece, crop_url
from vision.models import Reading

SURE_FROM = 0.95
CONFIDENCE = {True: "把握高", False: "把握中，请核对"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A file that is to be read for a form; `attachment` is its number where it is kept already."""

    kind: str
    file: StoredFile
    attachment: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One field: `text` for people, `fill` for its control; `typed` is what stands there now.

    `raw` is how it stands on the picture, `mark` what the form posts for what was taken over.
    """

    path: str
    label: str
    unit: str
    text: str
    fill: str
    raw: str
    typed: str
    is_same: bool
    sure: bool
    crop: str
    mark: str

    @property
    def confidence(self) -> str:
        """How sure the recognition is, in words."""
        return CONFIDENCE[self.sure]

    @property
    def fills_blank(self) -> bool:
        """Whether taking it over overwrites nothing that somebody typed."""
        return not self.typed


def proposals_for(
    form: RecordForm, asked: Iterable[Asked], readings: dict[str, Reading], *, user: User
) -> list[Proposal]:
    """The proposals of the files, in the order of the form; of several for one field the surest.

    `form` is bound to what the page holds now.
    """
    form.is_valid()
    best: dict[str, tuple[Found, Asked]] = {}
    for item in asked:
        reading = readings.get(item.file.sm3)
        for found in found_in(reading, item.kind, form) if reading else ():
            known = best.get(found.path)
            if known is None or found.confidence > known[0].confidence:
                best[found.path] = (found, item)
    made = (_proposal(form, *best[path], user=user) for path in form.fields if path in best)
    return [proposal for proposal in made if proposal]


def _proposal(form: RecordForm, found: Found, item: Asked, *, user: User) -> Proposal | None:
    fill = told(found)
    value = stored(form, found.path, fill)
    field = form.fields[found.path]
    if not value or not isinstance(field, CatalogueField):
        return None
    now, typed = _now(form, found.path)
    return Proposal(
        path=found.path,
        label=str(field.label),
        unit=field.unit,
        text=fill if _is_month(fill) else values.display(field.entry, value),
        fill=fill if _is_month(fill) else value,
        raw=found.raw,
        typed=typed,
        is_same=now == value,
        sure=found.confidence >= SURE_FROM,
        crop=crop_url(Piece(item.file.sm3, found.page, found.box, item.attachment), user),
        mark=Mark(SOURCES[item.kind].value, item.file.sm3, value).posted(found.path),
    )


def _now(form: RecordForm, path: str) -> tuple[str, str]:
    """The stored form of what the page holds in the field, and its text for people; what cannot be read as it is."""
    field = form.fields[path]
    if path in form.errors:
        return "", str(form[path].value() or "")
    value = form.cleaned_data.get(path, "")
    return value, values.display(field.entry, value) if isinstance(field, CatalogueField) else value


def _is_month(text: str) -> bool:
    """Year and month alone, which a date field keeps as such."""
    return len(text) == 7 and values.MONTH.fullmatch(text) is not None
