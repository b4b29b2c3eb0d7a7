"""提交回执: that a renewal was handed in, when, and until when the office answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from ground.errors import StepRefused
from renewals.comparing import submitted_common
from renewals.printing.sources import Source, moment, page_address
from renewals.printing.typesetting import qr_svg, typeset

DESIGN = Path(__file__).parent / "designs" / "receipt.typ"
NOT_SUBMITTED = "此申请还没有提交备案，没有提交回执。请先点“提交备案”，提交后即可打印。"


def receipt_pdf(source: Source) -> bytes:
    """The receipt of the present round; StepRefused where the renewal is a draft or voided."""
    if source.submission is None or source.renewal.is_voided:
        raise StepRefused("not_submitted", NOT_SUBMITTED)
    return typeset(DESIGN, receipt(source))


def receipt_title(source: Source) -> str:
    """The title of the document, also its file name."""
    return f"提交回执_{source.renewal.reference}"


def receipt(source: Source) -> dict[str, Any]:
    """What the design needs of a handed in renewal."""
    renewal, submission, owner = source.renewal, source.submission, source.body["owner"]
    common = submitted_common(source.body)
    category = source.catalogue.category(source.body["category"]).label
    facts = [
        ("产权单位", owner["name"]),
        ("统一社会信用代码", owner["uscc"]),
        ("原备案号", common.get("old_registration_number", "")),
        ("设备类别", category),
        ("规格型号", common.get("model", "")),
        ("出厂编号", common.get("factory_number", "")),
        ("制造单位", common.get("manufacturer", "")),
        ("附件资料", f"{len(source.attachments)} 份"),
    ]
    return {
        "title": receipt_title(source),
        "printed": moment(timezone.now()),
        "reference": renewal.reference,
        "submitted": source.submitted,
        "round": f"第 {submission.round} 次" if submission else "",
        "due": renewal.due_on.isoformat() if renewal.due_on else "",
        "workdays": settings.REVIEW_SLA_WORKDAYS,
        "status": renewal.approval.label,
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "digest": submission.sm3 if submission else "",
        "qr": qr_svg(page_address(renewal)),
    }
