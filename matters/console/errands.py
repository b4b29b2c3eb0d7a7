"""须在省网办理: what somebody has to do at the province's own platform, and its closing by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import Action, may, require
from ground.asking import posted_text
from ground.keyset import keyset_page
from matters.models import ProvinceErrand
from matters.services.errands import close_errand


@require_safe
def errands(request: HttpRequest) -> HttpResponse:
    """The list, newest first; those that wait unless the address says `state=closed` or `state=all`."""
    require(request.user, Action.VIEW_UPLOADS)
    state = request.GET.get("state", "")
    listed = ProvinceErrand.objects.visible_to(request.user)
    if state == "closed":
        listed = listed.exclude(closed_at=None)
    elif state != "all":
        listed = listed.waiting()
    page = keyset_page(
        listed.select_related("matter__enterprise", "matter__device", "closed_by"), params=request.GET
    )
    context = {
        "title": "须在省网办理",
        "page": page,
        "state": state,
        "may_close": may(request.user, Action.CLOSE_PROVINCE_ERRANDS),
    }
    return TemplateResponse(request, "console/matters/errands.html", context)


@require_POST
def close_one(request: HttpRequest, pk: int) -> HttpResponse:
    """办结, with a note of what was done."""
    errand = get_object_or_404(ProvinceErrand.objects.visible_to(request.user), pk=pk)
    close_errand(errand_id=errand.pk, user=request.user, note=posted_text(request, "reason"))
    messages.success(request, "已办结，说明记入任务历史。")
    return HttpResponseRedirect(reverse("console:province_errands"))
