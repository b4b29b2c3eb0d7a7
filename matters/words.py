"""What each kind of 企业事项 is for, and what comes next in each state, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from ground.glossary import MatterKind, MatterStatus
from matters.models import Matter
from renewals.deadlines import working_days_left


@dataclass(frozen=True)
class KindWords:
    """For whom a kind is, and what follows from it."""

    purpose: str
    follows: str


KINDS: dict[MatterKind, KindWords] = {
    MatterKind.DEREGISTRATION: KindWords(
        "设备报废、遗失、迁出中山市，或属法定不予备案情形的，办理注销。",
        "设备改为“已注销”，电子证照随之注销；未报送的换证申请一并作废。注销后不能恢复。",
    ),
    MatterKind.TRANSFER: KindWords(
        "设备转让给另一家中山市企业的，由转让方申请，受让方确认。",
        "设备转到受让方名下，重新办理证件换发；转让方的原记录改为“已注销”，仍可查看。",
    ),
    MatterKind.RENAMING: KindWords(
        "企业在登记机关变更了名称的，办理企业名称变更。",
        "市网的企业名称随之变更，原名称保留在历史中；已核发的电子证照仍载原名称。",
    ),
    MatterKind.DEFERRAL: KindWords(
        "设备停用、待报废等，暂时不办理换证的，申报暂不换证。",
        "设备不再计入“待换发证件”，无需审核；随时可以恢复换证，到期自动恢复。",
    ),
    MatterKind.NUMBER_UPDATE: KindWords(
        "设备已在省网或其他城市取得电子证照的，把新备案号更新到市网。",
        "设备改为“已换证”，备案号更新为新备案号，电子证照收入市网。",
    ),
    MatterKind.NUMBER_CORRECTION: KindWords(
        "市网登记的备案号与证书不符的，由系统管理员更正，另一名系统管理员复核。",
        "设备的备案号改为更正后的号码，原来的号码保留在历史中，两个号码都能查到；电子证照的照面不变。",
    ),
}


BY_OFFICE: dict[MatterStatus, str] = {
    MatterStatus.PENDING: "审批办依职权提出，等待另一名工作人员复核，您无需操作；有异议的，请尽快联系审批办。",
    MatterStatus.DISMISSED: "经复核不予办理，设备没有变化，您无需操作。",
    MatterStatus.VOIDED: "审批办已撤销，设备没有变化，您无需操作。",
}


def next_step(matter: Matter, *, incoming: bool) -> str:
    """What comes next, for the firm that reads; `incoming`: it is the one that takes the machine over."""
    if incoming:
        return _for_receiver(matter)
    if matter.by_office and matter.status != MatterStatus.ACCEPTED:
        return BY_OFFICE.get(matter.state, "已撤销，您无需操作。")
    if matter.status == MatterStatus.PENDING:
        return _pending(matter)
    return {
        MatterStatus.NOT_SUBMITTED: "核对无误后请点“提交”。",
        MatterStatus.AWAITING_CONFIRMATION: "等待受让方在企业门户确认接收；确认后交审批办审核。",
        MatterStatus.REJECTED: "请按审核意见修改，保存后重新提交；不再办理的可以作废。",
        MatterStatus.ACCEPTED: f"已办结。{KINDS[matter.sort].follows}",
        MatterStatus.IN_FORCE: f"设备暂不换证至 {matter.ends_on}，到期自动恢复；需要换证的，请点“恢复换证”。",
        MatterStatus.ENDED: "暂不换证已终止。设备为“待换发证件”的，可以点“证件换发”。",
        MatterStatus.VOIDED: "此事项已作废，需要办理的请重新填写。",
        MatterStatus.DISMISSED: BY_OFFICE[MatterStatus.DISMISSED],
    }[matter.state]


def _pending(matter: Matter) -> str:
    left = working_days_left(timezone.localdate(), matter.due_on) if matter.due_on else 0
    return f"等待审批办审核，{left} 个工作日内办结。" if left > 0 else "等待审批办审核，已到办理期限。"


def _for_receiver(matter: Matter) -> str:
    if matter.by_office and matter.status == MatterStatus.PENDING:
        return BY_OFFICE[MatterStatus.PENDING]
    return {
        MatterStatus.AWAITING_CONFIRMATION: "请企业管理员核对设备和转让资料，确认接收或不予接收。",
        MatterStatus.PENDING: "贵企业已确认接收，等待审批办审核。",
        MatterStatus.ACCEPTED: "已办结，设备已登记到贵企业名下，请核对资料并办理证件换发。",
    }.get(matter.state, "等转让方修改后重新提交，贵企业无需操作。")
