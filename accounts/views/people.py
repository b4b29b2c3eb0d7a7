"""企业 › 人员与账号, for the firm's manager."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import services
from accounts.access import door
from accounts.forms import InvitationForm, PersonForm
from accounts.models import User
from accounts.policies import Action
from accounts.services import MadeLink
from accounts.sessions import live_sessions
from accounts.views.made_links import hand_over, take_over
from audit.account_events import AccountEvent
from ground.errors import RuleBroken

managers_door = door(Action.KEEP_OWN_PEOPLE)
EVENTS = 20


@managers_door
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The list: the active first, each with the last login and the live sessions."""
    found = list(_own(request).order_by("-is_active", "username"))
    live = live_sessions(person.pk for person in found)
    rows = [{"person": person, "sessions": live.get(person.pk, 0)} for person in found]
    return render(request, "accounts/people.html", {"rows": rows})


@managers_door
def invite(request: HttpRequest) -> HttpResponse:
    """邀请人员; the link is shown on the next page, once."""
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, status=422 if form.is_bound else 200)
    try:
        made = services.invite_person(
            manager=request.user, username=form.cleaned_data["username"], given=form.person_input()
        )
    except RuleBroken as refusal:
        if refusal.path not in form.fields:
            raise
        form.add_error(refusal.path, refusal.message)
        return _form(request, form, status=refusal.status)
    return _show_link(request, made)


@managers_door
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: data and role to change, the steps, what happened to the account."""
    found = get_object_or_404(_own(request), pk=pk)
    if request.method != "POST":
        return _person_page(request, found, PersonForm(initial=_initial(found)))
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, form, status=422)
    try:
        kept = services.change_person(manager=request.user, person_id=pk, given=form.person_input())
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else "role", refusal.message)
        return _person_page(request, found, form, status=refusal.status)
    messages.success(request, f"已保存 {kept} 的资料。")
    itself = kept.pk == request.user.pk and kept.role != request.user.role
    return redirect("portal:home") if itself else redirect("accounts:people_person", pk=pk)


@managers_door
@require_POST
def disable(request: HttpRequest, pk: int) -> HttpResponse:
    """停用."""
    get_object_or_404(_own(request), pk=pk)
    found = services.disable_person(manager=request.user, person_id=pk)
    messages.success(request, f"已停用 {found.username}，其登录会话和未使用的链接一并失效，办理记录保留。")
    return redirect("accounts:people_person", pk=pk)


@managers_door
@require_POST
def enable(request: HttpRequest, pk: int) -> HttpResponse:
    """启用."""
    get_object_or_404(_own(request), pk=pk)
    found = services.enable_person(manager=request.user, person_id=pk)
    messages.success(request, f"已启用 {found.username}，可以用原密码登录。")
    return redirect("accounts:people_person", pk=pk)


@managers_door
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销邀请."""
    get_object_or_404(_own(request), pk=pk)
    found = services.revoke_invitation(manager=request.user, person_id=pk)
    messages.success(request, f"已撤销对 {found.username} 的邀请，原链接不能再用。需要时可重新生成开通链接。")
    return redirect("accounts:people_person", pk=pk)


@managers_door
@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """结束会话."""
    get_object_or_404(_own(request), pk=pk)
    many = services.end_persons_sessions(manager=request.user, person_id=pk, keep=request.session.session_key)
    messages.success(request, f"已结束 {many} 个登录会话。" if many else "没有其他在线的登录会话。")
    return redirect("accounts:people_person", pk=pk)


@managers_door
@require_POST
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    """重置密码, or a new link for who was invited."""
    get_object_or_404(_own(request), pk=pk)
    return _show_link(request, services.link_for_person(manager=request.user, person_id=pk))


@managers_door
@never_cache
@require_GET
def show_link(request: HttpRequest, pk: int) -> HttpResponse:
    """The link that was just made; opened again, the page only says how to make a new one."""
    found = get_object_or_404(_own(request), pk=pk)
    return render(request, "accounts/made_link.html", {"person": found, "made": take_over(request, found)})


def _own(request: HttpRequest) -> Any:
    return User.objects.visible_to(request.user)


def _show_link(request: HttpRequest, made: MadeLink) -> HttpResponse:
    hand_over(request, made)
    return redirect("accounts:people_link", pk=made.person.pk)


def _initial(found: User) -> dict[str, str]:
    return {name: getattr(found, name) for name in ("full_name", "phone", "email", "role")}


def _form(request: HttpRequest, form: InvitationForm, *, status: int) -> HttpResponse:
    return render(request, "accounts/invite.html", {"form": form}, status=status)


def _person_page(request: HttpRequest, found: User, form: PersonForm, *, status: int = 200) -> HttpResponse:
    events = list(AccountEvent.objects.of_account(found.pk)[:EVENTS])
    ids = {int(event.actor_id) for event in events if event.actor_id.isdigit()}
    names = {str(user.pk): str(user) for user in _own(request).filter(pk__in=ids)}
    context = {
        "person": found,
        "form": form,
        "sessions": live_sessions([found.pk]).get(found.pk, 0),
        "events": [(event, names.get(event.actor_id, event.actor_unit)) for event in events],
        "oneself": found.pk == request.user.pk,
    }
    return render(request, "accounts/person.html", context, status=status)
