"""Keeping what does not agree with the province: found, seen again, gone, settled by a person."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from ground.errors import RuleBroken, StepRefused
from provincial_sync.models import Discrepancy, DiscrepancyKind, DiscrepancyState


def note(
    kind: DiscrepancyKind,
    *,
    subject: str,
    text: str,
    of: dict[str, int],
    repaired: bool = False,
) -> Discrepancy:
    """List it (`of`: the ids of what it is about), or note that it is still there; `repaired`: it was put right at once, and is listed as that."""
    now = timezone.now()
    place = {"kind": kind, "subject": subject[:80]}
    if repaired:
        _leave_open_ones(place, DiscrepancyState.REPAIRED, now)
    elif found := Discrepancy.objects.open().filter(**place).first():
        Discrepancy.objects.filter(pk=found.pk).update(seen_at=now, text=text)
        return found
    row = Discrepancy(
        **place,
        text=text,
        upload_id=of.get("upload_id"),
        renewal_id=of.get("renewal_id"),
        device_id=of.get("device_id"),
        state=DiscrepancyState.REPAIRED if repaired else DiscrepancyState.OPEN,
        settled_at=now if repaired else None,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another worker found it at this moment
        return Discrepancy.objects.open().get(**place)
    return row


def close_unseen(kinds: list[DiscrepancyKind], *, since: dt.datetime) -> int:
    """What a whole comparison that began at `since` no longer found is 已自行消除; how many."""
    gone = Discrepancy.objects.open().filter(kind__in=kinds, seen_at__lt=since)
    return gone.update(state=DiscrepancyState.GONE, settled_at=timezone.now())


@transaction.atomic
def settle_discrepancy(*, discrepancy_id: int, user: User, text: str) -> Discrepancy:
    """已处理, with a note of at least five characters; the first wins.

    Raises RuleBroken at `note` without one, StepRefused where somebody was first.
    """
    require(user, Action.SETTLE_PROVINCE)
    text = text.strip()
    if len(text) < 5:
        raise RuleBroken("note_missing", "请写明如何处理的（至少 5 个字）。", path="note")
    if len(text) > 500:
        raise RuleBroken("note_long", "处理说明最多 500 字，请精简。", path="note")
    settled = Discrepancy.objects.open().filter(pk=discrepancy_id)
    now = timezone.now()
    if not settled.update(state=DiscrepancyState.SETTLED, settled_by=user, settled_at=now, note=text):
        first = Discrepancy.objects.select_related("settled_by").get(pk=discrepancy_id)
        raise StepRefused("settled", _who_was_first(first))
    return Discrepancy.objects.get(pk=discrepancy_id)


def _who_was_first(row: Discrepancy) -> str:
    at = f"{timezone.localtime(row.settled_at):%Y-%m-%d %H:%M}" if row.settled_at else ""
    who = row.settled_by.masked_name if row.settled_by else "系统"
    return f"此项已由{who}于 {at} 办结（{row.state_word.label}），您的操作没有生效。"


def _leave_open_ones(place: dict[str, str], state: DiscrepancyState, now: dt.datetime) -> None:
    Discrepancy.objects.open().filter(**place).update(state=state, settled_at=now)
