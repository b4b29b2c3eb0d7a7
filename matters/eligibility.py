"""Which matters a machine can be the subject of now, and in words why not."""

from __future__ import annotations

from collections.abc import Callable

from devices.models import Device
from devices.services.drafting import NOT_OF_ZHONGSHAN
from ground.errors import StepRefused
from ground.glossary import CertificateStatus, IntakeStatus, MatterKind
from renewals.services.renumbering import why_not_renumbered

NOT_REGISTERED = "此设备尚未入库，请先在“未审核通过设备信息”中提交入库。"
DELETED = "此设备信息已删除，不能再办理。"
REVOKED = "此设备已注销，不能再办理“{kind}”。"
NOT_DEFERRABLE = {
    CertificateStatus.RENEWING: "此设备已有一份换证申请在办。确需暂不换证的，请先作废换证申请。",
    CertificateStatus.RENEWED: "此设备已完成换证，无需申报暂不换证。",
    CertificateStatus.HOME_RENEWAL: "此设备在企业所在属地换证，不在市网申报暂不换证。",
    CertificateStatus.DEFERRED: "此设备已申报暂不换证，不必重复申报。",
}
NUMBERED = "此设备已完成换证，备案号无需更新。备案号确有错误的，请联系系统管理员。"
NOT_REGISTERED_YET = "此设备尚未入库，备案号由企业在设备信息中修改，审核时核对。"
HANDED_ON = "此记录已产权变更到另一企业名下，请在新记录上更正。"
IN_INTAKE_REVIEW = "此设备正在入库审核。请先撤回入库，再办理备案号更新。"


def why_not(kind: MatterKind, device: Device) -> str:
    """The reason why the matter does not apply to the machine, empty where it does.

    The machine's enterprise must be at hand (`select_related`).
    """
    if kind == MatterKind.RENAMING:
        return "企业名称变更不针对单台设备，请在“企业事项”中办理。"
    if device.deleted_at is not None:
        return DELETED
    if own_rule := OWN_RULES.get(kind):
        return own_rule(device)
    if device.intake_status != IntakeStatus.APPROVED:
        return NOT_REGISTERED
    if device.certificate_status == CertificateStatus.REVOKED:
        return REVOKED.format(kind=kind.label)
    if kind == MatterKind.DEFERRAL:
        return NOT_DEFERRABLE.get(device.certificate_mark, "")
    if kind == MatterKind.TRANSFER and not device.enterprise.is_local:
        return NOT_OF_ZHONGSHAN
    return ""


def refuse_unless_eligible(kind: MatterKind, device: Device) -> None:
    """Raise StepRefused("not_eligible") with the reason where the matter does not apply to the machine."""
    if reason := why_not(kind, device):
        raise StepRefused("not_eligible", reason)


def _why_not_corrected(device: Device) -> str:
    """Any machine of the register, also a 已注销 one; what is under review or at the province stays as it is."""
    if device.intake_status != IntakeStatus.APPROVED:
        return NOT_REGISTERED_YET
    if device.successors.exists():
        return HANDED_ON
    return why_not_renumbered(device.pk)


def _why_not_numbered(device: Device) -> str:
    """An owner elsewhere may hand in the number of a machine that the city knows; it takes in no others."""
    at_home = device.certificate_status == CertificateStatus.HOME_RENEWAL
    if not device.enterprise.is_local and not at_home:
        return NOT_OF_ZHONGSHAN
    if device.intake_status == IntakeStatus.PENDING:
        return IN_INTAKE_REVIEW
    if device.certificate_status == CertificateStatus.REVOKED:
        return REVOKED.format(kind=MatterKind.NUMBER_UPDATE.label)
    return NUMBERED if device.new_registration_number else ""


# Kinds that are not only for machines of the register that are still in force.
OWN_RULES: dict[MatterKind, Callable[[Device], str]] = {
    MatterKind.NUMBER_UPDATE: _why_not_numbered,
    MatterKind.NUMBER_CORRECTION: _why_not_corrected,
}
