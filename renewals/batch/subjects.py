"""The machines of a batch as they stand now, each with its open renewal or the one it would get.

A fixed number of queries, however many machines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from devices.models import CatalogueVersion
from documents.models import Attachment, SubjectKind
from ground.glossary import CertificateStatus
from renewals.batch.marks import RowMark
from renewals.carrying import carried_renewal
from renewals.models import Batch, BatchMachine, RenewalApplication
from renewals.services.moving import behind, move


@dataclass(slots=True)
class Subject:
    """One machine: `record` is its open renewal or an unsaved one carried over; `why_not` why neither may
    be filled in now, `kinds` the papers at hand."""

    machine: BatchMachine
    record: RenewalApplication
    kinds: frozenset[str]
    why_not: str = ""

    @property
    def revision(self) -> int:
        """The revision that a step must find."""
        return self.record.revision if self.record.pk else self.machine.device.revision

    @property
    def mark(self) -> RowMark:
        """What the workbook's row carries."""
        machine = self.machine
        return RowMark(machine.batch_id, machine.device_id, self.record.pk or 0, self.revision)

    def is_current(self, mark: RowMark) -> bool:
        """Whether a row made from `mark` is about the record as it stands.

        What the batch itself wrote since does not count as a change: the same workbook may come again.
        """
        if (mark.renewal, mark.revision) == (self.record.pk or 0, self.revision):
            return True
        machine = self.machine
        return bool(self.record.pk) and (self.record.pk, self.record.revision) == (
            machine.renewal_id,
            machine.renewal_revision,
        )


def subjects_of(batch: Batch, machines: Iterable[BatchMachine] | None = None) -> dict[int, Subject]:
    """Machine id of the register → its subject, in the order of the batch."""
    listed = machines if machines is not None else batch.machines.order_by("added_at", "id")
    rows = (
        list(listed.select_related("device__enterprise"))
        if hasattr(listed, "select_related")
        else list(listed)
    )
    version = CatalogueVersion.objects.in_force()
    ids = [machine.device_id for machine in rows]
    live = RenewalApplication.objects.open().filter(device_id__in=ids).select_related("device__enterprise")
    renewals = {renewal.device_id: renewal for renewal in live}
    kinds = _kinds(batch, ids, [renewal.pk for renewal in renewals.values()])
    found = {}
    for machine in rows:
        renewal = renewals.get(machine.device_id)
        record = renewal or carried_renewal(machine.device, version)
        place = (SubjectKind.RENEWAL, renewal.pk) if renewal else (SubjectKind.DEVICE, machine.device_id)
        at_hand = kinds.get(place, frozenset()) | kinds.get(
            (SubjectKind.ENTERPRISE, batch.enterprise_id), frozenset()
        )
        found[machine.device_id] = Subject(machine, record, at_hand, _why_not(machine, renewal))
    return found


def bring_up_to_date(batch: Batch) -> None:
    """Move the batch's drafts to the catalogue version in force, which its workbook's columns follow."""
    version = CatalogueVersion.objects.in_force()
    drafts = behind(version).filter(device__in=batch.machines.values("device_id"))
    for pk in list(drafts.values_list("pk", flat=True)):
        move(renewal_id=pk, version=version)


def _kinds(batch: Batch, devices: list[int], renewals: list[int]) -> dict[tuple[str, int], frozenset[str]]:
    rows = [
        *_papers(SubjectKind.DEVICE, devices),
        *_papers(SubjectKind.RENEWAL, renewals),
        *_papers(SubjectKind.ENTERPRISE, [batch.enterprise_id]),
    ]
    found: dict[tuple[str, int], set[str]] = {}
    for subject, subject_id, kind in rows:
        found.setdefault((subject, subject_id), set()).add(kind)
    return {place: frozenset(kinds) for place, kinds in found.items()}


def _papers(subject: SubjectKind, ids: list[int]) -> list[tuple[str, int, str]]:
    papers = Attachment.objects.filter(subject=subject, subject_id__in=ids)
    return list(papers.values_list("subject", "subject_id", "kind"))


def _why_not(machine: BatchMachine, renewal: RenewalApplication | None) -> str:
    device = machine.device
    if device.deleted_at or device.enterprise_id != machine.batch.enterprise_id:
        return "此设备已不在贵企业的备案设备中。"
    if renewal:
        return "" if renewal.is_editable else f"此设备的换证申请当前为“{renewal.approval.label}”，不能修改。"
    if device.certificate_status != CertificateStatus.AWAITING_RENEWAL:
        return f"此设备当前为“{device.certificate_mark.label}”，不能换证。"
    return ""
