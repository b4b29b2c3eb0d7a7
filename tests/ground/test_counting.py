"""Capped counts of many queries at once."""

from __future__ import annotations

import pytest

from accounts.models import User
from ground.counting import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(make_user):
    return [make_user(f"person{number}", "reviewer") for number in range(4)]


def test_all_are_counted_by_one_query_and_none_beyond_the_cap(people, django_assert_num_queries):
    me = User.objects.filter(pk=people[0].pk)
    everybody, named = User.objects.all().order_by("username"), User.objects.filter(username="person1")
    with django_assert_num_queries(1):
        found = counted(me, {"all": everybody, "named": named, "nobody": User.objects.none()}, cap=3)
    assert found == {"all": 3, "named": 1, "nobody": 0}


def test_nothing_to_count_asks_nothing(people, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counted(User.objects.filter(pk=people[0].pk), {}) == {}
