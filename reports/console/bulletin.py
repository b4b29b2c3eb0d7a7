"""通报: the week's figures as a PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import Action, require
from renewals.printing.typesetting import pdf_answer
from reports.bulletin import bulletin_pdf, bulletin_title
from reports.scope import Scope


@require_safe
def bulletin(request: HttpRequest) -> HttpResponse:
    """The 通报 of this week, as of now."""
    require(request.user, Action.VIEW_REPORTS)
    scope, now = Scope(request.user), timezone.now()
    return pdf_answer(bulletin_pdf(scope, now), f"{bulletin_title(scope, now)}.pdf")
