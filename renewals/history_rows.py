"""任务历史 as people read it: each step with machine, case, firm and person, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Enterprise, User
from audit.models import HistoryEntry
from audit.showing import title_of
from devices.field_labels import label_of
from devices.models import Device
from devices.recognition import Source
from ground.glossary import (
    ActorKind,
    ApprovalStatus,
    IntakeStatus,
    MatterStatus,
    RefusalKind,
    UploadStatus,
    Worded,
)
from renewals.models import RenewalApplication
from renewals.opinions import ground_texts

OF_DEVICE: dict[str, Worded] = {str(word): word for word in IntakeStatus}
OF_MATTER: dict[str, Worded] = {str(word): word for word in MatterStatus}
OF_RENEWAL: dict[str, Worded] = {
    str(word): word for words in (ApprovalStatus, UploadStatus) for word in words
}

# What lists, workbooks and the interface say of what a step belongs to.
OF_RECORD = ("catalogue_version", "category", "model")
MACHINE_TOLD = (
    *OF_RECORD,
    "factory_number",
    "old_registration_number",
    "new_registration_number",
    "intake_status",
    "certificate_status",
)
CASE_TOLD = (*OF_RECORD, "reference", "approval_status", "voided_at")


@dataclass(frozen=True)
class HistoryRow:
    """One step in words; `remarks` are (path, label, text), `grounds` the statutory ones as sentences.

    `recognised` names the fields that stand as they were taken over from recognition, each with its paper.
    """

    entry: HistoryEntry
    device: Device | None
    renewal: RenewalApplication | None
    firm: Enterprise | None
    who: str
    title: str
    result: Worded | None
    kind: str
    grounds: list[str]
    remarks: list[tuple[str, str, str]]
    recognised: list[str]

    @property
    def has_more(self) -> bool:
        """Whether 查看 has something to unfold; that a step names its matter is none."""
        told = self.entry.detail.keys() - {"matter", "reference"}
        return bool(self.entry.opinion or self.remarks or told)

    @property
    def matter_reference(self) -> str:
        """The 受理编号 of the 企业事项 that the step belongs to, empty where it is none's."""
        return str(self.entry.detail.get("reference", "")) if self.entry.matter_id else ""


def history_rows(entries: list[HistoryEntry], viewer: User) -> list[HistoryRow]:
    """The rows of one page; names of people are masked, but for the viewer's own."""
    found = _Found(entries)
    return [_row(entry, found, viewer) for entry in entries]


class _Found:
    """Everything that the page's entries name, looked up once; deleted machines keep their history."""

    def __init__(self, entries: list[HistoryEntry]) -> None:
        people = {entry.actor_id for entry in entries if entry.actor_kind == ActorKind.PERSON}
        machines = Device._base_manager.only(*MACHINE_TOLD)
        cases = RenewalApplication.objects.only(*CASE_TOLD)
        self.devices = machines.in_bulk({e.device_id for e in entries if e.device_id})
        self.renewals = cases.in_bulk({e.renewal_id for e in entries if e.renewal_id})
        self.firms = Enterprise.objects.only("name").in_bulk({entry.enterprise_id for entry in entries})
        named = User.objects.only("username", "full_name")
        self.people = named.in_bulk({int(key) for key in people if key.isdecimal()})


def _row(entry: HistoryEntry, found: _Found, viewer: User) -> HistoryRow:
    device = found.devices.get(entry.device_id) if entry.device_id else None
    renewal = found.renewals.get(entry.renewal_id) if entry.renewal_id else None
    kind = entry.detail.get("kind", "")
    return HistoryRow(
        entry=entry,
        device=device,
        renewal=renewal,
        firm=found.firms.get(entry.enterprise_id),
        who=f"{entry.actor_unit} {_name(entry, found, viewer)}".strip(),
        title=title_of(entry),
        result=_states_of(entry).get(entry.to_state),
        kind=RefusalKind(kind).label if kind in RefusalKind.values else "",
        grounds=ground_texts(entry.detail.get("grounds") or []),
        remarks=[_remark(item, renewal or device) for item in entry.remarks],
        recognised=[_taken_over(item, renewal or device) for item in entry.detail.get("recognised", [])],
    )


def _taken_over(item: dict[str, Any], record: RenewalApplication | Device | None) -> str:
    label = label_of(record.catalogue, record.category, item["path"]) if record else item["path"]
    return f"{label}({Source(item['source']).label})" if item["source"] in Source.values else label


def _states_of(entry: HistoryEntry) -> dict[str, Worded]:
    if entry.matter_id:
        return OF_MATTER
    return OF_RENEWAL if entry.renewal_id else OF_DEVICE


def _name(entry: HistoryEntry, found: _Found, viewer: User) -> str:
    if entry.actor_kind != ActorKind.PERSON or not entry.actor_id.isdecimal():
        return ""
    person = found.people.get(int(entry.actor_id))
    if person is None:
        return ""
    return person.get_full_name() if person.pk == viewer.pk else person.masked_name


def _remark(item: dict[str, Any], record: RenewalApplication | Device | None) -> tuple[str, str, str]:
    path = item["path"]
    label = label_of(record.catalogue, record.category, path) if record else path
    return path, label, item["text"]
