"""通报: the week's figures as a PDF, of today or as they were kept each Monday."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import Action, require
from documents.services import read_bytes
from ground.keyset import keyset_page
from renewals.printing.typesetting import pdf_answer
from reports.bulletin import bulletin_pdf, bulletin_title
from reports.models import WeeklyBulletin
from reports.scope import Scope


@require_safe
def bulletin(request: HttpRequest) -> HttpResponse:
    """The 通报 of this week, as of now."""
    require(request.user, Action.VIEW_REPORTS)
    scope, now = Scope(request.user), timezone.now()
    return pdf_answer(bulletin_pdf(scope, now), f"{bulletin_title(scope, now)}.pdf")


@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """通报: those that were made each Monday, the newest first."""
    require(request.user, Action.VIEW_REPORTS)
    kept = WeeklyBulletin.objects.visible_to(request.user)
    page = keyset_page(kept, params=request.GET, by="week")
    context = {"title": "通报", "page": page, "hour": settings.BULLETIN_HOUR}
    return TemplateResponse(request, "console/reports/bulletins.html", context)


@require_safe
def kept_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of one week, as it was made."""
    require(request.user, Action.VIEW_REPORTS)
    visible = WeeklyBulletin.objects.visible_to(request.user).select_related("file")
    kept = get_object_or_404(visible, pk=pk)
    return pdf_answer(read_bytes(kept.file), f"建筑起重机械换证工作通报_全市_{kept.week:%Y%m%d}.pdf")
