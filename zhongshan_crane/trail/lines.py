"""The rows of one page in words: who, what, about what, from where, and how each is sealed; a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audit.chain import Link
from audit.notes import opened
from audit.showing import title_of
from ground.glossary import AboutKind, AccountStep
from provincial_sync.console.uploads import OPERATIONS
from zhongshan_crane.trail.asking import EXCHANGE
from zhongshan_crane.trail.readers import READERS
from zhongshan_crane.trail.things import Key, Named, named
from zhongshan_crane.trail.words import Told, told_of_change, told_of_event, told_of_history

BAD = {AccountStep.LOGIN_FAILED, AccountStep.LOCKED, AccountStep.ACTING_REFUSED, AccountStep.BACKUP_FAILED}
_RECORDED = ("history", "event", "change")


@dataclass(frozen=True)
class Line:
    """One entry. `abouts` are (word, address or empty); `seal` is its number in the chain, None while it waits.

    `erasable`: words of it stand beside the seal and can be erased.
    """

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
    erasable: bool

    @property
    def word(self) -> str:
        """What kind of entry it is."""
        return READERS[self.source].word


class _Found:
    """Everything that a page's rows name, looked up once; what was deleted is named by number."""

    def __init__(self, rows: list[tuple[str, Any]]) -> None:
        opened([row for code, row in rows if code in _RECORDED])
        doers = {(AboutKind.ACCOUNT, pk) for code, row in rows if (pk := _doer(code, row))}
        self.things = named(doers.union(*(_keys(code, row) for code, row in rows)))
        self.seals = _seals(rows)

    def person(self, pk: int | None) -> str:
        """An account by name, the person's name masked."""
        return self.things[AboutKind.ACCOUNT, pk][0] if pk else ""


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
        abouts=[found.things[key] for key in _keys(code, row)] + _unlinked(code, row),
        told=_told(code, row),
        address=row.address if code in _RECORDED else "",
        request_id=getattr(row, "request_id", ""),
        seal=found.seals.get((code, row.pk)),
        erasable=bool(getattr(row, "marks", None)) and row.erased_at is None,
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


def _keys(code: str, row: Any) -> list[Key]:
    """What an entry is about beside its doer."""
    said: list[tuple[AboutKind, int | None]] = []
    if code == "history":
        said = [
            (AboutKind.DEVICE, row.device_id),
            (AboutKind.RENEWAL, row.renewal_id),
            (AboutKind.MATTER, row.matter_id),
        ]
    if code == "event":
        other = row.account_id if str(row.account_id) != row.actor_id else None
        known = row.subject_kind in AboutKind.values
        said = [(AboutKind.ACCOUNT, other)]
        said += [(AboutKind(row.subject_kind), row.subject_id)] if known else []
    said.append((AboutKind.ENTERPRISE, getattr(row, "enterprise_id", None)))
    return list(dict.fromkeys((kind, pk) for kind, pk in said if pk is not None))


def _unlinked(code: str, row: Any) -> list[Named]:
    """What has no page of its own."""
    if code == "case":
        return [(f"疑似问题 {row.case_id}", "")]
    if code in {EXCHANGE, "upload_note"} and row.upload_id:
        return [(f"上传任务 {row.upload_id}", "")]
    return []


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
