"""The assessment age, on both sides of each limit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from devices import ages
from devices.assumptions import Assumptions
from devices.catalogue import built_in

BOOK, NONE = built_in(), ages.Assessment()


def years(category, sub_type="", moment=None, design_life=None, **assumed):
    rule = ages.rule_for(BOOK, category, sub_type, Decimal(moment) if moment else None)
    return ages.limit_years(rule, design_life, Assumptions(**assumed))


def state(made_on, today, *, assessment=NONE, sub_type="rack_pinion"):
    rule = ages.rule_for(BOOK, "construction_hoist", sub_type, None)
    return ages.judge(
        rule, made_on=made_on, design_life=None, assessment=assessment, today=today, assumptions=Assumptions()
    )


@pytest.mark.parametrize(
    ("moment", "expected"), [("629.9", 10), ("630", 15), ("1249.9", 15), ("1250", 20), ("617.8", 10)]
)
def test_the_moment_decides_a_tower_cranes_years(moment, expected):
    assert years("tower_crane", moment=moment) == expected


@pytest.mark.parametrize(("sub_type", "expected"), [("rack_pinion", 8), ("wire_rope", 5), ("hybrid", 5)])
def test_the_drive_decides_a_hoists_years(sub_type, expected):
    assert years("construction_hoist", sub_type) == expected


def test_a_shorter_life_in_the_manual_counts_and_a_longer_one_does_not():
    assert years("construction_hoist", "rack_pinion", design_life=6) == 6
    assert years("construction_hoist", "rack_pinion", design_life=25) == 8


def test_where_the_standard_is_silent_assumption_and_manual_speak():
    assert years("material_hoist", "gantry_frame") == 8
    assert years("material_hoist", "gantry_frame", material_hoist_years=6) == 6
    assert years("other_lifting", "gantry_crane") == 15
    assert years("other_lifting", "gantry_crane", design_life=20) == 20


def test_without_its_moment_a_tower_crane_is_not_judged():
    assert ages.rule_for(BOOK, "tower_crane", "hammerhead", None) is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 1), "ok"),
        (date(2026, 1, 3), "near"),
        (date(2026, 7, 1), "near"),
        (date(2026, 7, 2), "over"),
    ],
)
def test_the_limit_day_itself_is_still_within(today, expected):
    assert state(date(2018, 7, 1), today).state == expected


def test_the_twenty_ninth_of_february_grows_into_the_first_of_march():
    assert ages.add_years(date(2016, 2, 29), 5) == date(2021, 3, 1)
    assert ages.add_years(date(2016, 2, 29), 4) == date(2020, 2, 29)
    assert ages.add_years(date(9990, 1, 1), 40) == date.max


@pytest.mark.parametrize(("today", "holds"), [(date(2026, 3, 1), True), (date(2026, 3, 2), False)])
def test_an_assessment_is_good_for_the_rules_years_whatever_the_report_says(today, holds):
    report = ages.Assessment("qualified", date(2024, 3, 1), date(2030, 1, 1))
    assert state(date(2010, 1, 1), today, assessment=report).assessment_holds(today) is holds


def test_an_assessment_that_failed_never_holds():
    report = ages.Assessment("unqualified", date(2026, 3, 1), date(2028, 3, 1))
    assert not state(date(2010, 1, 1), date(2026, 4, 1), assessment=report).assessment_holds(date(2026, 4, 1))
