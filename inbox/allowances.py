"""How many deliveries a person and a firm may get on a day, and how soon after one another.

Each scope and day is a row; the conditional UPDATE decides, so that two workers never pass a limit together.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from inbox.outbox import Allowance, Delivery
from inbox.words import URGENT, Channel

KEPT = dt.timedelta(days=7)
GAPS = {Channel.SMS: "SMS_GAP_SECONDS"}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing may leave now, and when it may."""

    until: dt.datetime
    sentence: str


def reserve(delivery: Delivery, now: dt.datetime) -> Refused | None:
    """Take one of the day's deliveries for person and firm, or say why not; inside of a transaction.

    What is urgent takes none: it leaves in any case.
    """
    if delivery.event in URGENT:
        return None
    person, firm = _scopes(delivery)
    channel = Channel(delivery.channel)
    refused = _take(person, _limit(channel, "PERSON"), now, gap=_gap(channel), whose="本人")
    if refused or firm is None:
        return refused
    refused = _take(firm, _limit(channel, "FIRM"), now, gap=0, whose="本企业")
    if refused:
        _give_back(person, now)
    return refused


def give_back(delivery: Delivery, at: dt.datetime) -> None:
    """What was reserved at `at` did not leave."""
    for scope in _scopes(delivery) if delivery.event not in URGENT else ():
        if scope:
            _give_back(scope, at)


def forget_old(today: dt.date) -> None:
    """Delete what no limit asks for any more."""
    Allowance.objects.filter(day__lt=today - KEPT).delete()


def quiet_until(now: dt.datetime) -> dt.datetime | None:
    """The end of the hours without text messages (SMS_QUIET_HOURS), None outside of them."""
    first, last = settings.SMS_QUIET_HOURS
    local = timezone.localtime(now)
    end = local.replace(hour=last, minute=0, second=0, microsecond=0)
    if first > last:  # over midnight
        if local.hour >= first:
            return end + dt.timedelta(days=1)
        return end if local.hour < last else None
    return end if first <= local.hour < last else None


def _take(scope: str, limit: int, now: dt.datetime, *, gap: int, whose: str) -> Refused | None:
    local = timezone.localtime(now)
    row, _made = Allowance.objects.get_or_create(scope=scope, day=local.date())
    mine = Allowance.objects.filter(pk=row.pk)
    rested = Q(last_at=None) | Q(last_at__lte=now - dt.timedelta(seconds=gap))
    if mine.filter(rested, used__lt=limit).update(used=F("used") + 1, last_at=now):
        return None
    row = mine.get()
    if row.used < limit and row.last_at:
        return Refused(
            row.last_at + dt.timedelta(seconds=gap), f"同一账号两条之间须隔 {gap} 秒，稍后自动发送。"
        )
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return Refused(
        midnight + dt.timedelta(days=1), f"{whose}今日已达上限 {limit} 条，次日自动发送，站内消息不受影响。"
    )


def _give_back(scope: str, at: dt.datetime) -> None:
    day = timezone.localtime(at).date()
    Allowance.objects.filter(scope=scope, day=day, used__gt=0).update(used=F("used") - 1)


def _scopes(delivery: Delivery) -> tuple[str, str | None]:
    firm = f"firm:{delivery.enterprise_id}:{delivery.channel}" if delivery.enterprise_id else None
    return f"person:{delivery.recipient_id}:{delivery.channel}", firm


def _limit(channel: Channel, whose: str) -> int:
    return int(getattr(settings, f"{channel.name}_DAILY_BY_{whose}"))


def _gap(channel: Channel) -> int:
    return int(getattr(settings, GAPS[channel])) if channel in GAPS else 0
