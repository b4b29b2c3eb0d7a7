"""Choices with their counts: each says how many rows it would find beside everything else that is in force."""

from __future__ import annotations

import itertools
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict

from certificates.listing import certificate_list
from devices.listing import unapproved_list
from ground import facets
from inbox.listing import message_list
from renewals.batch.choosing import Choice, start_batch
from renewals.listings import entry_list, register_list, step_list
from renewals.listings.register import eligible_list, progress_tiles
from tests.lists.conftest import TODAY

pytestmark = pytest.mark.django_db


def lists_of(user):
    """Every list of a person, by what makes it from an address."""
    return {
        "register": lambda params: register_list(user, params, TODAY),
        "eligible": lambda params: eligible_list(user, params, TODAY),
        "unapproved": lambda params: unapproved_list(user, params, TODAY),
        "entries": lambda params: entry_list(user, params),
        "steps": lambda params: step_list(user, params),
        "certificates": lambda params: certificate_list(user, params, TODAY),
        "messages": lambda params: message_list(user, params),
    }


def at(make, address: str = ""):
    return make(QueryDict(address.removeprefix("?")))


@pytest.mark.parametrize("searched", ["", "q=t00003", "q=2018"])
@pytest.mark.parametrize(
    "name", ["register", "eligible", "unapproved", "entries", "steps", "certificates", "messages"]
)
def test_a_count_is_what_the_choice_finds_alone_and_beside_another(fleet, clerk, name, searched) -> None:
    start_batch(user=clerk, choice=Choice(all_of=True))
    make = lists_of(clerk)[name]
    first = at(make, searched)
    assert first.choices
    for choice in first.choices:
        for option in choice.options:
            assert at(make, option.url).filtered.count() == option.count, option.url
    pairs = itertools.permutations(first.choices, 2)
    for one, other in pairs:
        for option in one.options:
            narrowed = at(make, option.url)
            beside = next(item for item in narrowed.choices if item.name == other.name)
            for second in beside.options:
                assert at(make, second.url).filtered.count() == second.count, second.url


def test_the_total_is_what_is_found(fleet, clerk) -> None:
    for name, make in lists_of(clerk).items():
        assert at(make).count_text == str(at(make).filtered.count()), name
    assert at(lists_of(clerk)["register"], "category=tower_crane&progress=pending").count_text == "1"


def test_the_tiles_lead_to_their_machines_and_back(fleet, clerk) -> None:
    make = lists_of(clerk)["register"]
    tiles = {tile.key: tile for tile in progress_tiles(at(make, "q=2018"))}
    assert {key: tile.count for key, tile in tiles.items()} == {
        "awaiting": 2,  # one of them after its renewal was given up
        "not_submitted": 1,
        "pending": 1,
        "rejected": 1,
        "uploading": 0,
        "renewed": 1,
        "deferred": 0,
    }
    assert parse_qs(tiles["pending"].url[1:]) == {"q": ["2018"], "progress": ["pending"]}
    again = {tile.key: tile for tile in progress_tiles(at(make, tiles["pending"].url))}
    assert parse_qs(again["pending"].url[1:]) == {"q": ["2018"]}
    assert again["rejected"].count == 1


def test_more_rows_than_can_be_counted_stand_without_numbers(portal, fleet, clerk, monkeypatch) -> None:
    monkeypatch.setattr(facets, "COUNT_MOST", 2)
    listing = at(lists_of(clerk)["register"])
    assert {option.count for choice in listing.choices for option in choice.options} == {None}
    page = portal.get("/portal/devices/")
    assert page.status_code == 200
    assert "共 6 条" in page.content.decode()


def test_what_is_not_a_choice_narrows_nothing(fleet, clerk) -> None:
    make = lists_of(clerk)["register"]
    whole = at(make).filtered.count()
    assert (
        at(make, "progress=none&category=plane&town=1'&years=9&batch=7&order=parameters").is_narrowed is False
    )
    assert at(make, "progress=none&category=plane&town=1'&years=9&batch=7").filtered.count() == whole


def test_a_renewal_that_was_given_up_is_counted_as_such_alone(fleet, clerk) -> None:
    make = lists_of(clerk)["entries"]
    assert [renewal.pk for renewal in at(make, "approval=voided").filtered] == [fleet[6].pk]
    assert [renewal.pk for renewal in at(make, "approval=not_submitted").filtered] == [fleet[2].pk]


def test_another_firm_counts_its_own(fleet, stranger) -> None:
    for name, make in lists_of(stranger).items():
        listing = at(make)
        assert listing.count_text == "0", name
        assert not any(option.count for choice in listing.choices for option in choice.options), name
