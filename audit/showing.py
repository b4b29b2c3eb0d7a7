"""The history as a timeline: for each step who (the side), what and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from audit.models import HistoryEntry
from ground.glossary import MatterKind, Step

BAD = {
    Step.INTAKE_REJECTED,
    Step.RENEWAL_REJECTED,
    Step.PROVINCE_RETURNED,
    Step.UPLOAD_FAILED,
    Step.MATTER_REJECTED,
    Step.TRANSFER_DECLINED,
    Step.OFFICE_DISMISSED,
}
ROUNDS = {Step.RENEWAL_SUBMITTED, Step.RENEWAL_REJECTED, Step.MATTER_SUBMITTED, Step.MATTER_REJECTED}
# Steps whose word names the matter already.
SPEAKING = {Step.DEFERRAL_DECLARED, Step.DEFERRAL_ENDED, Step.DEVICE_TAKEN_OVER}


@dataclass(frozen=True)
class Moment:
    """One line of a timeline; it names no person."""

    at: dt.datetime
    who: str
    title: str
    sub: str
    tone: str


def timeline(entries: Iterable[HistoryEntry], *, inside: bool = False) -> list[Moment]:
    """The entries as lines, in their order; `inside` the office also with reasons that no firm is told."""
    return [
        Moment(
            at=entry.at,
            who=entry.actor_unit,
            title=title_of(entry),
            sub=entry.opinion or (entry.detail.get("inside", "") if inside else "") or _recognised(entry),
            tone="bad" if entry.step in BAD else "",
        )
        for entry in entries
    ]


def _recognised(entry: HistoryEntry) -> str:
    """How many fields stand as they were taken over from recognition; empty where none do."""
    fields = entry.detail.get("recognised", [])
    return f"识别采用 {len(fields)} 项" if fields else ""


def title_of(entry: HistoryEntry) -> str:
    """The step with its matter, and from the second round on its round: 提交备案(第 2 次)."""
    matter = entry.detail.get("matter")
    named = matter in MatterKind.values and entry.step not in SPEAKING
    word = f"{MatterKind(matter).label}：{entry.step_word}" if named else entry.step_word
    repeated = entry.step in ROUNDS and entry.round > 1
    return f"{word}(第 {entry.round} 次)" if repeated else word
