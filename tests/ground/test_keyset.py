"""Keyset pages: forwards, backwards, and in any order of insertion each row once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from ground.keyset import Page, keyset_page
from inbox.models import Message

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def page(query: str = "", size: int = 3, **options) -> Page[Message]:
    return keyset_page(Message.objects.all(), params=QueryDict(query), size=size, **options)


def walk(first: Page[Message], size: int = 3, **options) -> list[int]:
    """The ids of all rows from the first page to the last, by the links forwards."""
    seen = [row.pk for row in first]
    current = first
    while current.next_url:
        current = page(current.next_url[1:], size, **options)
        seen += [row.pk for row in current]
    return seen


def walk_back(last: Page[Message], size: int = 3, **options) -> list[int]:
    seen = [row.pk for row in last]
    current = last
    while current.previous_url:
        current = page(current.previous_url[1:], size, **options)
        seen = [row.pk for row in current] + seen
    return seen


def last_page(size: int = 3, **options) -> Page[Message]:
    current = page("", size, **options)
    while current.next_url:
        current = page(current.next_url[1:], size, **options)
    return current


class AnyTimes(TestCase):
    """Rows with any times, many of them equal (hypothesis wants its own transaction for each example)."""

    @settings(max_examples=25, deadline=None)
    @given(minutes=st.lists(st.integers(0, 4), max_size=13), oldest_first=st.booleans())
    def test_every_row_comes_once_and_in_order_both_ways(
        self, minutes: list[int], oldest_first: bool
    ) -> None:
        person = User.objects.create(username="p", role="reviewer")
        for minute in minutes:
            Message.objects.create(recipient=person, title="x", created_at=NOW + dt.timedelta(minutes=minute))
        sign = "" if oldest_first else "-"
        wanted = list(Message.objects.order_by(f"{sign}created_at", f"{sign}id").values_list("pk", flat=True))
        assert walk(page(oldest_first=oldest_first), oldest_first=oldest_first) == wanted
        assert walk_back(last_page(oldest_first=oldest_first), oldest_first=oldest_first) == wanted


@pytest.mark.parametrize(
    "query", ["after=", "after=x", "after=%E4%B8%AD", "before=AAAA", "after=MjAyNi0wMS0wMXwx"]
)
def test_a_cursor_that_cannot_be_read_means_the_first_page(clerk, query) -> None:
    for number in range(4):
        Message.objects.create(recipient=clerk, title=str(number))
    assert [row.title for row in page(query)] == ["3", "2", "1"]


def test_the_links_keep_the_other_parameters(clerk) -> None:
    for number in range(4):
        Message.objects.create(recipient=clerk, title=str(number))
    assert page("q=%E7%B2%A4&status=a").next_url.startswith("?q=%E7%B2%A4&status=a&after=")


def test_the_count_is_in_words_and_capped(clerk) -> None:
    Message.objects.bulk_create(
        Message(recipient=clerk, title="x", created_at=timezone.now()) for _ in range(1001)
    )
    assert page().count_text == "1000+"
    Message.objects.filter(pk=Message.objects.first().pk).delete()
    assert page().count_text == "1000"


@pytest.mark.parametrize("direction", ["after", "before"])
def test_a_place_beyond_which_nothing_is_left_shows_the_beginning(clerk, direction) -> None:
    for number in range(5):
        Message.objects.create(
            recipient=clerk, title=str(number), created_at=NOW + dt.timedelta(minutes=number)
        )
    second = page(page("q=x").next_url[1:])
    link = second.previous_url if direction == "before" else page("q=x").next_url
    gone = ["4", "3", "2"] if direction == "before" else ["1", "0"]
    Message.objects.filter(title__in=gone).delete()
    shown = page(link[1:])
    assert [row.title for row in shown] == (["1", "0"] if direction == "before" else ["4", "3", "2"])
    assert (shown.previous_url, shown.next_url) == ("", "")
