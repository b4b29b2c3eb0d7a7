"""Bounds of counts and searches change what a page costs, never which rows it shows."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import timezone

from desk import facets as desk_facets
from ground import facets, searching
from renewals.listings import register_list, step_list
from renewals.listings.office_steps import office_step_list
from renewals.listings.queue import queue_list
from renewals.services.claiming import RENEWALS
from tests.cases import waiting
from tests.lists.conftest import TODAY

pytestmark = pytest.mark.django_db


def at(address: str) -> QueryDict:
    return QueryDict(address)


def queue(reviewer, address: str = ""):
    return queue_list(reviewer, RENEWALS.waiting(reviewer), at(address), timezone.now(), TODAY)


@pytest.mark.parametrize("few", [0, 1, 1000])
@pytest.mark.parametrize("words", ["T00003", "2018", "QTZ80", "HZ", "中山", "nothing of the kind"])
def test_a_search_finds_the_same_whether_it_names_rows_or_not(
    fleet, clerk, reviewer, monkeypatch, few, words
):
    def found() -> list[set[int]]:
        lists = [queue(reviewer, f"q={words}"), office_step_list(reviewer, at(f"q={words}"))]
        lists += [office_step_list(reviewer, at(f"firm={words}")), step_list(clerk, at(f"q={words}"))]
        return [{row.pk for row in one.filtered} for one in lists]

    usual = found()
    monkeypatch.setattr(searching, "FEW", few)
    assert found() == usual
    if words == "2018":
        assert all(usual[1::2])


def test_as_many_rows_as_are_counted_are_counted_and_one_more_are_not(fleet, clerk, monkeypatch):
    rows = register_list(clerk, at(""), TODAY).filtered.count()
    for most, counted in ((rows, True), (rows - 1, False)):
        monkeypatch.setattr(facets, "COUNT_MOST", most)
        listing = register_list(clerk, at(""), TODAY)
        known = [option.count is not None for choice in listing.choices for option in choice.options]
        assert all(known) if counted else not any(known)
        assert len(listing.page().rows) == rows


def test_an_empty_list_is_counted_as_such(clerk):
    listing = register_list(clerk, at(""), TODAY)
    assert (listing.count_text, listing.page().rows) == ("0", [])


def test_a_queue_offers_the_firms_and_models_of_its_oldest_cases(fleet, clerk, reviewer, monkeypatch):
    waiting(clerk, reviewer, 8)
    monkeypatch.setattr(desk_facets, "OLDEST", 1)
    choices = {choice.name: choice for choice in queue(reviewer).choices}
    assert [option.label for option in choices["firm"].options] == [clerk.enterprise.name]
    assert [option.count for option in choices["model"].options] == [2]
