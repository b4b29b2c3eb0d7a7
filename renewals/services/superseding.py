"""What befalls an open renewal when its machine is 注销, handed to another firm, or numbered elsewhere."""

from __future__ import annotations

from django.utils import timezone

from audit.actors import Actor
from ground.errors import StepRefused
from ground.glossary import ApprovalStatus, Step, UploadStatus
from inbox.services import tell_enterprise
from renewals.models import RenewalApplication
from renewals.services.steps import free, lock_for_system, record, write

UNDER_WAY = (
    "此设备的换证申请 {reference} 已接受备案，正在报送省网或已由省网受理，暂不能办理“{why}”。"
    "请等换证办结或被省网退回后再办理。"
)


def open_renewal_of(device_id: int) -> RenewalApplication | None:
    """The renewal that keeps the machine 换证中, None where there is none."""
    return RenewalApplication.objects.open().filter(device_id=device_id).select_related("device").first()


def refuse_handed_over(device_id: int, *, why: str) -> None:
    """Raise StepRefused("renewal_under_way") where the office has accepted the open renewal already.

    From 接受备案 on it may reach the province at any moment, so only the province's answer ends it.
    """
    renewal = open_renewal_of(device_id)
    if renewal and renewal.approval_status == ApprovalStatus.ACCEPTED:
        raise StepRefused("renewal_under_way", UNDER_WAY.format(reference=renewal.reference, why=why))


def void_superseded(*, device_id: int, why: str, actor: Actor) -> RenewalApplication | None:
    """作废 of the open renewal, with a message to its firm; must run inside a transaction.

    Applies while it is 未提交备案, 不接受备案 or 待备案 (product's rule of one renewal at a time); the caller
    changes the machine afterwards, because renewals are locked before machines. Raises StepRefused where
    it was accepted already.
    """
    found = open_renewal_of(device_id)
    if found is None:
        return None
    renewal = lock_for_system(found.pk)
    if renewal.is_voided or renewal.upload_status == UploadStatus.UPLOADED:  # since we looked
        return None
    if renewal.approval_status == ApprovalStatus.ACCEPTED:
        raise StepRefused("renewal_under_way", UNDER_WAY.format(reference=renewal.reference, why=why))
    before = renewal.approval_status
    renewal.voided_at, renewal.void_reason = timezone.now(), f"设备已办理“{why}”"
    write(renewal, before=before, fields=("voided_at", "void_reason", *free(renewal)))
    record(renewal, actor, Step.RENEWAL_VOIDED, before, "", opinion=renewal.void_reason)
    tell_enterprise(
        enterprise=renewal.enterprise_id,
        title=f"换证申请已作废：{renewal.registration_number} {renewal.model}",
        body=f"设备已办理“{why}”，未办完的换证申请 {renewal.reference} 随之作废，无需操作。",
        link=f"/portal/renewals/{renewal.reference}/",
    )
    return renewal
