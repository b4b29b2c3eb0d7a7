"""What an administrator decides on an item of the feed: this machine, none of ours, or later."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from certificates.renumbering import dismiss_cancellation
from devices.models import Device
from ground.errors import RuleBroken, StepRefused
from ground.writing import STALE
from provincial_sync.feed_applying import apply_to
from provincial_sync.models import ChangeState, Choice, RegistrationChange, RegistrationDecision


@transaction.atomic
def decide(
    *, change_id: int, revision: int, user: User, choice: str, device_id: int | None, reason: str
) -> RegistrationChange:
    """Keep the decision with its reason and act on it; the first of two people wins.

    Raises RuleBroken at `reason` (under five characters), `choice` or `device`, StepRefused where the item is
    settled already, where the page is older than the item, or where the machine's renewal is with the province.
    """
    require(user, Action.SETTLE_PROVINCE)
    reason = _required(reason)
    if choice not in Choice.values:
        raise RuleBroken("choice_missing", "请选择是哪一台设备，或选择不更新、稍后再办。", path="choice")
    rows = RegistrationChange.objects.select_for_update(of=("self",)).select_related("device")
    change = rows.get(pk=change_id)
    _refuse_settled(change)
    if change.revision != revision:
        raise StepRefused("stale", STALE)
    device = _chosen(change, device_id) if choice == Choice.TAKE else None
    RegistrationDecision.objects.create(
        change=change, choice=choice, device=device, reason=reason, decided_by=user
    )
    change.revision += 1
    if device is not None:
        if change.is_cancellation and change.device_id and change.device_id != device.pk:
            dismiss_cancellation(device_id=change.device_id, actor=user.actor, reason=reason)
        apply_to(change, device, actor=user.actor, reason=reason)
    elif choice == Choice.NONE:
        _dismiss(change, user, reason)
    else:
        change.postponed_at = timezone.now()
        change.save()
    return change


def _dismiss(change: RegistrationChange, user: User, reason: str) -> None:
    if change.is_cancellation and change.device_id:
        dismiss_cancellation(device_id=change.device_id, actor=user.actor, reason=reason)
    change.state, change.settled_at, change.problem = ChangeState.DISMISSED, timezone.now(), ""
    change.save()


def _chosen(change: RegistrationChange, device_id: int | None) -> Device:
    """The registered machine that was ticked. An item that could not be read has nothing to take over."""
    if not change.registration_number or not change.changed_at or not change.status:
        text = "这条变更内容不完整，不能据此更新设备。请向省网核对后选择不更新。"
        raise RuleBroken("unreadable", text, path="choice")
    machines = Device.objects.registered().filter(deleted_at__isnull=True).select_related("enterprise")
    device = machines.filter(pk=device_id).first() if device_id else None
    if device is None:
        raise RuleBroken("device_missing", "请选择是哪一台设备。", path="choice")
    return device


def _refuse_settled(change: RegistrationChange) -> None:
    if change.state == ChangeState.PENDING:
        return
    last = change.decisions.select_related("decided_by").first()
    who = last.decided_by.masked_name if last and last.decided_by else "系统"
    at = f"{timezone.localtime(change.settled_at):%Y-%m-%d %H:%M}" if change.settled_at else ""
    text = f"此项已由{who}于 {at} 处理为“{change.state_word.label}”，您的操作没有生效。"
    raise StepRefused("settled", text)


def _required(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < 5:
        raise RuleBroken("reason_missing", "请写明理由（至少 5 个字），将记入任务历史。", path="reason")
    if len(reason) > 500:
        raise RuleBroken("reason_long", "理由最多 500 字，请精简。", path="reason")
    return reason
