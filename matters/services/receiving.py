"""确认接收 and 不予接收: the other firm's answer to an offered machine."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from ground.errors import NotAllowed, RuleBroken
from ground.glossary import MatterStatus, Step
from inbox.services import tell_enterprise
from matters.models import Matter, MatterRound
from matters.services.steps import address_of, lock_matter, record, require_status, required_text, write

NOT_YOURS = "接收设备由受让方企业管理员确认，转让方不能代为确认。"
UNDECLARED = "请先勾选“本企业确认接收该设备及其安全技术档案”，再确认接收。"


@transaction.atomic
def confirm_transfer(*, matter_id: int, revision: int, user: User, declared: bool) -> Matter:
    """确认接收: the matter goes on to the office. Raises NotAllowed to the firm that gives the machine away."""
    matter = _offered(matter_id, revision, user, Step.TRANSFER_CONFIRMED)
    if not declared:
        raise RuleBroken("undeclared", UNDECLARED, path="declared")
    matter.confirm()
    write(matter, before=MatterStatus.AWAITING_CONFIRMATION)
    record(matter, user.actor, Step.TRANSFER_CONFIRMED, MatterStatus.AWAITING_CONFIRMATION)
    _tell_owner(matter, "受让方已确认接收", "已交审批办审核，无需操作。")
    return matter


@transaction.atomic
def decline_transfer(*, matter_id: int, revision: int, user: User, reason: str) -> Matter:
    """不予接收, with a reason that the applicant reads; it can be corrected and offered again."""
    reason = required_text(reason, "请写明不予接收的原因", path="reason", least=2, most=200)
    matter = _offered(matter_id, revision, user, Step.TRANSFER_DECLINED)
    matter.decline()
    now = timezone.now()
    matter.decided_at = now
    write(matter, before=MatterStatus.AWAITING_CONFIRMATION, fields=("decided_at",))
    MatterRound.objects.filter(matter=matter, number=matter.round).update(
        outcome=matter.status, opinion=f"受让方不予接收：{reason}", decided_by=user, decided_at=now
    )
    record(matter, user.actor, Step.TRANSFER_DECLINED, MatterStatus.AWAITING_CONFIRMATION, opinion=reason)
    _tell_owner(matter, "受让方不予接收", f"原因：{reason}\n请核对后修改并重新提交，或作废此事项。")
    return matter


def _offered(matter_id: int, revision: int, user: User, step: Step) -> Matter:
    require(user, Action.CONFIRM_TRANSFER)
    matter = lock_matter(matter_id=matter_id, user=user, revision=revision, own=False)
    if matter.counterparty_id != user.enterprise_id:
        raise NotAllowed("not_the_receiver", NOT_YOURS)
    require_status(matter, step, MatterStatus.AWAITING_CONFIRMATION)
    return matter


def _tell_owner(matter: Matter, word: str, body: str) -> None:
    number = matter.device.registration_number if matter.device else ""
    tell_enterprise(
        enterprise=matter.enterprise_id,
        title=f"产权变更{word}：{number}",
        body=body,
        link=address_of(matter),
    )
