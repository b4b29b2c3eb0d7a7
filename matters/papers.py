"""The papers of each 企业事项, and which of them must be there: assumptions of the city in one place.

The guide asks for little paper; what is required here is what the ministry's order 166 asks for (注销,
变更) and what proves that a number is the machine's own (备案号更新).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devices.catalogue import RequiredAttachment
from devices.catalogue.papers import AttachmentRequirement
from devices.catalogue.schema import Level
from ground.glossary import MatterKind

NEW_CERTIFICATE = "new_certificate"
BUSINESS_LICENSE = "business_license"
OFFICE_EVIDENCE = "office_evidence"
LABELS = {
    "deregistration_proof": (
        "注销证明材料",
        "报废的附报废处置证明，遗失的附遗失声明，法定情形的附检验或评估结论，外迁的附迁出说明。",
    ),
    "old_certificate": ("产权备案证(旧证)", "交回的旧证正副页扫描件；遗失的不必添加。"),
    "transfer_docs": ("转让合同、档案移交清单", "转让合同由双方盖章；档案移交清单列明移交的安全技术档案。"),
    "transfer_photo": ("设备铭牌照片", "型号、出厂编号可以辨认。"),
    BUSINESS_LICENSE: ("变更后的营业执照副本", "盖章扫描件，名称与申请的新名称一致。"),
    "renaming_notice": ("登记机关的变更通知书", "市场监督管理部门出具的，有则添加。"),
    "deferral_statement": ("情况说明", "有书面说明的可以添加。"),
    OFFICE_EVIDENCE: ("佐证材料", "证书原件照片、检验或执法文书、双方协议等能证明事实的材料。"),
    NEW_CERTIFICATE: ("新电子证照", "省网或属地核发的电子证照文件，PDF 或 OFD。"),
}
PAPERS: dict[MatterKind, tuple[tuple[str, Level], ...]] = {
    MatterKind.DEREGISTRATION: (("deregistration_proof", "required"), ("old_certificate", "optional")),
    MatterKind.TRANSFER: (("transfer_docs", "required"), ("transfer_photo", "optional")),
    MatterKind.RENAMING: ((BUSINESS_LICENSE, "required"), ("renaming_notice", "optional")),
    MatterKind.DEFERRAL: (("deferral_statement", "optional"),),
    MatterKind.NUMBER_UPDATE: ((NEW_CERTIFICATE, "required"),),
    MatterKind.NUMBER_CORRECTION: (),
}
OF_THE_OFFICE: tuple[tuple[str, Level], ...] = ((OFFICE_EVIDENCE, "required"),)


def papers_for(
    kind: MatterKind, content: Mapping[str, Any] | None = None, *, by_office: bool = False
) -> list[RequiredAttachment]:
    """The kinds of papers of a matter; a machine that only moves away needs no proof of its end.

    What the office files itself always needs evidence.
    """
    moved = (content or {}).get("cause") == "moved_away" and not by_office
    return [
        RequiredAttachment(
            AttachmentRequirement(code=code, label=LABELS[code][0], hint=LABELS[code][1], levels={}),
            "optional" if moved else level,
        )
        for code, level in (OF_THE_OFFICE if by_office else PAPERS[kind])
    ]
