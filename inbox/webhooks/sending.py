"""One round of pushing: rows are claimed by a lease, sent side by side outside of any transaction, and their ends written.

At least once: a worker that dies between sending and writing leaves the row to be sent again under the same id. The order of
events is not promised: a row that waits for its next try lets later ones pass.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
import uuid
from collections import Counter

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, holders
from ground.encrypted import Unreadable
from inbox.services import tell
from inbox.webhooks.calling import Answer, post
from inbox.webhooks.models import PushQuerySet, WebhookDelivery, WebhookSubscription
from inbox.webhooks.signing import headers_of
from inbox.webhooks.words import PushDeliveryState, PushState

SIDE_BY_SIDE = 16  # requests of one worker at the same moment
OF_ONE = 4  # of them to one subscription: a slow receiver holds up nobody else for long
LOOKED_AT = 200
RELEASED = {"lease": "", "leased_until": None}
AGAIN = "系统会自动再试。"
TOO_LATE = "超过 {hours:g} 小时未能送达，不再自动推送，可在推送记录中重新推送。"
UNSIGNED = "签名密钥无法读取，请重新生成签名密钥。"
GONE = "接收系统答复 410(不再接收)，已停用。"
PAUSED = "连续 {count} 次推送失败，已暂停。"
PAUSED_TITLE = "事件推送已暂停：{name}"
GONE_TITLE = "事件推送已停用：{name}"
WHAT_TO_DO = (
    "{said}\n最近一次问题：{problem}\n请修复接收系统后在“事件推送”中恢复；暂停期间的事件保留 {hours:g} 小时。"
)
_log = structlog.get_logger("inbox.webhooks")


def push_round(*, seconds: float) -> Counter[str]:
    """Send what is due for about `seconds`; counts of sent, later, failed, gone and late."""
    until, outcome = time.monotonic() + seconds, Counter[str]()
    outcome["late"] += give_up_late(timezone.now())
    while time.monotonic() < until:
        rows = take(timezone.now())
        if not rows:
            break
        for row, answer in zip(rows, asyncio.run(_send_all(rows)), strict=True):
            outcome[_write_end(row, answer)] += 1
    return +outcome


def take(now: dt.datetime) -> list[WebhookDelivery]:
    """Rows that are due, now this worker's alone; at most OF_ONE of each subscription.

    The conditional UPDATE decides between workers; on PostgreSQL SKIP LOCKED lets them pass one another.
    """
    lease, until = uuid.uuid4().hex, now + dt.timedelta(seconds=settings.WEBHOOK_LEASE_SECONDS)
    with transaction.atomic():
        due = _free(now).filter(due_at__lte=now).order_by("due_at", "id")
        looked_at = due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", "subscription")
        chosen = _few_of_each(list(looked_at[:LOOKED_AT]))
        if not chosen:
            return []
        _free(now).filter(pk__in=chosen).update(lease=lease, leased_until=until, attempts=F("attempts") + 1)
    mine = WebhookDelivery.objects.filter(lease=lease).select_related("subscription")
    return list(mine.order_by("due_at", "id"))


def give_up_late(now: dt.datetime) -> int:
    """Write 推送失败 on what could not be delivered in time; how many."""
    unleased = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    late = WebhookDelivery.objects.waiting().filter(unleased, give_up_at__lt=now)
    said = TOO_LATE.format(hours=settings.WEBHOOK_HOURS)
    return late.update(state=PushDeliveryState.FAILED, said=said, finished_at=now, **RELEASED)


def _free(now: dt.datetime) -> PushQuerySet:
    unleased = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    return WebhookDelivery.objects.of_running().filter(unleased)


def _few_of_each(found: list[tuple[int, int]]) -> list[int]:
    taken: Counter[int] = Counter()
    chosen: list[int] = []
    for pk, subscription in found:
        if taken[subscription] < OF_ONE and len(chosen) < SIDE_BY_SIDE:
            taken[subscription] += 1
            chosen.append(pk)
    return chosen


async def _send_all(rows: list[WebhookDelivery]) -> list[Answer]:
    return await asyncio.gather(*(_send(row) for row in rows))


async def _send(row: WebhookDelivery) -> Answer:
    secret = row.subscription.secret
    if not secret or isinstance(secret, Unreadable):
        return Answer(said=UNSIGNED)
    body = row.body.encode()
    headers = headers_of(
        secret=secret, uid=str(row.uid), event=row.event, timestamp=int(time.time()), body=body
    )
    try:
        return await post(row.subscription.address, body=body, headers=headers)
    except Exception as fault:
        _log.error("push broke", delivery=row.pk, fault=type(fault).__name__)
        return Answer(said="系统处理时出错。")


@transaction.atomic
def _write_end(row: WebhookDelivery, answer: Answer) -> str:
    """Write how the attempt ended; nothing where the lease was lost meanwhile."""
    now = timezone.now()
    told = {"status": answer.status, "answer": answer.text, **RELEASED}
    mine = WebhookDelivery.objects.waiting().filter(pk=row.pk, lease=row.lease)
    subscription = WebhookSubscription.objects.filter(pk=row.subscription_id)
    if answer.taken:
        if mine.update(state=PushDeliveryState.SENT, finished_at=now, said="", **told) == 1:
            subscription.exclude(failures=0).update(failures=0)
        return "sent"
    due_at = now + dt.timedelta(seconds=max(_pause(row.attempts), answer.retry_after))
    over = answer.gone or due_at > row.give_up_at
    end = {"state": PushDeliveryState.FAILED, "finished_at": now} if over else {"due_at": due_at}
    said = f"{answer.said}{_what_next(answer, over)}"[:200]
    if mine.update(said=said, **told, **end) != 1:
        _log.warning("push taken over by another worker", delivery=row.pk)
        return "lost"
    if answer.gone:
        _stop(row, PushState.OFF, GONE, GONE_TITLE, answer)
        return "gone"
    subscription.update(failures=F("failures") + 1)
    if subscription.filter(failures__gte=settings.WEBHOOK_PAUSE_AFTER).exists():
        said = PAUSED.format(count=settings.WEBHOOK_PAUSE_AFTER)
        _stop(row, PushState.PAUSED, said, PAUSED_TITLE, answer)
    return "failed" if over else "later"


def _what_next(answer: Answer, over: bool) -> str:
    """What the row says after the problem; who is gone has said it all."""
    if answer.gone:
        return ""
    return TOO_LATE.format(hours=settings.WEBHOOK_HOURS) if over else AGAIN


def _pause(attempts: int) -> float:
    """Seconds until the next try; the last pause repeats."""
    minutes = settings.WEBHOOK_RETRY_MINUTES
    return float(minutes[min(max(attempts, 1), len(minutes)) - 1]) * 60


def _stop(row: WebhookDelivery, state: PushState, said: str, title: str, answer: Answer) -> None:
    """Pause it or switch it off, once, and tell the firm's managers."""
    running = WebhookSubscription.objects.filter(pk=row.subscription_id, state=PushState.ON)
    if running.update(state=state, said=said, revision=F("revision") + 1) != 1:
        return
    if state == PushState.OFF:
        _end_waiting(row.subscription_id, said)
    tell(
        people=managers_of(row.subscription.enterprise_id),
        title=title.format(name=row.subscription.name),
        body=WHAT_TO_DO.format(said=said, problem=answer.said, hours=settings.WEBHOOK_HOURS),
        link=f"/portal/webhooks/{row.subscription_id}/",
    )


def _end_waiting(subscription_id: int, said: str) -> None:
    waiting = WebhookDelivery.objects.waiting().filter(subscription_id=subscription_id)
    waiting.update(state=PushDeliveryState.FAILED, said=said, finished_at=timezone.now(), **RELEASED)


def managers_of(enterprise_id: int) -> list[User]:
    """Who is told of a subscription in trouble."""
    return list(holders(Action.KEEP_WEBHOOKS).filter(enterprise_id=enterprise_id))
