"""接口密钥 as a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Case, CharField, Q, Value, When
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from api.models import ApiKey, ApiKeyQuerySet
from api.words import KeyState
from ground.facets import Facet
from ground.listing import Column, Listing, ListSpec, Typed


def key_list(user: User, params: QueryDict) -> Listing[ApiKey]:
    """The keys whom the person keeps, as the address narrows and sorts them."""
    spec = ListSpec(
        columns=COLUMNS,
        typed=(Typed("q", "查找", hint="名称 / 标识"),),
        search=_search,
        facets=(_state_facet(timezone.now()),),
    )
    return Listing(spec, ApiKey.objects.visible_to(user), params)


def _search(keys: ApiKeyQuerySet, typed: Mapping[str, str]) -> ApiKeyQuerySet:
    words = typed["q"]
    return keys.filter(Q(name__icontains=words) | Q(mark__startswith=words.lower())) if words else keys


def _state_facet(now: dt.datetime) -> Facet:
    state = Case(
        When(revoked_at__isnull=False, then=Value(KeyState.REVOKED.value)),
        When(expires_at__lte=now, then=Value(KeyState.EXPIRED.value)),
        default=Value(KeyState.VALID.value),
        output_field=CharField(),
    )
    return Facet(
        "state",
        "状态",
        dict(KeyState.choices),
        key=state,
        narrow=lambda keys, value: keys.in_state(KeyState(value), now),
    )


COLUMNS = (
    Column("名称与标识"),
    Column("权限"),
    Column("状态"),
    Column("新建", order="created_at"),
    Column("有效期至"),
    Column("最近使用"),
    Column("操作", css="act"),
)
