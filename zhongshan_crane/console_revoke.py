"""撤销接受: a page of the console that belongs to the case and to its upload, so it stands above both."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.policies import Action, require
from ground.console import add_view
from ground.errors import RuleBroken
from provincial_sync.services import revoke_acceptance
from renewals.models import RenewalApplication


class RevocationForm(forms.Form):
    """The reason, which the firm reads as 备案意见."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="撤销理由",
        required=False,
        max_length=200,
        widget=forms.Textarea({"rows": 4}),
        help_text="撤销后此件成为“不接受备案”，企业按此理由修改后重新提交。",
        error_messages={"max_length": "理由最多 200 字，请精简。"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the reason, then undo the acceptance while its upload is held back."""
    require(request.user, Action.REVOKE_ACCEPTANCE)
    visible = RenewalApplication.objects.visible_to(request.user).select_related("device", "enterprise")
    renewal = get_object_or_404(visible, reference=reference)
    if request.method == "POST":
        return _revoke(request, renewal)
    return _page(request, renewal, RevocationForm())


def _revoke(request: HttpRequest, renewal: RenewalApplication) -> HttpResponse:
    form = RevocationForm(request.POST)
    if not form.is_valid():
        return _page(request, renewal, form, status=422)
    try:
        revoke_acceptance(
            renewal_id=renewal.pk,
            revision=form.cleaned_data["revision"],
            reviewer=request.user,
            reason=form.cleaned_data["reason"],
        )
    except RuleBroken as refusal:
        form.add_error("reason" if refusal.path == "reason" else None, refusal.message)
        return _page(request, renewal, form, status=refusal.status)
    messages.success(request, f"{renewal.reference} 已撤销接受，理由已通知企业。")
    return HttpResponseRedirect(reverse("console:renewal_review", args=[renewal.reference]))


def _page(
    request: HttpRequest, renewal: RenewalApplication, form: RevocationForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "title": "撤销接受",
        "section": "console:renewal_queue",
        "renewal": renewal,
        "form": form,
        "hold_minutes": settings.HANDOVER_HOLD_SECONDS // 60,
    }
    return TemplateResponse(request, "console/revoke_acceptance.html", context, status=status)


add_view("renewals/<str:reference>/revoke/", revoke, "revoke_acceptance")
