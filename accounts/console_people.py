"""账号 in the console beside its form: inviting a firm's people, sessions, locks, and how the account stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.credentials import SecondFactor
from accounts.forms import InvitationForm
from accounts.lockout import locked_until, unlock
from accounts.models import Enterprise, User
from accounts.office import end_sessions_by_office, invite_by_office
from accounts.policies import Action, require
from accounts.roles import Role
from accounts.sessions import live
from accounts.views.made_links import hand_over
from audit.models import AccountEvent
from ground.console import add_view
from ground.errors import RuleBroken

EVENTS = 20


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """邀请 of a firm's person, the first manager as a rule; the link is shown on the page that follows, once."""
    require(request.user, Action.KEEP_ACCOUNTS)
    firm = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        first = not firm.people.filter(role=Role.ENTERPRISE_MANAGER).exists()
        role = Role.ENTERPRISE_MANAGER if first else Role.ENTERPRISE_STAFF
        return _invitation(request, firm, InvitationForm(initial={"role": role}))
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _invitation(request, firm, form, status=422)
    try:
        made = invite_by_office(
            administrator=request.user,
            enterprise_id=pk,
            username=form.cleaned_data["username"],
            given=form.person_input(),
        )
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        return _invitation(request, firm, form, status=refusal.status)
    hand_over(request, made)
    return redirect("console:account_link", pk=made.person.pk)


@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """结束会话."""
    require(request.user, Action.KEEP_ACCOUNTS)
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    many = end_sessions_by_office(administrator=request.user, person_id=pk, keep=request.session.session_key)
    told = f"已结束 {person.username} 的 {many} 个登录会话。" if many else "没有其他在线的登录会话。"
    messages.success(request, told)
    return redirect("console:accounts_user_change", pk)


@require_POST
def unlock_account(request: HttpRequest, pk: int) -> HttpResponse:
    """解除锁定."""
    require(request.user, Action.KEEP_ACCOUNTS)
    get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    person = unlock(administrator=request.user, person_id=pk)
    messages.success(request, f"已解除 {person.username} 的锁定，可以立即登录。")
    return redirect("console:accounts_user_change", pk)


def standing_of(viewer: User, object_id: str) -> dict[str, Any]:
    """How an account stands: lock, live sessions, latest steps with who took them; empty where there is none."""
    if not object_id.isdecimal():
        return {}
    person = User.objects.visible_to(viewer).filter(pk=int(object_id)).first()
    if person is None:
        return {}
    now = timezone.now()
    events = list(AccountEvent.objects.of_account(person.pk)[:EVENTS])
    ids = {int(event.actor_id) for event in events if event.actor_id.isdecimal()}
    names = {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)}
    return {
        "factor": SecondFactor.objects.filter(pk=person.pk).first(),
        "locked_until": locked_until(person.username, now),
        "sessions": list(live([person.pk]).order_by("-last_seen_at")[:EVENTS]),
        "events": [(event, names.get(event.actor_id, event.actor_unit)) for event in events],
    }


def _invitation(
    request: HttpRequest, firm: Enterprise, form: InvitationForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "title": "邀请人员",
        "section": "console:accounts_enterprise_changelist",
        "firm": firm,
        "form": form,
    }
    return TemplateResponse(request, "console/invite.html", context, status=status)


add_view("enterprises/<int:pk>/invite/", invite, "firm_invite")
add_view("accounts/<int:pk>/sessions/", end_sessions, "account_sessions")
add_view("accounts/<int:pk>/unlock/", unlock_account, "account_unlock")
