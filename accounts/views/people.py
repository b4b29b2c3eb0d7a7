"""企业 › 人员与账号, for the firm's manager."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import services
from accounts.access import View, door
from accounts.exporting import list_answer
from accounts.forms import InvitationForm, PersonForm
from accounts.listing import people_list, person_rows
from accounts.models import User
from accounts.policies import Action
from accounts.search_trail import note_search
from accounts.services import MadeLink
from accounts.sessions import live_sessions
from accounts.views.made_links import hand_over, take_over
from audit.account_events import AccountEvent
from ground.errors import RuleBroken
from ground.selecting import Picked

managers_door = door(Action.KEEP_OWN_PEOPLE)
EVENTS = 20
Kept = TypeVar("Kept")


@managers_door
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The list, each with the last login and the live sessions."""
    listing = people_list(request.user, request.GET)
    page = listing.page()
    note_search(request.user, listed="人员与账号", words=request.GET.get("q", ""))
    context = {"listing": listing, "page": page, "rows": person_rows(page.rows)}
    return render(request, "accounts/people.html", context)


@managers_door
@require_POST
def export_people(request: HttpRequest) -> FileResponse:
    """导出 of what the list finds."""
    listing = people_list(request.user, request.POST)
    return list_answer(
        listing, Picked(everything=True), user=request.user, name="人员与账号", rows_of=person_rows
    )


@managers_door
def invite(request: HttpRequest) -> HttpResponse:
    """邀请人员; the link is shown on the next page, once."""
    if request.method != "POST":
        return render(request, "accounts/invite.html", {"form": InvitationForm()})
    form = InvitationForm(request.POST)

    def keep() -> MadeLink:
        name = form.cleaned_data["username"]
        return services.invite_person(manager=request.user, username=name, given=form.person_input())

    made, status = _kept(form, keep)
    if made is None:
        return render(request, "accounts/invite.html", {"form": form}, status=status)
    return _show_link(request, made)


@managers_door
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: data and role to change, the steps, what happened to the account."""
    found = get_object_or_404(_own(request), pk=pk)
    if request.method != "POST":
        return _person_page(request, found, PersonForm(initial=_initial(found)))
    form = PersonForm(request.POST)

    def keep() -> User:
        here = request.session.session_key
        return services.change_person(
            manager=request.user, person_id=pk, given=form.person_input(), keep=here
        )

    kept, status = _kept(form, keep, otherwise="role")
    if kept is None:
        return _person_page(request, found, form, status=status)
    messages.success(request, f"已保存 {kept.get_full_name()} 的资料。")
    itself = kept.pk == request.user.pk and kept.role != request.user.role
    if itself:
        request.session.cycle_key()  # what the session may has changed: its key does, too
    return redirect("portal:home") if itself else redirect("accounts:people_person", pk=pk)


def a_step(take: Callable[[HttpRequest, int], str]) -> View:
    """The door to a step on one of the firm's people: by a button alone, and back to the person's page.

    `take` calls the service and says what happened.
    """

    @managers_door
    @require_POST
    @wraps(take)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(_own(request), pk=pk)
        messages.success(request, take(request, pk))
        return redirect("accounts:people_person", pk=pk)

    return view


@a_step
def disable(request: HttpRequest, pk: int) -> str:
    """停用."""
    found = services.disable_person(manager=request.user, person_id=pk)
    return f"已停用 {found.username}，其登录会话和未使用的链接一并失效，办理记录保留。"


@a_step
def enable(request: HttpRequest, pk: int) -> str:
    """启用."""
    found = services.enable_person(manager=request.user, person_id=pk)
    return f"已启用 {found.username}，可以用原密码登录。"


@a_step
def revoke(request: HttpRequest, pk: int) -> str:
    """撤销邀请."""
    found = services.revoke_invitation(manager=request.user, person_id=pk)
    return f"已撤销对 {found.username} 的邀请，原链接不能再用。需要时可重新生成开通链接。"


@a_step
def end_sessions(request: HttpRequest, pk: int) -> str:
    """结束会话."""
    many = services.end_persons_sessions(manager=request.user, person_id=pk, keep=request.session.session_key)
    return f"已结束 {many} 个登录会话。" if many else "没有其他在线的登录会话。"


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


def _kept(form: PersonForm, keep: Callable[[], Kept], *, otherwise: str = "") -> tuple[Kept | None, int]:
    """What `keep` does with a valid form; None and the answer's status where the form says what is wrong.

    A refusal stands at its field, at the field `otherwise` where it has none in the form, else it goes on.
    """
    if not form.is_valid():
        return None, 422
    try:
        return keep(), 200
    except RuleBroken as refusal:
        field = refusal.path if refusal.path in form.fields else otherwise
        if not field:
            raise
        form.add_error(field, refusal.message)
        return None, refusal.status


def _person_page(request: HttpRequest, found: User, form: PersonForm, *, status: int = 200) -> HttpResponse:
    events = list(AccountEvent.objects.of_account(found.pk)[:EVENTS])
    ids = {int(event.actor_id) for event in events if event.actor_id.isdigit()}
    names = {str(user.pk): user.get_full_name() for user in _own(request).filter(pk__in=ids)}
    context = {
        "person": found,
        "form": form,
        "sessions": live_sessions([found.pk]).get(found.pk, 0),
        "events": [(event, names.get(event.actor_id, event.actor_unit)) for event in events],
        "oneself": found.pk == request.user.pk,
    }
    return render(request, "accounts/person.html", context, status=status)
