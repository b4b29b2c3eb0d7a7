"""The rows of one page in words: who, what, about what, from where, and how each is sealed; a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import Enterprise, User
from audit.chain import Link
from audit.notes import opened
from audit.showing import title_of
from devices.models import Device
from ground.glossary import AboutKind, AccountStep
from matters.models import Matter
from provincial_sync.console.uploads import OPERATIONS
from renewals.models import RenewalApplication
from zhongshan_crane.trail.asking import EXCHANGE
from zhongshan_crane.trail.readers import READERS
from zhongshan_crane.trail.words import Told, told_of_change, told_of_event, told_of_history

BAD = {AccountStep.LOGIN_FAILED, AccountStep.LOCKED, AccountStep.ACTING_REFUSED}
_RECORDED = ("history", "event", "change")


@dataclass(frozen=True)
class Line:
    """One entry. `abouts` are (word, address or empty); `seal` is its number in the chain, None while it waits."""

    at: dt.datetime
    source: str
    row_id: int
    verb: str
    bad: bool
    who: str
    unit: str
    abouts: list[tuple[str, str]]
    told: Told
    address: str
    request_id: str
    seal: int | None

    @property
    def word(self) -> str:
        """What kind of entry it is."""
        return READERS[self.source].word


class _Found:
    """Everything that a page's rows name, looked up once; what was deleted is named by number."""

    def __init__(self, rows: list[tuple[str, Any]]) -> None:
        opened([row for code, row in rows if code in _RECORDED])
        people, firms, devices, renewals, matters = set[int](), set[int](), set[int](), set[int](), set[int]()
        for code, row in rows:
            people |= {pk for pk in (_doer(code, row), getattr(row, "account_id", None)) if pk}
            firms |= {row.enterprise_id} if getattr(row, "enterprise_id", None) else set()
            if code == "history":
                devices |= {row.device_id} if row.device_id else set()
                renewals |= {row.renewal_id} if row.renewal_id else set()
                matters |= {row.matter_id} if row.matter_id else set()
        self.people = User.objects.in_bulk(people)
        self.firms = Enterprise.objects.in_bulk(firms)
        self.devices = Device._base_manager.in_bulk(devices)
        self.renewals = RenewalApplication.objects.in_bulk(renewals)
        self.matters = Matter.objects.in_bulk(matters)
        self.seals = _seals(rows)

    def person(self, pk: int | None) -> str:
        """An account by name, the person's name masked."""
        if not pk:
            return ""
        user = self.people.get(pk)
        return f"{user.username}（{user.masked_name}）" if user else f"账号 {pk}"


def lines(rows: list[tuple[str, Any]]) -> list[Line]:
    """The page's rows in words."""
    found = _Found(rows)
    return [_line(code, row, found) for code, row in rows]


def _line(code: str, row: Any, found: _Found) -> Line:
    return Line(
        at=row.at,
        source=code,
        row_id=row.pk,
        verb=_verb(code, row),
        bad=getattr(row, "step", "") in BAD,
        who=found.person(_doer(code, row)),
        unit=getattr(row, "actor_unit", "") or ("系统" if code == EXCHANGE else ""),
        abouts=_ABOUTS.get(code, _no_abouts)(row, found),
        told=_told(code, row),
        address=row.address if code in _RECORDED else "",
        request_id=getattr(row, "request_id", ""),
        seal=found.seals.get((code, row.pk)),
    )


def _verb(code: str, row: Any) -> str:
    if code == "history":
        return title_of(row)
    if code == "change":
        return f"修改 {row.title}"
    if code == EXCHANGE:
        return f"省网：{OPERATIONS.get(row.operation, row.operation)}"
    return str(row.get_kind_display() if code == "upload_note" else row.step_word)


def _doer(code: str, row: Any) -> int | None:
    if code in _RECORDED:
        return int(row.actor_id) if row.actor_id.isdecimal() else None
    return getattr(row, "by_id", None)


def _told(code: str, row: Any) -> Told:
    if code == "history":
        return told_of_history(row)
    if code == "event":
        return told_of_event(row)
    if code == "change":
        return told_of_change(row)
    if code == EXCHANGE:
        status = f"HTTP {row.http_status or '—'}，代码 {row.code if row.code is not None else '—'}，{row.milliseconds} 毫秒"
        return [("路径", row.path), ("结果", status), ("省网答复", row.message or "—")]
    text = row.note if code == "case" else row.text
    return [("说明", text)] if text else []


def _of_history(entry: Any, found: _Found) -> list[tuple[str, str]]:
    abouts = []
    if device := found.devices.get(entry.device_id):
        url = reverse("console:devices_device_change", args=[device.pk])
        abouts.append((f"{device.registration_number} {device.model}".strip() or f"设备 {device.pk}", url))
    if renewal := found.renewals.get(entry.renewal_id):
        abouts.append((renewal.reference, reverse("console:renewal_review", args=[renewal.reference])))
    if matter := found.matters.get(entry.matter_id):
        abouts.append((matter.reference, reverse("console:matter_review", args=[matter.reference])))
    return abouts + _firm(entry, found)


def _of_event(event: Any, found: _Found) -> list[tuple[str, str]]:
    abouts = []
    if event.account_id and str(event.account_id) != event.actor_id:
        abouts.append((found.person(event.account_id), ""))
    if event.subject_id is not None and event.subject_kind in AboutKind.values:
        abouts.append((f"{AboutKind(event.subject_kind).label} {event.subject_id}", ""))
    return abouts + _firm(event, found)


def _firm(row: Any, found: _Found) -> list[tuple[str, str]]:
    firm = found.firms.get(row.enterprise_id)
    return [(firm.name, reverse("console:accounts_enterprise_change", args=[firm.pk]))] if firm else []


def _no_abouts(row: Any, found: _Found) -> list[tuple[str, str]]:
    return []


_ABOUTS: dict[str, Callable[[Any, _Found], list[tuple[str, str]]]] = {
    "history": _of_history,
    "event": _of_event,
    "case": lambda row, found: [(f"疑似问题 {row.case_id}", "")],
    EXCHANGE: lambda row, found: [(f"上传任务 {row.upload_id}", "")] if row.upload_id else [],
    "upload_note": lambda row, found: [(f"上传任务 {row.upload_id}", "")],
}


def _seals(rows: Iterable[tuple[str, Any]]) -> dict[tuple[str, int], int]:
    """The chain's numbers of these rows; one query for each table on the page."""
    ids: dict[str, list[int]] = {}
    for code, row in rows:
        ids.setdefault(code, []).append(row.pk)
    return {
        (code, row_id): number
        for code, wanted in ids.items()
        for row_id, number in Link.objects.filter(source=code, row_id__in=wanted).values_list(
            "row_id", "number"
        )
    }
