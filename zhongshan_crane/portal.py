"""The two homes: the grid system's public one, and the enterprise's 工作台."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import portal_door
from inbox.city_data import ON_HOME
from inbox.models import Notice
from renewals.rating_totals import public_totals
from zhongshan_crane.workbench import workbench_of


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The grid system's public home, with the login beside it."""
    notices = Notice.objects.published()[:ON_HOME]
    context = {"notices": notices, "ratings": public_totals(), "next": request.GET.get("next", "")}
    return render(request, "home.html", context)


@portal_door
@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """工作台: what needs somebody of the firm now, how far the firm is, and what comes next."""
    return render(request, "portal/workbench.html", workbench_of(request.user))
