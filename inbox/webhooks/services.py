"""What a firm's manager (or its key) does with subscriptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, require
from audit.account_events import Subject
from audit.services import record_account_step
from ground.errors import RuleBroken, StepRefused
from ground.glossary import AboutKind, AccountStep
from ground.writing import lock_row, write_row
from inbox.webhooks.addresses import checked_address
from inbox.webhooks.announcing import give_up_at, wake, write
from inbox.webhooks.models import WebhookDelivery, WebhookSubscription
from inbox.webhooks.sending import RELEASED
from inbox.webhooks.signing import new_secret
from inbox.webhooks.words import OFFERED, PushDeliveryState, PushEvent, PushState

TOO_MANY = "贵企业已有 {most} 个事件推送。请先删除不再使用的，再新建。"
SECOND = "贵企业已有推送到此地址的事件推送，请直接修改它勾选的事件。"
NO_NAME = "请填写名称，例如接收事件的系统。"
NO_EVENT = "请至少勾选一种事件。"
UNKNOWN_EVENT = "没有“{given}”这种事件，请重新勾选。可用的有：{known}。"
UNKNOWN_STATE = "状态只能改为“启用”(on)或“停用”(off)。"
SWITCHED_OFF = "已由企业停用。"
NOT_ON = "此事件推送当前为“{state}”，请先启用，再推送。"
NONE_ENDED = "没有可以重新推送的记录：它们正等待推送，或已被清理。"
TEST_FACTS = {"note": "这是测试事件，不代表任何办理结果。"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a subscription is to be; None leaves a part as it is."""

    name: str | None = None
    address: str | None = None
    events: Collection[str] | None = None
    state: str | None = None


def make_subscription(*, user: User, given: Wanted) -> tuple[WebhookSubscription, str]:
    """A new subscription and its secret, which is shown this once.

    Raises NotAllowed, and RuleBroken for a name, address or event that does not do, or where the firm has too many.
    """
    require(user, Action.KEEP_WEBHOOKS)
    made = WebhookSubscription(
        enterprise=user.own_enterprise, made_by_id=user.pk, secret=new_secret(), created_at=timezone.now()
    )
    _put(made, Wanted(given.name or "", given.address or "", given.events or ()))
    with transaction.atomic():
        _lock_firm(user)
        _refuse_second(made, user)
        if WebhookSubscription.objects.visible_to(user).count() >= settings.WEBHOOKS_MOST:
            raise RuleBroken("too_many_webhooks", TOO_MANY.format(most=settings.WEBHOOKS_MOST))
        made.save(force_insert=True)
        _record(AccountStep.WEBHOOK_MADE, made, user, {"webhook": made.pk, "events": made.events})
    return made, made.secret


def change_subscription(*, pk: int, revision: int, user: User, given: Wanted) -> WebhookSubscription:
    """The changed subscription. Switching on forgets the failures, switching off ends what waits.

    Raises DoesNotExist for a stranger's, RuleBroken for what does not do, StepRefused where somebody changed it meanwhile.
    """
    require(user, Action.KEEP_WEBHOOKS)
    draft = WebhookSubscription.objects.visible_to(user).get(pk=pk)
    _put(draft, given)  # the name is resolved before anything is locked
    with transaction.atomic():
        _lock_firm(user)
        _refuse_second(draft, user)
        row = lock_row(WebhookSubscription.objects.visible_to(user).filter(pk=pk), revision=revision)
        before = row.state
        row.name, row.address, row.events = draft.name, draft.address, draft.events
        if given.state is not None and given.state != before:
            row.state, row.failures = given.state, 0
            row.said = "" if given.state == PushState.ON else SWITCHED_OFF
        write_row(row, fields=("name", "address", "events", "state", "failures", "said"), expect={})
        if row.state == PushState.OFF and before != PushState.OFF:
            _end_waiting(row)
        _record(
            AccountStep.WEBHOOK_CHANGED,
            row,
            user,
            {"webhook": row.pk, "events": row.events, "state": row.state},
        )
        transaction.on_commit(wake, robust=True)
    return row


@transaction.atomic
def renew_secret(*, pk: int, revision: int, user: User) -> tuple[WebhookSubscription, str]:
    """A new secret, shown this once; from now on everything is signed with it."""
    require(user, Action.KEEP_WEBHOOKS)
    row = lock_row(WebhookSubscription.objects.visible_to(user).filter(pk=pk), revision=revision)
    row.secret = new_secret()
    write_row(row, fields=("secret",), expect={})
    _record(AccountStep.WEBHOOK_SECRET_RENEWED, row, user, {"webhook": row.pk})
    return row, row.secret


