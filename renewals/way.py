"""The way of one renewal in five steps, and what comes next in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from ground.glossary import ApprovalStatus, IntakeStatus, UploadStatus
from renewals.deadlines import working_days_left
from renewals.models import RenewalApplication

LABELS = ("填写申请表", "提交备案", "审批办审核", "电子证照办理", "换证完成")
FIRM_FAILED = "电子证照办理遇到问题，系统管理员正在处理，您无需操作"


@dataclass(frozen=True)
class WayStep:
    """One of the five steps; `state` is done, on, bad or empty."""

    number: int
    label: str
    state: str


def steps_of(renewal: RenewalApplication) -> list[WayStep]:
    """The five steps as they stand."""
    at = _position(renewal)
    return [WayStep(n, label, _state(n, at, renewal)) for n, label in enumerate(LABELS, start=1)]


def next_step(renewal: RenewalApplication) -> str:
    """What comes next, for the enterprise."""
    if renewal.is_voided:
        return "已作废"
    if renewal.approval_status == ApprovalStatus.NOT_SUBMITTED:
        return _draft_words(renewal)
    if renewal.approval_status == ApprovalStatus.PENDING:
        return _pending_words(renewal)
    if renewal.approval_status == ApprovalStatus.REJECTED:
        return f"请按备案意见修改(第 {renewal.returned_count} 次退回)"
    return {
        UploadStatus.NOT_UPLOADED: "已接受备案，即将报送省网，无需操作",
        UploadStatus.UPLOADING: "电子证照办理中，无需操作",
        UploadStatus.FAILED: FIRM_FAILED,
        UploadStatus.UPLOADED: "换证完成，请下载电子证照",
    }[renewal.upload]


def _draft_words(renewal: RenewalApplication) -> str:
    if renewal.device.intake_status == IntakeStatus.DRAFT:
        return "设备还没有入库，核对无误后请一并提交入库与备案"
    if renewal.device.intake_status == IntakeStatus.REJECTED:
        return "入库审核不通过，请先修改设备信息，再一并提交"
    if renewal.returned_count:
        return f"退回待重提(第 {renewal.returned_count} 次)，请提交备案"
    return "核对无误后请提交备案"


def _pending_words(renewal: RenewalApplication) -> str:
    if renewal.withdrawal_requested_at:
        return "已申请撤回，等待审核人员处理"
    left = working_days_left(timezone.localdate(), renewal.due_on) if renewal.due_on else 0
    return f"等待审批办审核，{left} 个工作日内办结" if left > 0 else "等待审批办审核，已到办理期限"


def _position(renewal: RenewalApplication) -> int:
    if renewal.upload_status == UploadStatus.UPLOADED:
        return len(LABELS) + 1
    return {
        ApprovalStatus.NOT_SUBMITTED: 2 if renewal.pk else 1,
        ApprovalStatus.PENDING: 3,
        ApprovalStatus.REJECTED: 1,
        ApprovalStatus.ACCEPTED: 4,
    }[renewal.approval]


def _state(number: int, at: int, renewal: RenewalApplication) -> str:
    if number == at:
        troubled = ApprovalStatus.REJECTED, UploadStatus.FAILED
        return "bad" if {renewal.approval_status, renewal.upload_status} & set(troubled) else "on"
    return "done" if number < at else ""
