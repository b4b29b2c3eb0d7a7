"""How the exchange with the province stands now, in one look at the shared row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from provincial_sync.models import ProvinceState

WELL = "well"
SHAKY = "shaky"
AWAY = "away"
ASKED_TO_WAIT = "asked_to_wait"
MISCONFIGURED = "misconfigured"
FOR_FIRMS = "省网暂时连接不上，已接受备案的件会在恢复后自动继续办理，资料不会丢失，您无需操作。"
PORTAL_AFTER = dt.timedelta(minutes=2)  # a short pause is nobody's worry


@dataclass(frozen=True)
class Condition:
    """One of the words above, since when, until when nobody calls, and a sentence for the office."""

    kind: str
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    text: str = ""
    tone: str = "ok"

    @property
    def is_well(self) -> bool:
        """Whether nothing needs to be said."""
        return self.kind == WELL

    @property
    def label(self) -> str:
        """The condition in a word."""
        return {
            WELL: "正常",
            SHAKY: "联系不畅",
            AWAY: "已中断，定时试探",
            ASKED_TO_WAIT: "按省网要求暂停",
            MISCONFIGURED: "配置有误，已暂停",
        }[self.kind]

    def for_firms(self, now: dt.datetime) -> str:
        """The plain line of the portal, empty where firms need not know."""
        lasting = self.since is None or now - self.since >= PORTAL_AFTER
        return FOR_FIRMS if self.kind in {AWAY, ASKED_TO_WAIT, MISCONFIGURED} and lasting else ""


def condition(now: dt.datetime) -> Condition:
    """The present condition; one query."""
    row = ProvinceState.objects.filter(pk=1).first()
    return of_row(row, now) if row else Condition(WELL)


def of_row(row: ProvinceState, now: dt.datetime) -> Condition:
    """The condition that the shared row tells."""
    if row.problem and row.paused_until and row.paused_until > now:
        text = f"省网对接的配置有误，报送已暂停：{row.problem}更正后点“立即重试”即可继续。"
        return Condition(MISCONFIGURED, row.away_since, row.paused_until, text, "bad")
    if row.breaker_opened_at:
        since = row.away_since or row.breaker_opened_at
        text = (
            f"自 {timezone.localtime(since):%Y-%m-%d %H:%M} 起连不上省网，已暂停报送并定时试探"
            f"（下次 {_clock(row.probe_due_at)}），恢复后自动继续，已接受的备案不会丢失。"
        )
        return Condition(AWAY, since, row.probe_due_at, text, "bad")
    if row.not_before and row.not_before > now:
        text = f"省网要求在 {_moment(row.not_before)} 以后再联系，届时自动继续，已接受的备案不会丢失。"
        return Condition(ASKED_TO_WAIT, row.away_since, row.not_before, text, "warn")
    if row.away_since and row.failures_in_a_row > 1:
        text = (
            f"自 {timezone.localtime(row.away_since):%Y-%m-%d %H:%M} 起与省网联系不畅，"
            "系统会自动再试，已接受的备案不会丢失。"
        )
        return Condition(SHAKY, row.away_since, None, text, "warn")
    return Condition(WELL)


def _clock(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M:%S}" if moment else "随时"


def _moment(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
