"""修改密码, 忘记密码, and the page behind a one-time link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.credentials import EndedWhy
from accounts.entering import OLD_PASSWORD
from accounts.forms import ForgottenForm
from accounts.links import LinkDead, living_link, use_link
from accounts.models import User
from accounts.resetting import AskedTooOften, ask_for_reset
from accounts.sessions import end_sessions
from accounts.tasks import wake_the_mailer
from audit.services import record_account_step
from ground.glossary import AccountStep
from ground.request_context import current_address

SET = "密码已设置，请用账号 {username} 和新密码登录。"


class ChangePassword(auth.PasswordChangeView):
    """修改密码 of oneself; whoever else is logged in with the account must log in again."""

    success_url = reverse_lazy("accounts:password_change_done")

    @method_decorator(transaction.atomic)
    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        """Keep the password and this session alone, all or nothing."""
        answer = super().form_valid(form)
        person = self.request.user
        if person.must_change_password:
            User.objects.filter(pk=person.pk).update(must_change_password=False)
        self.request.session.pop(OLD_PASSWORD, None)
        end_sessions(person.pk, why=EndedWhy.PASSWORD, keep=self.request.session.session_key)
        record_account_step(
            step=AccountStep.PASSWORD_CHANGED,
            actor=person.actor,
            account_id=person.pk,
            enterprise_id=person.enterprise_id,
        )
        return answer


@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """忘记密码: the same answer for every account, existing or not."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _forgotten_page(request, form, status=422 if form.is_bound else 200)
    try:
        ask_for_reset(**form.cleaned_data, address=current_address())
    except AskedTooOften as refusal:
        form.add_error(None, refusal.message)
        return _forgotten_page(request, form, status=refusal.status)
    wake_the_mailer()
    return redirect("accounts:forgotten_done")


@require_GET
def forgotten_done(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "registration/forgotten_done.html")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """设置密码 by a one-time link; opening the page uses nothing up, only the saved password does."""
    key = request.GET.get("key", "")
    try:
        found = living_link(key)
        form = SetPasswordForm(found.person, request.POST if request.method == "POST" else None)
        if request.method != "POST" or not form.is_valid():
            context = {"form": form, "link": found}
            return render(request, "registration/link.html", context, status=422 if form.is_bound else 200)
        person = use_link(key=key, password=form.cleaned_data["new_password1"])
    except LinkDead as refusal:
        context = {"message": refusal.message, "code": refusal.code}
        return render(request, "registration/link_dead.html", context, status=refusal.status)
    messages.success(request, SET.format(username=person.username))
    return redirect("accounts:login")


def _forgotten_page(request: HttpRequest, form: ForgottenForm, *, status: int) -> HttpResponse:
    return render(request, "registration/forgotten.html", {"form": form}, status=status)
