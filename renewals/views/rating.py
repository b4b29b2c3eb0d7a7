"""服务评价 of a finished renewal by its firm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import portal_door
from ground.errors import RuleBroken
from ground.glossary import Satisfaction, UploadStatus
from renewals.models import RenewalApplication, ServiceRating
from renewals.models.ratings import TAGS
from renewals.services.rating import LONGEST, NO_LEVEL, TOO_EARLY, TOO_LONG, RatingInput, rate_renewal

THANKS = "感谢您的评价。"
THANKS_LOW = "已收到您的评价，审批办会回访并整改，结果会发到“消息”。"


class RatingForm(forms.Form):
    """满意度, 标签, 内容."""

    level = forms.ChoiceField(
        label="满意度",
        choices=Satisfaction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": NO_LEVEL, "invalid_choice": NO_LEVEL},
    )
    tags = forms.MultipleChoiceField(
        label="评价标签(可多选)",
        choices=list(TAGS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "请从所列标签中选择。"},
    )
    words = forms.CharField(
        label="评价内容",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text="最多 500 字，可不填；评价为“不满意”或“非常不满意”的，请写明原因。请勿填写个人信息。",
        error_messages={"max_length": TOO_LONG},
    )


@portal_door
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, reference: str) -> HttpResponse:
    """The form; once rated, what was said and what the office answered."""
    visible = RenewalApplication.objects.visible_to(request.user).select_related("device")
    renewal = get_object_or_404(visible, reference=reference)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, renewal, form, status=422 if form.is_bound else 200)
    try:
        rating = rate_renewal(
            renewal_id=renewal.pk, user=request.user, given=RatingInput(**form.cleaned_data)
        )
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        return _page(request, renewal, form, status=refusal.status)
    messages.success(request, THANKS_LOW if rating.is_low else THANKS)
    return redirect("renewals:entries_detail", reference=reference)


def _page(
    request: HttpRequest, renewal: RenewalApplication, form: RatingForm, *, status: int
) -> HttpResponse:
    context: dict[str, Any] = {
        "renewal": renewal,
        "form": form,
        "rating": ServiceRating.objects.filter(renewal=renewal).first(),
        "finished": renewal.upload_status == UploadStatus.UPLOADED,
        "too_early": TOO_EARLY,
    }
    return render(request, "renewals/rating.html", context, status=status)
