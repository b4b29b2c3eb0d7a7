"""The numbers beside the menu's entries: kept for some seconds, fresh after one's own step, counted without a cache."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ground.kept_counts import kept, kept_counts, kept_of
from tests.cases import handed_in
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def _waiting(client) -> int:
    """The number beside 入库审核 in the console's menu."""
    page = text_of(client.get("/console/"))
    entry = re.search(r'<a[^>]*href="/console/intake/queue/"[^>]*>(.*?)</a>', page, re.S)
    found = re.search(r"\d+", entry[1]) if entry else None
    return int(found[0]) if found else 0


def test_numbers_stand_for_some_seconds_and_are_counted_again_behind_them(
    clerk, reviewer, signed_in, settings
):
    settings.MENU_COUNTS_SECONDS = 10
    office = signed_in(reviewer)
    handed_in(clerk, 1)
    assert _waiting(office) == 1
    handed_in(clerk, 2)
    assert _waiting(office) == 1, "another person's step is seen when the seconds are over"
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=11)):
        assert _waiting(office) == 2


def test_what_one_does_oneself_is_counted_at_once(clerk, reviewer, signed_in, settings):
    settings.MENU_COUNTS_SECONDS = 60
    office = signed_in(reviewer)
    device = handed_in(clerk, 1)
    assert _waiting(office) == 1
    seen = {"revision": device.revision, "step": "approve", "reason": ""}
    answer = office.post(f"/console/intake/{device.pk}/review/", seen)
    assert answer.status_code == 302, text_of(answer)
    assert _waiting(office) == 0


def test_a_page_costs_one_query_less_while_they_stand(reviewer, signed_in, settings):
    settings.MENU_COUNTS_SECONDS = 10
    office = signed_in(reviewer)
    with CaptureQueriesContext(connection) as first:
        office.get("/console/intake/queue/")
    with CaptureQueriesContext(connection) as second:
        office.get("/console/intake/queue/")
    assert len(second) < len(first)
    cache.clear()
    caches["process"].clear()
    with CaptureQueriesContext(connection) as third:
        office.get("/console/intake/queue/")
    assert len(third) == len(first)


def test_choices_of_a_queue_stand_for_some_seconds(clerk, reviewer, signed_in, settings):
    settings.MENU_COUNTS_SECONDS = 10
    office = signed_in(reviewer)
    with CaptureQueriesContext(connection) as first:
        office.get("/console/renewals/queue/")
    with CaptureQueriesContext(connection) as second:
        office.get("/console/renewals/queue/")
    assert len(second) <= len(first) - 4, "menu, categories, firms and models"


def test_what_is_kept_of_rows_is_kept_for_those_rows_alone(clerk, settings):
    settings.MENU_COUNTS_SECONDS = 10
    everybody, nobody = User.objects.all(), User.objects.none()
    clerks = User.objects.filter(pk=clerk.pk)
    assert kept_of(everybody, "x", lambda: "all") == "all"
    assert kept_of(User.objects.all(), "x", lambda: "later") == "all"
    assert kept_of(everybody, "y", lambda: "another name") == "another name"
    assert kept_of(clerks, "x", lambda: "one") == "one"
    assert kept_of(everybody.distinct(), "x", lambda: "each once") == "each once"
    assert kept_of(nobody, "x", lambda: "a") == "a"
    assert kept_of(nobody, "x", lambda: "b") == "b", "the database is not asked, so nothing is kept"


def test_what_holds_for_everybody_is_known_without_the_cache_and_no_longer_than_it_stands(settings):
    settings.MENU_COUNTS_SECONDS = 10
    begun = timezone.now()
    assert kept("x", lambda: "first") == "first"
    cache.clear()
    assert kept("x", lambda: "second") == "first", "this process knows it"
    caches["process"].clear()
    with time_machine.travel(begun + dt.timedelta(seconds=4), tick=False):
        assert kept("y", lambda: 1) == 1
    caches["process"].clear()
    with time_machine.travel(begun + dt.timedelta(seconds=10), tick=False):
        assert kept("y", lambda: 2) == 1, "another process has read it"
    with time_machine.travel(begun + dt.timedelta(seconds=15), tick=False):
        assert kept("y", lambda: 3) == 3, "not for its seconds once more"


def test_both_menus_of_a_page_are_asked_for_at_once(clerk, settings):
    settings.MENU_COUNTS_SECONDS = 10
    assert kept_counts(clerk, "menu", lambda: {"a": 1}) == {"a": 1}
    again = User.objects.get(pk=clerk.pk)
    assert kept_counts(again, "menu", lambda: {"a": 2}) == {"a": 1}
    cache.clear()
    assert kept_counts(again, "console", lambda: {"b": 3}) == {"b": 3}
    assert kept_counts(again, "menu", lambda: {"a": 2}) == {"a": 1}, "as this request has found it"
