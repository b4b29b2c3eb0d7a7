"""Every condition and every order of a list answers over the API, for a firm and for the office."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import timezone

from api.scopes import OFFICE_SCOPES
from renewals.api.history import steps_for
from renewals.listings import entry_list, register_list
from tests.api.caller import Caller, caller, key_of
from tests.cases import drafted, issued, rejected, waiting

pytestmark = pytest.mark.django_db
LISTS = {
    "devices": lambda user: register_list(user, QueryDict(), timezone.localdate()),
    "renewals": lambda user: entry_list(user, QueryDict()),
    "history": lambda user: steps_for(user, QueryDict()),
}


@pytest.fixture
def world(manager, reviewer):
    issued(manager, reviewer, 1)
    waiting(manager, reviewer, 2)
    rejected(manager, reviewer, 3)
    drafted(manager, reviewer, 4)


def asked(spec) -> list[str]:
    conditions = [f"{facet.name}={value}" for facet in spec.facets for value in facet.words]
    orders = [f"order={sign}{order}" for order in spec.orders for sign in ("", "-")]
    return [*conditions, *orders, "q=00002", "limit=1"]


@pytest.mark.parametrize("name", LISTS)
def test_each_narrows_or_sorts_and_is_paged(name, world, manager, make_user):
    keeper = make_user("keeper", "administrator", duty_security=True)
    for calls, user in ((caller(manager), manager), (Caller(key_of(keeper, OFFICE_SCOPES)[1]), keeper)):
        everything = calls.get(f"{name}/?limit=100").json()["items"]
        assert everything
        for condition in asked(LISTS[name](user).spec):
            first = calls.get(f"{name}/?{condition}{'' if 'limit' in condition else '&limit=2'}")
            assert first.status_code == 200, (condition, first.content.decode())
            found = first.json()
            if found["next"]:
                following = calls.get(
                    f"{name}/?{condition}&cursor={found['next']}&limit=2".replace("limit=1&", "")
                )
                assert following.status_code == 200, (condition, following.content.decode())
                assert following.json()["items"] != found["items"]
