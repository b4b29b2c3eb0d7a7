"""一次性告知: everything that is wrong is said at once (行政许可法 article 32); what comes later needs a reason."""

from __future__ import annotations

from collections.abc import Sequence

from ground.errors import RuleBroken
from ground.glossary import Outcome
from renewals.models import Remark, RenewalApplication, Submission
from renewals.review_points import unchanged_since

SHORTEST, LONGEST = 5, 200
LATE = "有 {count} 项内容上次未提出意见、企业也没有改动，现在才提出。请在“未一次性告知的理由”中说明(至少 5 个字)。"
LONG = "未一次性告知的理由最多 200 字，请精简。"


def late_reason_for(renewal: RenewalApplication, now: Submission, paths: Sequence[str], reason: str) -> str:
    """The reason to keep with a refusal that remarks at `paths`; empty where nothing comes late.

    A remark is late where the office refused an earlier round, never remarked at that field, and the field was
    handed in unchanged. Raises RuleBroken where a late remark has no reason.
    """
    late = late_paths(renewal, now, paths)
    reason = reason.strip()
    if late and len(reason) < SHORTEST:
        raise RuleBroken("late_remark", LATE.format(count=len(late)), path="late_reason")
    if len(reason) > LONGEST:
        raise RuleBroken("late_reason_long", LONG, path="late_reason")
    return reason if late else ""


def late_paths(renewal: RenewalApplication, now: Submission, paths: Sequence[str]) -> list[str]:
    """Those of `paths` at which a remark comes late."""
    if not paths or renewal.round < 2:
        return []
    refused = renewal.decisions.filter(outcome=Outcome.REJECTED, submission__round__lt=renewal.round)
    last = refused.select_related("submission").order_by("-at", "-id").first()
    if last is None:
        return []
    said = set(Remark.objects.filter(decision__renewal=renewal).values_list("path", flat=True))
    return [path for path in paths if path not in said and unchanged_since(path, now, last.submission)]
