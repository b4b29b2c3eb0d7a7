"""企业 as a list, for the interface; the console's page is the admin's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import Q
from django.http import QueryDict

from accounts.models import Enterprise, EnterpriseQuerySet, User
from accounts.towns import town_choices
from ground.facets import Facet
from ground.listing import Column, Listing, ListSpec, Typed

STATES = {"active": "启用", "closed": "停用"}


def firm_list(user: User, params: QueryDict) -> Listing[Enterprise]:
    """The firms that the person sees, as the address narrows and sorts them."""
    towns = {code: label for code, label in town_choices() if code}
    spec = replace(ASKED, facets=(STATE, Facet("town", "所在镇街", towns, key="town")))
    return Listing(spec, Enterprise.objects.visible_to(user), params)


def _search(firms: EnterpriseQuerySet, typed: Mapping[str, str]) -> EnterpriseQuerySet:
    """By a part of name or code, or by the whole telephone number of the contact."""
    words = typed["q"]
    found = Q(name__icontains=words) | Q(uscc__icontains=words) | Q(contact_phone=words)
    return firms.filter(found) if words else firms


STATE = Facet("state", "状态", STATES, narrow=lambda firms, value: firms.filter(is_active=value == "active"))
# As the interface's description says it: the townships are handed in when the site starts.
ASKED = ListSpec(
    columns=(Column("登记时间", order="created_at"),),
    typed=(Typed("q", "查找", hint="企业名称 / 统一社会信用代码 / 完整的联系电话"),),
    search=_search,
    facets=(STATE, Facet("town", "所在镇街", {})),
)
