"""What comes before anything else is done with an account: an own password, and 动态口令 where the role must have it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.entering import BY_FACTOR, OLD_PASSWORD
from accounts.second_factor import is_required

FREE = frozenset(
    {
        "accounts:password_change",
        "accounts:password_change_done",
        "accounts:logout",
        "display",
        "accounts:session",
        "accounts:session_stay",
    }
)
ENROL_FREE = FREE | {"accounts:enrol", "accounts:recovery_codes", "accounts:prove"}
ENROL_FIRST = "您的角色必须使用动态口令。请先按下列步骤启用，再继续办理。"
FIRST = "您的密码由管理员设置。请先改成只有本人知道的密码，再继续办理。"

OLD = "您的密码已使用超过 {days} 天。请先修改密码，再继续办理。"


class MustChangePassword:
    """Leads a person whose password another one has set, or which is too old, to 修改密码, whatever page was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Stop at the door, once the address is known."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in FREE or not request.user.is_authenticated:
            return None
        if not request.user.must_change_password:
            return None
        why = OLD.format(days=settings.PASSWORD_DAYS) if request.session.get(OLD_PASSWORD) else FIRST
        if why not in {str(said) for said in messages.get_messages(request)}:
            messages.warning(request, why)
        return redirect("accounts:password_change")


class MustEnrol:
    """Leads a person whose role must have 动态口令, and whose session has come in without, to set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Stop at the door, once the address is known."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        user = request.user
        if name in ENROL_FREE or not user.is_authenticated or not is_required(user):
            return None
        if request.session.get(BY_FACTOR) or getattr(request, "acting", None):
            return None
        if ENROL_FIRST not in {str(said) for said in messages.get_messages(request)}:
            messages.warning(request, ENROL_FIRST)
        return redirect("accounts:enrol")
