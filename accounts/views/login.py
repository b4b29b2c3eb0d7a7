"""登录 in two steps: the password, then 动态口令 where the account has one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import second_factor
from accounts.entering import HALF, come_in, enter, half_in
from accounts.factor_forms import CodeForm
from accounts.forms import LoginForm
from accounts.lockout import LoginLocked, note_failure, refuse_locked
from accounts.models import User
from ground.asking import own_page
from ground.request_context import current_address

WRONG = "动态口令或恢复码不正确，或已经用过。请等手机上出现新的 6 位数字再输入；恢复码每个只能用一次。"


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class Login(auth.LoginView):
    """The password; whoever is in already is led on."""

    redirect_authenticated_user = True
    authentication_form = LoginForm

    def form_valid(self, form: LoginForm) -> HttpResponse:
        """In, or on to the second step."""
        if come_in(self.request, form.get_user()):
            return HttpResponseRedirect(self.get_success_url())
        query = {"next": given} if (given := self.get_redirect_url()) else {}
        return HttpResponseRedirect(f"{reverse('accounts:second')}?{urlencode(query)}".rstrip("?"))


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """动态口令 or 恢复码, by whoever has just shown the password."""
    if (person := half_in(request)) is None:
        return redirect("accounts:login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    try:
        factor = _checked(person, form.cleaned_data["code"])
    except LoginLocked as refusal:
        form.add_error(None, refusal.message)
        return _page(request, form, status=refusal.status)
    if not factor:
        form.add_error("code", WRONG)
        return _page(request, form, status=422)
    enter(request, person, by=request.session[HALF]["by"], factor=factor)
    return redirect(own_page(request, request.GET.get("next", "")) or "home")


def _checked(person: User, typed: str) -> str:
    """Which proof it was, empty where it was wrong, which counts as a wrong password does; raises LoginLocked."""
    address = current_address()
    refuse_locked(person.username, address)
    factor = second_factor.take(person=person, typed=typed)
    if not factor:
        note_failure(person.username, address, what="code")
        refuse_locked(person.username, address)
    return factor


def _page(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    return render(request, "registration/second.html", {"form": form}, status=status)
