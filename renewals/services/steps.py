"""What every step of a renewal shares: lock, refuse in words, write, record."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.timezone import localtime

from accounts.models import User
from audit.actors import Actor
from audit.models import HistoryEntry
from audit.services import record_step
from desk.claiming import freed
from desk.firsts import step_in_words, who_did
from devices.models import Device
from devices.models.record import IMPERSONAL
from ground.errors import StepRefused
from ground.glossary import ApprovalStatus, IntakeStatus, Step
from ground.kept_select import KeptSelect
from ground.writing import lock_row, write_row
from renewals.models import RenewalApplication

DECIDED = (Step.RENEWAL_ACCEPTED, Step.RENEWAL_REJECTED)
NEXT = {
    ApprovalStatus.NOT_SUBMITTED: "企业尚未提交(或已撤回)，等企业重新提交备案。",
    ApprovalStatus.PENDING: "请等待审批办审核；需要修改的，请先撤回。",
    ApprovalStatus.REJECTED: "请按备案意见修改，点“确认”保存后重新提交备案。",
    ApprovalStatus.ACCEPTED: "等待设备走完备案证电子证照流程，无需操作。",
}


# What 签收 and 接手办理 look at, and a decision: anything else is read when it is asked for.
CLAIMED_ON = (
    "reference",
    "approval_status",
    "round",
    "device",
    "enterprise",
    "claimed_by",
    "claimed_until",
    "voided_at",
)
DECIDED_ON = (
    *CLAIMED_ON,
    "revision",
    "upload_status",
    "returned_count",
    "edited_since_return",
    "first_acceptance",
    "withdrawal_requested_at",
    "catalogue_version",
    "category",
    "model",
    "parameters",
    *(f"device__{name}" for name in (*IMPERSONAL, "details", "intake_status", "certificate_status")),
    *(f"device__{name}" for name in ("new_registration_number", "factory_number_key", "manufacturer_key")),
    *(f"enterprise__{name}" for name in ("name", "uscc", "region_code")),
)
TO_DECIDE = RenewalApplication.objects.select_related("device", "enterprise").only(*DECIDED_ON)
FOR_DECISION = KeptSelect(TO_DECIDE)


def free(renewal: RenewalApplication) -> tuple[str, ...]:
    """Take off a renewal what it has only while it waits for review; the names of the columns to write."""
    renewal.withdrawal_requested_at, renewal.first_acceptance = None, None
    return (*freed(renewal), "withdrawal_requested_at", "first_acceptance")


def lock_renewal(*, renewal_id: int, user: User, revision: int | None) -> RenewalApplication:
    """The locked renewal as `user` may see it; StepRefused where it was voided or changed since."""
    renewal = lock_row(
        RenewalApplication.objects.visible_to(user)
        .select_related("device", "enterprise")
        .filter(pk=renewal_id)
    )
    refuse_voided(renewal)
    if revision is not None:
        refuse_changed(renewal, revision)
    return renewal


def lock_for_claim(renewal_id: int, user: User) -> RenewalApplication:
    """The locked renewal with `CLAIMED_ON` alone; StepRefused where it was voided."""
    mine = RenewalApplication.objects.visible_to(user).filter(pk=renewal_id)
    renewal = lock_row(mine.only(*CLAIMED_ON))
    refuse_voided(renewal)
    return renewal


def lock_for_decision(
    renewal_id: int, user: User, renewals: KeptSelect[RenewalApplication] = FOR_DECISION
) -> RenewalApplication:
    """The locked renewal with its machine and firm, `DECIDED_ON` alone; StepRefused where it was voided."""
    renewal = renewals.lock(lambda rows: rows.visible_to(user).filter(pk=renewal_id))
    refuse_voided(renewal)
    return renewal


def lock_hanging_machine(*, renewal_id: int, user: User) -> Device | None:
    """Lock the machine of a renewal that hangs on it, before the renewal; None where it is in the register.

    Who enters the register never leaves it, so that a machine that is in needs no lock here.
    """
    mine = RenewalApplication.objects.visible_to(user).filter(pk=renewal_id)
    hanging = mine.exclude(device__intake_status=IntakeStatus.APPROVED)
    device_id = hanging.values_list("device_id", flat=True).first()
    return lock_row(Device.objects.filter(pk=device_id)) if device_id else None


def lock_for_system(renewal_id: int) -> RenewalApplication:
    """The locked renewal, for steps that follow from the province."""
    queryset = RenewalApplication.objects.select_related("device", "enterprise")
    return lock_row(queryset.filter(pk=renewal_id))


def refuse_voided(renewal: RenewalApplication) -> None:
    """Raise StepRefused where the renewal was voided."""
    if renewal.is_voided:
        raise StepRefused("voided", "此申请已作废，不能再办理。设备需要换证的，请重新点“证件换发”。")


def refuse_changed(renewal: RenewalApplication, revision: int) -> None:
    """Raise StepRefused, naming the last step, where the page was made from an older revision."""
    if renewal.revision != revision:
        raise StepRefused("stale", _what_changed(renewal))


def require_approval(renewal: RenewalApplication, step: Step, *wanted: ApprovalStatus) -> None:
    """Raise StepRefused, saying who did what meanwhile, unless the renewal is in a wanted state."""
    if renewal.approval_status in wanted:
        return
    raise StepRefused(
        "wrong_state", f"{_who_was_first(renewal)}不能再“{step.label}”。{NEXT[renewal.approval]}"
    )


def write(renewal: RenewalApplication, *, before: str, fields: tuple[str, ...]) -> None:
    """Compare-and-set the renewal's row; `before` is the approval status that must still stand."""
    renewal.updated_at = timezone.now()
    write_row(renewal, fields=(*fields, "updated_at"), expect={"approval_status": before})


def record(
    renewal: RenewalApplication, actor: Actor, step: Step, before: str, after: str, **more: Any
) -> None:
    """Append the step to the history of machine and renewal."""
    record_step(
        step=step,
        actor=actor,
        enterprise_id=renewal.enterprise_id,
        device_id=renewal.device_id,
        renewal_id=renewal.pk,
        round_number=renewal.round,
        from_state=before,
        to_state=after,
        **more,
    )


def _what_changed(renewal: RenewalApplication) -> str:
    first = HistoryEntry.objects.of_renewal(renewal.pk).first()
    last = step_in_words(first) if first else "内容已更新"
    return f"此件在您打开之后已有变化({last})，您的操作没有生效。请刷新页面，核对最新内容后再办理。"


def _who_was_first(renewal: RenewalApplication) -> str:
    entry = HistoryEntry.objects.of_renewal(renewal.pk).filter(step__in=DECIDED).first()
    decided = renewal.approval_status in {ApprovalStatus.ACCEPTED, ApprovalStatus.REJECTED}
    if entry and decided:
        return f"此件已由{who_did(entry)}于{localtime(entry.at):%Y-%m-%d %H:%M}{entry.step_word}，"
    return f"此件当前为“{renewal.approval.label}”，"
