"""证件换发 and 修改: keeping the 证件换发申请表."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from devices.aging import set_ages
from devices.models import CatalogueVersion, Device
from devices.models.record import FORM_FIELDS
from devices.recognised.marks import settle_marks, told
from devices.recording import RecordInput, keep_attachments
from devices.uniqueness import set_search_text
from documents.models import Attachment, SubjectKind
from documents.services import attach
from ground.errors import StepRefused
from ground.glossary import ApprovalStatus, CertificateStatus, IntakeStatus, Provenance, Step
from ground.references import new_reference
from ground.writing import STALE, lock_row, write_row
from renewals.carrying import carried_renewal, merged_parameters
from renewals.models import RenewalApplication
from renewals.same_model import offered_values
from renewals.services.moving import refuse_other_form
from renewals.services.steps import lock_renewal, record, require_approval, write

HOME = (
    "此设备的产权单位工商注册地不在中山市，请回企业所在属地办理换证。"
    "属地换证后，等市网同步省系统数据更新设备备案号，或联系系统管理员处理。"
)
CANCELLED_THERE = (
    "省网显示此设备的备案已注销，系统管理员正在核实，暂不能办理换证。如有疑问，请联系系统管理员。"
)
WHY_NOT = {
    CertificateStatus.RENEWING: "此设备已有一份换证申请在办，请在“设备备案资料录入”中继续办理。",
    CertificateStatus.RENEWED: "此设备已完成换证，无需再办。电子证照请在“电子证照”中下载。",
    CertificateStatus.HOME_RENEWAL: HOME,
    CertificateStatus.DEFERRED: "此设备已申报暂不换证。需要换证的，请先在“企业事项”中点“恢复换证”。",
    CertificateStatus.REVOKED: "此设备已注销，不能办理换证。",
}


def refuse_unless_renewable(device: Device) -> None:
    """Raise StepRefused with the reason where 证件换发 does not apply to the machine now.

    A machine that is not in the register yet may have its renewal filled in already (保存并继续证件换发).
    """
    if device.cancelled_there_at:
        raise StepRefused("cancelled_there", CANCELLED_THERE)
    if not device.enterprise.is_local:
        raise StepRefused("home_renewal", HOME)
    if device.intake_status != IntakeStatus.APPROVED:
        return
    if device.certificate_status != CertificateStatus.AWAITING_RENEWAL:
        raise StepRefused("not_renewable", WHY_NOT[device.certificate_mark])


def prepare_renewal(*, device: Device, user: User) -> RenewalApplication:
    """The form's first content: the record carried over, old values converted; nothing is kept yet.

    Raises StepRefused where 证件换发 does not apply to the machine now.
    """
    require(user, Action.KEEP_RENEWALS)
    refuse_unless_renewable(device)
    return carried_renewal(device, CatalogueVersion.objects.in_force())


@transaction.atomic
def start_renewal(
    *, device_id: int, revision: int, user: User, given: RecordInput, catalogue_seen: int | None = None
) -> RenewalApplication:
    """证件换发 · 确认: keep the form as a new renewal; the machine is 换证中 from now on.

    `revision` is the machine's, `catalogue_seen` the version that the page was made from. Raises StepRefused to
    the second of two clicks or people, and where another version came into force meanwhile.
    """
    require(user, Action.KEEP_RENEWALS)
    machines = Device.objects.visible_to(user).select_related("enterprise")
    device = lock_row(machines.filter(pk=device_id))
    refuse_unless_renewable(device)
    if device.revision != revision:
        raise StepRefused("stale", STALE)
    version = CatalogueVersion.objects.in_force()
    refuse_other_form(version, catalogue_seen)
    renewal = carried_renewal(device, version)
    renewal.reference = new_reference("HZ", timezone.localdate())
    renewal.created_by = user
    take_over(renewal, given)
    try:
        with transaction.atomic():
            renewal.save(force_insert=True)
    except IntegrityError as clash:
        raise StepRefused("not_renewable", WHY_NOT[CertificateStatus.RENEWING]) from clash
    if device.intake_status == IntakeStatus.APPROVED:
        _begin(device)
    _carry_attachments(device, renewal, given.removed)
    keep_attachments(
        given=given, subject=SubjectKind.RENEWAL, record=renewal, enterprise=device.enterprise, user=user
    )
    record(renewal, user.actor, Step.RENEWAL_STARTED, "", ApprovalStatus.NOT_SUBMITTED, detail=told(renewal))
    return renewal


@transaction.atomic
def save_renewal(*, renewal_id: int, revision: int, user: User, given: RecordInput) -> RenewalApplication:
    """修改 · 确认: keep the changed form; a refused renewal becomes 未提交备案 (退回待重提).

    Raises StepRefused while it is under review, accepted, voided, or changed by somebody else.
    """
    require(user, Action.KEEP_RENEWALS)
    renewal = lock_renewal(renewal_id=renewal_id, user=user, revision=revision)
    require_approval(renewal, Step.RENEWAL_SAVED, ApprovalStatus.NOT_SUBMITTED, ApprovalStatus.REJECTED)
    before = renewal.approval_status
    if before == ApprovalStatus.REJECTED:
        renewal.reopen()
    take_over(renewal, given)
    renewal.edited_since_return = True
    write(renewal, before=before, fields=(*FORM_FIELDS, "approval_status", "edited_since_return"))
    keep_attachments(
        given=given,
        subject=SubjectKind.RENEWAL,
        record=renewal,
        enterprise=renewal.enterprise,
        user=user,
    )
    record(renewal, user.actor, Step.RENEWAL_SAVED, before, renewal.approval_status, detail=told(renewal))
    return renewal


def _begin(device: Device) -> None:
    device.begin_renewal()
    write_row(
        device,
        fields=("certificate_status",),
        expect={"certificate_status": CertificateStatus.AWAITING_RENEWAL},
    )


def take_over(
    renewal: RenewalApplication, given: RecordInput, *, offered: Mapping[str, str] | None = None
) -> None:
    """Put a form's content into the locked renewal; fields that `given` does not name stay.

    `offered` are the proposals of machines of the same model, where the caller knows them; else they are looked up.
    """
    if offered is None and given.source == Provenance.TYPED:
        offered = offered_values(renewal)
    renewal.set_common(given.common)
    renewal.parameters = merged_parameters(
        renewal.parameters,
        given.parameters,
        renewal.category_data,
        offered=offered,
        source=given.source,
    )
    settle_marks(renewal, given.recognised)
    set_search_text(
        renewal, renewal.reference, renewal.old_registration_number, renewal.device.new_registration_number
    )
    set_ages(renewal)


def _carry_attachments(device: Device, renewal: RenewalApplication, removed: frozenset[int]) -> None:
    """What the city already holds of the machine is not asked again, unless it was taken off the form."""
    wanted = {
        required.kind.code
        for required in renewal.catalogue.attachment_requirements("renewal", renewal.category)
    }
    held_by_city = Attachment.objects.of(SubjectKind.DEVICE, device.pk).filter(kind__in=wanted)
    for held in held_by_city.exclude(pk__in=removed):
        attach(
            file=held.file,
            kind=held.kind,
            name=held.name,
            enterprise=device.enterprise,
            subject=SubjectKind.RENEWAL,
            subject_id=renewal.pk,
            carried_over=True,
        )
