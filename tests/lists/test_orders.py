"""Every order of every list: each row once, in order, forwards and backwards, with blanks at one end."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.http import QueryDict
from django.urls import reverse

from devices.models import Device
from renewals.listings import register_list
from tests.cases import registered
from tests.lists.conftest import TODAY
from tests.lists.test_counts import at, lists_of
from tests.pages import REGISTER, text_of

pytestmark = pytest.mark.django_db


def walked(make, order: str, *, size: int = 2) -> tuple[list[int], list[int]]:
    """The ids by the links forwards, then those by the links back from the last page."""
    page = at(make, f"order={order}").page(size=size)
    there = [row.pk for row in page]
    while page.next_url:
        page = at(make, page.next_url).page(size=size)
        there += [row.pk for row in page]
    back = [row.pk for row in page]
    while page.previous_url:
        page = at(make, page.previous_url).page(size=size)
        back = [row.pk for row in page] + back
    return there, back


@pytest.mark.parametrize(
    "name", ["register", "eligible", "unapproved", "entries", "steps", "certificates", "messages"]
)
def test_each_row_comes_once_both_ways_in_every_order(fleet, clerk, name) -> None:
    make = lists_of(clerk)[name]
    orders = at(make).spec.orders
    assert orders
    for order in [*orders, *(f"-{order}" for order in orders), ""]:
        listing = at(make, f"order={order}")
        column = (order or listing.spec.default).removeprefix("-")
        there, back = walked(make, order)
        assert sorted(there) == sorted(row.pk for row in listing.filtered), order
        assert there == back, order
        values = [getattr(row, column) for row in listing.taken(_everything())]
        descending = (order or listing.spec.default).startswith("-")
        assert values == sorted(values, reverse=descending), order


def _everything():
    from ground.selecting import Picked

    return Picked(everything=True)


@pytest.mark.parametrize("order", ["manufacture_date", "-manufacture_date"])
def test_machines_without_a_date_stand_at_one_end(clerk, reviewer, order) -> None:
    machines = [registered(clerk, reviewer, number) for number in range(1, 6)]
    dates = [None, dt.date(2015, 1, 1), None, dt.date(2012, 1, 1), dt.date(2015, 1, 1)]
    for machine, made in zip(machines, dates, strict=True):
        Device.objects.filter(pk=machine.pk).update(manufacture_date=made)
    there, back = walked(lambda params: register_list(clerk, params, TODAY), order)
    ids = [machine.pk for machine in machines]
    wanted = [ids[3], ids[1], ids[4], ids[0], ids[2]]
    assert there == back == (wanted if order == "manufacture_date" else wanted[::-1])


def test_the_number_in_force_is_what_sorts(fleet, clerk) -> None:
    listing = register_list(clerk, QueryDict("order=number_in_force"), TODAY)
    shown = [device.registration_number for device in listing.page()]
    assert "粤TF-T202600001" in shown or any(number.startswith("粤TF") for number in shown)
    assert shown == sorted(shown)
    assert shown == [device.number_in_force for device in listing.page()]


def test_a_head_sorts_turns_round_and_keeps_what_is_asked(portal, fleet) -> None:
    page = text_of(portal.get(REGISTER, {"q": "2018", "category": "tower_crane"}))
    assert 'href="?q=2018&category=tower_crane&order=model"' in page
    assert "aria-sort" not in page
    page = text_of(portal.get(REGISTER, {"q": "2018", "order": "model"}))
    assert re.search(r'aria-sort="ascending"><a class="sort" href="\?q=2018&order=-model">规格型号', page)
    page = text_of(portal.get(REGISTER, {"q": "2018", "order": "-model"}))
    assert re.search(r'aria-sort="descending"><a class="sort" href="\?q=2018&order=model">规格型号', page)


@pytest.mark.parametrize(
    "address",
    [
        "order=enterprise__name",
        "order=--model",
        "order=parameters&after=WyJ4IiwxXQ==",
        "order=model&after=WzEsMV0=",  # a number where a text stands
        "order=manufacture_date&after=WyIwMDAxLTAxLTAxIiwxXQ==",  # the year 1
        "order=manufacture_date&after=WyJ4IiwxXQ==",
        "order=model&after=W251bGwsMV0=",  # null where nothing is null
        "order=model&after=WyJhXHUwMDAwIiwxXQ==",  # a null character
        "order=model&after=WyJcdWQ4MDAiLDFd",  # half a surrogate pair
        "order=model&before=W1tbW1tbW1tbW10=",
        "after=WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwxXQ==",  # no time zone
    ],
)
def test_an_order_or_place_that_cannot_be_read_is_the_first_page(portal, fleet, address) -> None:
    answer = portal.get(f"{REGISTER}?{address}")
    assert answer.status_code == 200
    assert "粤T-T00001" in text_of(answer)


def test_every_order_has_an_index_that_begins_with_the_owner_and_ends_in_the_id(clerk) -> None:
    owners = {"enterprise", "enterprise_id", "recipient"}
    for name, make in lists_of(clerk).items():
        listing = at(make)
        indexed = {
            tuple(column.removeprefix("-") for column in index.fields)
            for index in listing.rows.model._meta.indexes
        }
        for order in {*listing.spec.orders, listing.spec.default.removeprefix("-")}:
            assert any(
                fields and fields[0] in owners and fields[1:] == (order, "id") for fields in indexed
            ), (
                name,
                order,
            )


def test_the_list_names_stand(portal) -> None:
    for name in ("renewals:registered", "renewals:entries", "devices:unapproved", "renewals:history"):
        assert portal.get(reverse(name)).status_code == 200
