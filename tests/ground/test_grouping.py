"""Groups are those that the ORM counts, however often they are asked and whatever else was asked before."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Upper

from devices.models import Device
from ground import grouping
from ground.grouping import grouped, keys_of
from tests.cases import recorded

pytestmark = pytest.mark.django_db

OLD = Case(
    When(manufacture_date__lt=dt.date(2016, 1, 1), then=Value("100% old")),
    When(manufacture_date__isnull=True, then=Value("'unknown'")),
    default=Value("new"),
    output_field=CharField(),
)


@pytest.fixture
def machines(clerk):
    """Six of one firm: two models by turns, each a year younger, the first of an unknown age."""
    for number in range(6):
        device = recorded(clerk, number)
        day = dt.date(2012 + number, 1, 1) if number else None
        Device.objects.filter(pk=device.pk).update(manufacture_date=day, model=f"QTZ{number % 2}")
    return Device.objects.all()


def counted(rows, *keys):
    return Counter({values[:-1]: values[-1] for values in grouped(rows, keys, 100)})


def test_columns_expressions_and_joins_are_counted_as_the_orm_reads_them(machines):
    rows = machines.filter(Q(factory_number__contains="%") | Q(enterprise__name__contains="公司"))
    for _ in range(2):
        for part in (machines, rows, rows.filter(model="QTZ1"), machines.filter(enterprise__is_active=True)):
            assert counted(part, "model", OLD) == Counter(
                (model, old) for model, old in part.annotate(old=OLD).values_list("model", "old")
            )
            assert counted(part, "enterprise__name", "model") == Counter(
                part.values_list("enterprise__name", "model")
            )
            assert counted(part, "manufacture_date") == Counter(part.values_list("manufacture_date"))


def test_a_key_that_joins_is_not_taken_for_one_that_does_not(machines):
    firm = Upper("enterprise__name")
    joined = machines.filter(enterprise__is_active=True)
    found = counted(joined, firm)
    assert sum(found.values()) == 6
    assert counted(machines, firm) == found == counted(Device.objects.order_by("enterprise__name"), firm)


def test_too_many_none_and_no_keys(machines, django_assert_num_queries):
    assert grouped(machines, ["model"], 5) == []
    assert sum(count for *_, count in grouped(machines, ["model"], 6)) == 6
    assert grouped(machines, [], 6) == [(6,)]
    assert grouped(machines.filter(model="QTZ9"), [], 6) == []
    with django_assert_num_queries(0):
        assert grouped(machines.none(), ["model"], 6) == []
        assert keys_of(machines.filter(pk__in=[])) is None


def test_what_is_known_is_bounded(machines, monkeypatch):
    monkeypatch.setattr(grouping, "KNOWN_MOST", 2)
    for day in range(1, 6):
        made = Case(
            When(manufacture_date__lt=dt.date(2013, 1, day), then=Value("a")),
            default=Value("b"),
            output_field=CharField(),
        )
        assert (
            counted(machines, made)
            == Counter({("a",): 1 if day > 1 else 0, ("b",): 5 if day > 1 else 6}) + Counter()
        )
        assert len(grouping._known) <= 2


@pytest.mark.parametrize(
    "rows",
    [
        lambda rows: rows[:2],
        lambda rows: rows.distinct(),
        lambda rows: rows.union(rows),
    ],
)
def test_what_is_no_plain_choice_of_rows_is_refused(machines, rows):
    with pytest.raises(TypeError):
        grouped(rows(machines), ["model"], 6)
