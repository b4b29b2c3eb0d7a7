"""人员与账号 of a firm as a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Case, CharField, Q, Value, When
from django.http import QueryDict
from django.utils import timezone

from accounts.finding import HINT, person_of
from accounts.models import PeopleQuerySet, User
from accounts.roles import ENTERPRISE_ROLES, Role
from accounts.sessions import live_sessions
from ground.facets import Facet
from ground.glossary import AccountState
from ground.listing import Column, Listing, ListSpec, Typed


@dataclass(frozen=True)
class PersonRow:
    """One of the firm's people, and in how many places logged in."""

    person: User
    sessions: int


def people_list(user: User, params: QueryDict) -> Listing[User]:
    """The people whom the person keeps, as the address narrows and sorts them."""
    return Listing(ASKED, User.objects.visible_to(user), params)


def person_rows(people: Iterable[User]) -> list[PersonRow]:
    """With their live sessions; one query for all."""
    people = list(people)
    live = live_sessions(person.pk for person in people)
    return [PersonRow(person, live.get(person.pk, 0)) for person in people]


def _search(people: PeopleQuerySet, typed: Mapping[str, str]) -> PeopleQuerySet:
    words = typed["q"]
    return people.filter(person_of(words)) if words else people


def state_facet() -> Facet:
    """启用, 待开通 or 停用, as `User.account_state` tells them apart."""
    unset = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    limits = {
        AccountState.ACTIVE: Q(is_active=True),
        AccountState.INVITED: Q(is_active=False) & unset,
        AccountState.DISABLED: Q(is_active=False) & ~unset,
    }
    state = Case(
        *(When(limit, then=Value(word.value)) for word, limit in limits.items()), output_field=CharField()
    )
    return Facet(
        "state",
        "状态",
        dict(AccountState.choices),
        key=state,
        narrow=lambda people, value: people.filter(limits[AccountState(value)]),
    )


def _last_login(row: PersonRow) -> str:
    at = row.person.last_login
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


COLUMNS = (
    Column("账号", lambda row: row.person.username, order="username"),
    Column("姓名", lambda row: row.person.full_name),
    Column("角色", lambda row: row.person.role_word),
    Column("状态", lambda row: row.person.account_state.label),
    Column("手机", lambda row: row.person.phone, on_page=False),
    Column("电子邮箱", lambda row: row.person.email, on_page=False),
    Column("最近登录", _last_login, order="last_login"),
    Column("在线会话", lambda row: row.sessions, css="num"),
    Column("操作", css="act"),
)
_ROLES = {role.value: role.label for role in Role if role in ENTERPRISE_ROLES}
ASKED = ListSpec(
    columns=COLUMNS,
    typed=(Typed("q", "查找", hint=HINT),),
    search=_search,
    facets=(Facet("role", "角色", _ROLES, key="role"), state_facet()),
    default="username",
)
