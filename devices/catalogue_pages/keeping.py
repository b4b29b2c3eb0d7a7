"""The way of every form of the draft: asked, judged, kept with its revision, or back with what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from devices.catalogue.schema import Data
from devices.models import CatalogueDraft
from devices.services.catalogue import keep_entries
from ground.asking import posted_revision
from ground.errors import RuleBroken

KEPT = "已保存到草稿。生效之前不影响任何申请。"
Change = Callable[[Data], Data]
Keep = Callable[[int], object]


def keeping(request: HttpRequest, change: Change) -> Keep:
    """Keep a plain change of the entries, by the revision that the page showed."""
    return lambda revision: keep_entries(user=request.user, revision=revision, change=change)  # type: ignore[arg-type]


def form_page(
    request: HttpRequest, draft: CatalogueDraft, form: forms.Form, keep: Keep, **words: Any
) -> HttpResponse:
    """The form of one entry; `words` are `title`, `section`, and what else its page says."""
    status = 200
    if request.method == "POST":
        status = kept(request, form, keep) if form.is_valid() else 422
        if not status:
            return redirect("console:catalogue_draft")
    context: dict[str, Any] = {"draft": draft, "form": form, **words}
    # A stale page stays stale: what somebody else changed meanwhile must be looked at first.
    context["revision"] = request.POST.get("revision") or draft.revision
    return TemplateResponse(request, "console/catalogue/entry.html", context, status=status)


def kept(request: HttpRequest, form: forms.Form, keep: Keep) -> int:
    """Keep the change: 0, or the status of the refusal, which stands in the form."""
    try:
        keep(posted_revision(request))
    except RuleBroken as refusal:
        form.is_valid()
        if form.is_bound:
            form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        else:
            messages.error(request, refusal.message)
        return refusal.status
    messages.success(request, KEPT)
    return 0
