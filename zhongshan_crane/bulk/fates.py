"""What became of a renewal: drawn by shares that a running exchange might have, with its days in order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")


class End(StrEnum):
    """Where a renewal is now."""

    BEGUN = "begun"  # 未提交备案, the new parameters still empty
    READY = "ready"  # 未提交备案, whole
    REOPENED = "reopened"  # 退回待重提: refused, and saved since
    PENDING = "pending"
    REJECTED = "rejected"
    RETURNED = "returned"  # by the province
    WAITING = "waiting"  # 接受备案, to be handed over
    TROUBLED = "troubled"  # 上传中, and the province was away
    SENT = "sent"  # 上传中, at the province
    FAILED = "failed"  # 上传异常
    ISSUED = "issued"  # 已上传
    VOIDED = "voided"


SHARES = {
    End.BEGUN: 50,
    End.READY: 50,
    End.REOPENED: 20,
    End.PENDING: 200,
    End.REJECTED: 50,
    End.RETURNED: 10,
    End.WAITING: 20,
    End.TROUBLED: 10,
    End.SENT: 140,
    End.FAILED: 10,
    End.ISSUED: 440,
}
DRAFTS = frozenset({End.BEGUN, End.READY, End.REOPENED, End.VOIDED})
REFUSED = frozenset({End.REOPENED, End.REJECTED})
ACCEPTED = frozenset({End.RETURNED, End.WAITING, End.TROUBLED, End.SENT, End.FAILED, End.ISSUED})
_ENDS, _WEIGHTS = list(SHARES), list(accumulate(SHARES.values()))
_DAY = 86_400


@dataclass(frozen=True)
class Round:
    """One round: handed in, claimed, decided (None while it waits)."""

    number: int
    submitted_at: dt.datetime
    claimed_at: dt.datetime | None
    decided_at: dt.datetime | None
    refused: bool


@dataclass(frozen=True)
class Fate:
    """A renewal's end and moments; `left` are whole days from its last step until today."""

    end: End
    begun_at: dt.datetime
    rounds: tuple[Round, ...]
    last_at: dt.datetime

    @property
    def round(self) -> int:
        """提交次数."""
        return len(self.rounds)


class Fates:
    """Draws fates and moments, all of them before the midnight with which `today` begins."""

    def __init__(self, dice: Random, today: dt.date) -> None:
        self._dice = dice
        self.midnight = dt.datetime.combine(today, dt.time.min, HERE)

    def moment(self, days: float) -> dt.datetime:
        """Some moment so many days before today, at least."""
        return self.midnight - dt.timedelta(seconds=days * _DAY + self._dice.random() * _DAY * 0.9)

    def draw(self, *, is_last: bool) -> Fate:
        """The fate of a machine's last renewal, or of one that was voided before."""
        dice = self._dice
        if not is_last:
            begun = self.moment(200 + dice.random() * 100)
            return Fate(End.VOIDED, begun, (), begun + dt.timedelta(days=1 + dice.random() * 20))
        end = dice.choices(_ENDS, cum_weights=_WEIGHTS)[0]
        if end in {End.BEGUN, End.READY}:
            begun = self.moment(dice.random() * 40)
            return Fate(end, begun, (), begun)
        return self._handed_in(end)

    def _handed_in(self, end: End) -> Fate:
        dice = self._dice
        count = 1 + (dice.random() < 0.12) + (dice.random() < 0.03)
        last = self.moment(dice.random() * 9 if end == End.PENDING else 2.1 + dice.random() * 120)
        rounds: list[Round] = []
        for back in reversed(range(count)):
            submitted = last - dt.timedelta(days=15 * back)
            waits = end == End.PENDING and back == 0
            decided = None if waits else submitted + dt.timedelta(seconds=1200 + dice.random() * _DAY)
            claimed = decided - dt.timedelta(minutes=12) if decided else None
            refused = back > 0 or end in REFUSED
            rounds.append(Round(count - back, submitted, claimed, decided, refused))
        begun = rounds[0].submitted_at - dt.timedelta(days=1 + dice.random() * 5)
        end_at = rounds[-1].decided_at or last
        if end in ACCEPTED | {End.REOPENED}:
            end_at += dt.timedelta(seconds=600 + dice.random() * _DAY * 0.8)
        return Fate(end, begun, tuple(rounds), end_at)
