"""四处一致 on the review page: loaded beside it, so that the page itself waits for no reading."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import Action, may, require
from accounts.roles import Role
from ground.asking import posted_text
from ground.glossary import ApprovalStatus
from renewals.agreement.overruled import Why, overrule
from renewals.agreement.papers import files_of, frozen_papers
from renewals.agreement.table import agreement
from renewals.console.queue import handed_in
from renewals.models import RenewalApplication
from vision.asking import want
from vision.offering import offered, require_offered


@require_safe
def renewal_agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """The table of a round's papers; what was not read yet is asked for, and the page looks again."""
    return _table(request, handed_in(request.user, reference))  # type: ignore[arg-type]


@require_POST
def renewal_overrule(request: HttpRequest, reference: str) -> HttpResponse:
    """识别有误 or 差异不属实 of one difference, by one click."""
    require(request.user, Action.REVIEW_RENEWALS)  # type: ignore[arg-type]
    renewal = handed_in(request.user, reference)  # type: ignore[arg-type]
    require_offered()
    overrule(
        renewal_id=renewal.pk,
        reviewer=request.user,  # type: ignore[arg-type]
        path=posted_text(request, "path"),
        source=posted_text(request, "source"),
        sm3=posted_text(request, "sm3"),
        why=posted_text(request, "why"),
    )
    return _table(request, renewal)


def _table(request: HttpRequest, renewal: RenewalApplication) -> HttpResponse:
    user = request.user
    papers_shown = offered() and user.role != Role.SUPERVISOR  # type: ignore[union-attr]
    context = {"renewal": renewal, "agreement": None, "whys": Why, "overrules": False}
    if papers_shown:
        submission = renewal.submissions.get(round=renewal.round)
        want(files_of(frozen_papers(submission.attachments)), urgent=True)
        context["agreement"] = agreement(renewal, submission, viewer=user)  # type: ignore[arg-type]
        pending = renewal.approval_status == ApprovalStatus.PENDING and not renewal.is_voided
        context["overrules"] = pending and may(user, Action.REVIEW_RENEWALS)  # type: ignore[arg-type]
    return TemplateResponse(request, "console/_agreement.html", context)
