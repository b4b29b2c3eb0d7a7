"""统计报表: three pages of figures, each also as a workbook."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import Action, require
from audit.services import record_account_step
from ground.glossary import AccountStep
from ground.workbooks import workbook_answer
from reports.keeping import REPORTS, report_of
from reports.scope import Scope
from reports.workbook import report_workbook

SECTIONS = {
    "progress": "console:report_progress",
    "cases": "console:report_of_cases",
    "safety": "console:report_safety",
}


@require_safe
def progress_page(request: HttpRequest) -> HttpResponse:
    """换证进度."""
    return _page(request, "progress")


@require_safe
def cases_page(request: HttpRequest) -> HttpResponse:
    """办理情况."""
    return _page(request, "cases")


@require_safe
def safety_page(request: HttpRequest) -> HttpResponse:
    """到期预警."""
    return _page(request, "safety")


@require_safe
def export_report(request: HttpRequest, key: str) -> HttpResponseBase:
    """导出 of a whole report, noted in 账号记录."""
    require(request.user, Action.VIEW_REPORTS)
    if key not in REPORTS:
        raise Http404
    report = REPORTS[key](Scope(request.user), timezone.now(), whole=True)
    record_account_step(
        step=AccountStep.EXPORTED,
        actor=request.user.actor,
        account_id=request.user.pk,
        detail={"list": report.title, "rows": sum(sheet.total for sheet in report.sheets)},
    )
    return workbook_answer(report_workbook(report), f"{report.title}_{report.scope}")


def _page(request: HttpRequest, key: str) -> HttpResponse:
    require(request.user, Action.VIEW_REPORTS)
    report = report_of(key, Scope(request.user), timezone.now())
    context = {"title": report.title, "report": report, "section": SECTIONS[key]}
    return TemplateResponse(request, "console/reports/report.html", context)
