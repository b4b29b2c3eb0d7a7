"""生效: the differences, whom they touch, and the second confirmation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.policies import Action, require
from devices.catalogue.differences import differences
from devices.catalogue_pages.draft import the_draft
from devices.catalogue_pages.forms import PublishForm
from devices.models import CatalogueDraft
from devices.services.catalogue import latest_version, published_form, put_into_force
from ground.asking import posted_revision
from ground.console import add_view
from ground.effects import effects_of
from ground.errors import RuleBroken


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Show what would change and whom it touches; put the draft into force where it is confirmed."""
    require(request.user, Action.PUBLISH_CATALOGUE)
    draft = the_draft()
    if request.method != "POST":
        day = draft.effective_on or timezone.localdate() + dt.timedelta(days=1)
        return _page(request, draft, PublishForm(initial={"effective_on": day}, label_suffix=""))
    form = PublishForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, draft, form, status=422)
    try:
        version = put_into_force(
            user=request.user,
            revision=posted_revision(request),
            effective_on=form.cleaned_data["effective_on"],
            reason=form.cleaned_data["reason"],
        )
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        return _page(request, the_draft(), form, status=refusal.status)
    messages.success(request, _said(version.number, version.effective_on))
    return redirect("console:catalogue")


def _said(number: str, day: dt.date) -> str:
    if day <= timezone.localdate():
        return f"第 {number} 版已生效。未提交的换证申请会在几分钟内转到新版，已提交的不变。"
    return f"第 {number} 版将于 {day:%Y-%m-%d} 生效，在此之前可以撤回。"


def _page(
    request: HttpRequest, draft: CatalogueDraft, form: PublishForm, *, status: int = 200
) -> HttpResponse:
    latest = latest_version()
    fresh = published_form(draft, draft.effective_on or timezone.localdate())
    lines = differences(latest.catalogue, fresh)
    context: dict[str, Any] = {
        "title": f"使参数目录第 {draft.number} 版生效",
        "draft": draft,
        "latest": latest,
        "lines": lines,
        "effects": effects_of("catalogue", latest.catalogue, fresh),
        "form": form,
        "revision": request.POST.get("revision") or draft.revision,
    }
    return TemplateResponse(request, "console/catalogue/publish.html", context, status=status)


add_view("catalogue/draft/publish/", publish, "catalogue_publish")
