"""重置动态口令 in the console, for a person who has lost the phone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.factor_forms import ReasonForm
from accounts.models import User
from accounts.policies import Action, require
from accounts.second_factor import reset_by_office
from ground.console import add_view
from ground.errors import RuleBroken

DONE = "已重置 {username} 的动态口令，其登录会话已结束。请告知本人：用密码登录后，在“安全设置”重新启用。"


@require_http_methods(["GET", "HEAD", "POST"])
def reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then reset."""
    require(request.user, Action.KEEP_ACCOUNTS)
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, person, form, status=422 if form.is_bound else 200)
    try:
        reset_by_office(administrator=request.user, person_id=pk, reason=form.cleaned_data["reason"])
    except RuleBroken as refusal:
        if refusal.path != "reason":
            raise
        form.add_error("reason", refusal.message)
        return _page(request, person, form, status=refusal.status)
    messages.success(request, DONE.format(username=person.username))
    return redirect("console:accounts_user_change", pk)


def _page(request: HttpRequest, person: User, form: ReasonForm, *, status: int) -> HttpResponse:
    context = {
        "title": "重置动态口令",
        "section": "console:accounts_user_changelist",
        "person": person,
        "form": form,
    }
    return TemplateResponse(request, "console/reset_factor.html", context, status=status)


add_view("accounts/<int:pk>/factor/", reset_factor, "account_factor")
