"""证件换发申请表: one renewal as the rows of its paper. Old value, old unit, new value, new unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from devices.catalogue import Category, CommonField, Parameter
from devices.models.record import PERSONAL
from devices.values import display
from ground.glossary import ApprovalStatus, Provenance, UploadStatus
from renewals.comparing import submitted_common, submitted_parameters
from renewals.printing.sources import DECLARATION, Source, moment, page_address
from renewals.printing.typesetting import qr_svg, typeset

DESIGN = Path(__file__).parent / "designs" / "form.typ"
BLANK = "未填写"
WIDE = 20  # characters that no longer fit into half of the sheet's width
DRAFT = "未提交：此表仅供核对，提交备案后打印的申请表才可签字盖章"
VOIDED = "此申请已作废，申请表不再有效"
REFUSED = "此次提交未被接受备案，请按备案意见修改后重新提交"
OWNER_KEYS = {"owner_enterprise": "name", "owner_uscc": "uscc", "owner_town": "town"}
NOT_PRINTED = frozenset({"owner_region_code"})  # a bare code, which says nothing to the reader of a paper


def forms_pdf(sources: Sequence[Source], *, printed: dt.datetime | None = None) -> bytes:
    """The application forms one after the other, each with page numbers of its own; `printed` is now by default."""
    data = {
        "title": title_of(sources),
        "printed": moment(printed or timezone.now()),
        "declaration": DECLARATION,
        "sheets": [sheet(source) for source in sources],
    }
    return typeset(DESIGN, data, made=printed)


def title_of(sources: Sequence[Source]) -> str:
    """The title of the document, also the beginning of its file name."""
    if len(sources) == 1:
        renewal = sources[0].renewal
        return f"证件换发申请表_{renewal.reference}_{renewal.old_registration_number}"
    return f"证件换发申请表_{len(sources)}份_{timezone.localdate():%Y%m%d}"


def sheet(source: Source) -> dict[str, Any]:
    """What the design needs of one renewal."""
    renewal, submission = source.renewal, source.submission
    across, notice = _standing(source)
    return {
        "reference": renewal.reference,
        "status": "已作废" if renewal.is_voided else renewal.approval.label,
        "submitted": source.submitted,
        "round": f"第 {submission.round} 次" if submission else _rounds_before(renewal.round),
        "qr": qr_svg(page_address(renewal)),
        "across": across,
        "notice": notice,
        "groups": _common_groups(source),
        "parameters": _parameter_groups(source),
        "papers": papers_of(source),
        "digest": f"申报内容摘要(SM3)：{submission.sm3}" if submission else "",
    }


def _rounds_before(count: int) -> str:
    return f"此前提交过 {count} 次" if count else "尚未提交过"


def papers_of(source: Source) -> list[dict[str, str]]:
    """The attachments in the catalogue's order, each with the name of its kind."""
    kinds = {kind.code: (place, kind.label) for place, kind in enumerate(source.catalogue.attachments)}
    unknown = len(kinds)
    ordered = sorted(source.attachments, key=lambda paper: kinds.get(paper["kind"], (unknown, ""))[0])
    return [
        {"label": kinds.get(paper["kind"], (unknown, paper["kind"]))[1], "name": paper["name"]}
        for paper in ordered
    ]


def _standing(source: Source) -> tuple[str, str]:
    """The word across the page and the line above it, empty where the paper is good."""
    if source.renewal.is_voided:
        return "已作废", VOIDED
    if source.submission is None:
        return "未提交", DRAFT
    return "", REFUSED if source.renewal.approval_status == ApprovalStatus.REJECTED else ""


def _common_groups(source: Source) -> list[dict[str, Any]]:
    catalogue, renewal = source.catalogue, source.renewal
    category = catalogue.category(source.body["category"])
    owner = {code: source.body["owner"].get(key) or "" for code, key in OWNER_KEYS.items()}
    # Contact persons stand on the renewal alone: a submission freezes no personal data.
    personal = {name: getattr(renewal, name) for name in PERSONAL}
    new = {**submitted_common(source.body), **owner, **personal}
    record = _record(source)
    groups = [
        {
            "label": group.label,
            "rows": [
                _common_row(field, category, new.get(field.code, ""), record.get(field.code))
                for field in catalogue.common_in_group(group.code)
                if field.source != "system"
                and field.code not in NOT_PRINTED
                and (new.get(field.code) or field.is_required(new, new.get("sub_type", "")))
            ],
        }
        for group in catalogue.common_groups
    ]
    return [group for group in groups if group["rows"]]


def _record(source: Source) -> Mapping[str, str]:
    """What the city's record says; nothing once the certificate is issued: then it is the submission itself."""
    if source.renewal.upload_status == UploadStatus.UPLOADED:
        return {}
    held = source.renewal.device.common_values()
    return {code: value for code, value in held.items() if code not in PERSONAL}


def _common_row(field: CommonField, category: Category, new: str, old: str | None) -> dict[str, Any]:
    shown, former = (_common_text(field, category, stored or "") for stored in (new, old))
    former = former if old and former != shown else ""
    return {
        "label": category.sub_type_label if field.code == "sub_type" else field.label,
        "new": shown or BLANK,
        "old": former,
        "wide": max(len(shown), len(former)) > WIDE,
    }


def _common_text(field: CommonField, category: Category, stored: str) -> str:
    if field.code == "sub_type":
        return category.sub_type_name(stored) if stored else ""
    return f"{display(field, stored)} {field.unit}".strip() if stored else ""


def _parameter_groups(source: Source) -> list[dict[str, Any]]:
    body = source.body
    category, entries = source.catalogue.category(body["category"]), submitted_parameters(body)
    raw, values = source.renewal.raw_values(), {code: entry["value"] for code, entry in entries.items()}
    groups = []
    for group in source.catalogue.groups:
        rows = [
            _parameter_row(parameter, entries.get(parameter.code, {}), raw.get(parameter.code, ""))
            for parameter in category.in_group(group.code)
            if parameter.code in entries
            or parameter.code in raw
            or parameter.is_required(values, body.get("sub_type") or "")
        ]
        if rows:
            groups.append({"label": group.label, "rows": rows})
    return groups


def _parameter_row(parameter: Parameter, entry: Mapping[str, Any], held: str) -> dict[str, str]:
    raw, value = entry.get("raw") or held, entry.get("value") or ""
    old_unit = (entry.get("raw_unit") or parameter.old_unit) if raw else ""
    new_unit = entry.get("unit") or parameter.unit
    mark = _mark(parameter, raw, value, changed=old_unit != new_unit)
    return {
        "label": parameter.label,
        "old": display(parameter, raw),
        "oldUnit": old_unit,
        "new": display(parameter, value) or BLANK,
        "newUnit": new_unit,
        "mark": mark,
        "note": _provenance(entry.get("provenance") or "") if value else "",
    }


def _mark(parameter: Parameter, raw: str, value: str, *, changed: bool) -> str:
    if not raw:
        return "新增" if parameter.added else ""
    if changed:
        return "单位变更"
    return "更正" if value and raw != value else ""


def _provenance(code: str) -> str:
    return Provenance(code).label if code in Provenance.values else ""
