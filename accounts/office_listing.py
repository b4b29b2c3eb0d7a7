"""账号 of everybody as a list, for the interface; the console's page is the admin's."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.http import QueryDict

from accounts.finding import HINT, person_of
from accounts.listing import state_facet
from accounts.models import DUTY_COLUMNS, PeopleQuerySet, User
from accounts.roles import Duty, Role
from ground.facets import Facet
from ground.listing import Column, Listing, ListSpec, Typed

COLUMNS = (Column("账号", order="username"), Column("最近登录", order="last_login"))


def account_list(administrator: User, params: QueryDict) -> Listing[User]:
    """The accounts that the administrator keeps, as the address narrows and sorts them."""
    return Listing(ASKED, User.objects.visible_to(administrator), params)


def _search(people: PeopleQuerySet, typed: Mapping[str, str]) -> PeopleQuerySet:
    words = typed["q"]
    return people.filter(person_of(words) | Q(enterprise__name__icontains=words)) if words else people


ASKED = ListSpec(
    columns=COLUMNS,
    typed=(Typed("q", "查找", hint=f"{HINT} / 企业名称"),),
    search=_search,
    facets=(
        Facet("role", "角色", dict(Role.choices), key="role"),
        Facet(
            "duty",
            "职责",
            dict(Duty.choices),
            narrow=lambda people, duty: people.filter(**{DUTY_COLUMNS[Duty(duty)]: True}),
        ),
        state_facet(),
    ),
    default="username",
)