@transaction.atomic
def delete_subscription(*, pk: int, revision: int, user: User) -> None:
    """It goes with all that was written for it."""
    require(user, Action.KEEP_WEBHOOKS)
    row = lock_row(WebhookSubscription.objects.visible_to(user).filter(pk=pk), revision=revision)
    _record(AccountStep.WEBHOOK_DELETED, row, user, {"webhook": row.pk})
    row.delete()


@transaction.atomic
def send_test(*, pk: int, user: User) -> WebhookDelivery:
    """发送测试事件: one delivery of its own, signed and tried like any other."""
    row = _running(pk, user)
    write([row], event=PushEvent.TEST, facts=TEST_FACTS, about=PushEvent.TEST.label)
    return row.deliveries.filter(event=PushEvent.TEST).latest("id")


@transaction.atomic
def redeliver(*, pk: int, user: User, deliveries: Collection[int] | None = None) -> int:
    """重新推送 of these deliveries, or (None) of all that failed; how many. The ids in the bodies stay, so that receivers drop
    what they have. Raises StepRefused where none of them has ended, or the subscription is not on.
    """
    row = _running(pk, user)
    ended = row.deliveries.ended()
    chosen = (
        ended.filter(state=PushDeliveryState.FAILED)
        if deliveries is None
        else ended.filter(pk__in=list(deliveries))
    )
    now = timezone.now()
    fresh = {
        "state": PushDeliveryState.WAITING,
        "due_at": now,
        "give_up_at": give_up_at(now),
        "attempts": 0,
        "said": "",
        "finished_at": None,
    }
    count = chosen.update(**fresh)
    if not count:
        raise StepRefused("none_ended", NONE_ENDED)
    transaction.on_commit(wake, robust=True)
    return count


def forget_old(limit: int = 5_000) -> int:
    """Delete deliveries that ended WEBHOOK_KEEP_DAYS ago; how many. For the sweep of the workers."""
    before = timezone.now() - dt.timedelta(days=settings.WEBHOOK_KEEP_DAYS)
    old = WebhookDelivery.objects.filter(finished_at__lt=before).values_list("pk", flat=True)
    return WebhookDelivery.objects.filter(pk__in=list(old[:limit])).delete()[0]


def _lock_firm(user: User) -> None:
    """Two managers at once, or one who clicks twice."""
    lock_row(Enterprise.objects.filter(pk=user.own_enterprise.pk))


def _refuse_second(row: WebhookSubscription, user: User) -> None:
    others = WebhookSubscription.objects.visible_to(user).filter(address=row.address).exclude(pk=row.pk)
    if others.exists():
        raise RuleBroken("webhook_twice", SECOND, path="address")


def _running(pk: int, user: User) -> WebhookSubscription:
    require(user, Action.KEEP_WEBHOOKS)
    row = lock_row(WebhookSubscription.objects.visible_to(user).filter(pk=pk))
    if row.state != PushState.ON:
        raise StepRefused("webhook_not_on", NOT_ON.format(state=row.state_word.label))
    return row


def _put(row: WebhookSubscription, given: Wanted) -> None:
    """Put into the row what is wanted; raises RuleBroken, with the field's path."""
    if given.name is not None:
        if not given.name.strip():
            raise RuleBroken("required", NO_NAME, path="name")
        row.name = given.name.strip()[:60]
    if given.events is not None:
        row.events = _known(given.events)
    if given.state is not None and given.state not in {PushState.ON, PushState.OFF}:
        raise RuleBroken("webhook_state", UNKNOWN_STATE, path="state")
    if given.address is not None:
        row.address = checked_address(given.address)


def _known(events: Collection[str]) -> list[str]:
    known = [event.value for event in OFFERED]
    if strange := sorted(set(events) - set(known)):
        detail = UNKNOWN_EVENT.format(given=strange[0][:40], known="、".join(known))
        raise RuleBroken("unknown_event", detail, path="events")
    if not events:
        raise RuleBroken("no_event", NO_EVENT, path="events")
    return [event for event in known if event in events]


def _end_waiting(row: WebhookSubscription) -> None:
    row.deliveries.waiting().update(
        state=PushDeliveryState.FAILED, said=SWITCHED_OFF, finished_at=timezone.now(), **RELEASED
    )


def _record(step: AccountStep, row: WebhookSubscription, user: User, detail: dict[str, object]) -> None:
    record_account_step(
        step=step,
        actor=user.actor,
        account_id=user.pk,
        enterprise_id=row.enterprise_id,
        about=Subject(AboutKind.WEBHOOK, row.pk),
        detail=detail,
    )
