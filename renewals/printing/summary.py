"""汇总申请表: many renewals on one list that needs one seal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from renewals.comparing import submitted_common
from renewals.printing.sources import DECLARATION, Source, moment
from renewals.printing.typesetting import typeset

DESIGN = Path(__file__).parent / "designs" / "summary.typ"


def summary_pdf(sources: Sequence[Source]) -> bytes:
    """The list of `sources`, all of one enterprise, with one declaration and one place for the seal."""
    return typeset(DESIGN, summary(sources))


def summary_title(sources: Sequence[Source]) -> str:
    """The title of the document, also the beginning of its file name."""
    return f"证件换发汇总申请表_{len(sources)}台_{timezone.localdate():%Y%m%d}"


def summary(sources: Sequence[Source]) -> dict[str, Any]:
    """What the design needs."""
    owner = sources[0].body["owner"]
    rows = [_row(source) for source in sources]
    drafts = sum(source.submission is None for source in sources)
    return {
        "title": summary_title(sources),
        "printed": moment(timezone.now()),
        "declaration": DECLARATION,
        "owner": owner["name"],
        "uscc": owner["uscc"],
        "total": _total(rows),
        "notice": f"其中 {drafts} 台未提交：提交备案后重新打印，再签字盖章" if drafts else "",
        "rows": rows,
    }


def _row(source: Source) -> dict[str, str]:
    common = submitted_common(source.body)
    return {
        "reference": source.renewal.reference,
        "number": common.get("old_registration_number", ""),
        "category": source.catalogue.category(source.body["category"]).label,
        "model": common.get("model", ""),
        "serial": common.get("factory_number", ""),
        "made": common.get("manufacture_date", ""),
        "maker": common.get("manufacturer", ""),
        "papers": str(len(source.attachments)),
        "submitted": source.submitted,
    }


def _total(rows: list[dict[str, str]]) -> str:
    counts = Counter(row["category"] for row in rows)
    return f"共 {len(rows)} 台：" + "、".join(f"{label} {count} 台" for label, count in counts.items())
