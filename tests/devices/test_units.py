"""Old units become new ones exactly, and what is new already is left alone."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from devices import units
from devices.assumptions import Assumptions
from devices.catalogue import built_in

BOOK = built_in()
TOWER = BOOK.category("tower_crane")
MOMENT = TOWER.parameter("rated_load_moment")


def convert(code, raw, *, model="", others=None):
    evidence = units.Evidence("tower_crane", model, others or {})
    return units.convert_old(TOWER.parameter(code), raw, evidence=evidence)


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("rated_load_moment", "80", "800"),
        ("max_lifting_capacity", "6", "6000"),
        ("capacity_at_max_radius", "1.2", "1200"),
        ("hoisting_speed", "80", "1.333"),
        ("trolley_speed", "55", "0.917"),
        ("mast_section_width", "1.6", "1600"),
        ("max_working_radius", "60", "60"),
    ],
)
def test_old_values_are_converted(code, old, new):
    assert convert(code, old, model="QTZ80(TC6012)").value == new


def test_an_unchanged_unit_is_said_to_be_the_same():
    assert convert("max_working_radius", "60").outcome == "same_unit"


def test_eight_hundred_for_a_qtz80_is_new_already_and_never_becomes_eight_thousand():
    done = convert("rated_load_moment", "800", model="QTZ80(TC6012)")
    assert (done.value, done.outcome) == ("800", "already_new")
    assert "不再换算" in done.note


def test_kilograms_in_a_field_of_tonnes_are_new_already():
    assert convert("max_lifting_capacity", "6000").outcome == "already_new"


def test_the_new_unit_written_behind_the_number_decides():
    assert convert("rated_load_moment", "500 kN·m").value == "500"


def test_radius_and_tip_load_decide_where_the_model_is_silent():
    others = {"capacity_at_max_radius": "8", "max_working_radius": "60"}
    assert convert("rated_load_moment", "500", others=others).value == "5000"


def test_the_same_evidence_counts_when_it_is_in_kilograms():
    others = {"capacity_at_max_radius": "800", "max_working_radius": "60"}
    assert convert("rated_load_moment", "500", others=others).value == "500"


def test_where_nothing_tells_the_clerk_is_asked_and_both_readings_are_offered():
    done = convert("rated_load_moment", "500")
    assert (done.value, done.outcome, done.candidates) == ("", "undecided", ("5000", "500"))


def test_dimensions_are_converted_together():
    size = BOOK.category("material_hoist").parameter("mast_section_size")
    assert units.convert_old(size, "0.8×0.8×1.508").value == "800x800x1508"


def test_the_exact_moment_factor_can_be_chosen():
    exact = Assumptions(moment_factor=Decimal("9.80665"))
    assert units.to_new(MOMENT, Decimal(63), exact) == Decimal("617.8")
    assert units.factor_of(MOMENT) == Fraction(10)


@pytest.mark.parametrize(
    ("code", "value", "proposed"),
    [
        ("rated_load_moment", "80", "800.0"),
        ("max_lifting_capacity", "6", "6000.0"),
        ("hoisting_speed", "80", "1.333"),
        ("rated_load_moment", "800", None),
        ("max_working_radius", "1", None),
    ],
)
def test_a_value_that_looks_old_is_suspected(code, value, proposed):
    found = units.suspect_old_unit(TOWER.parameter(code), Decimal(value))
    assert found == (Decimal(proposed) if proposed else None)


def test_the_old_form_of_a_parameter_asks_in_old_units_with_converted_ranges():
    old = units.in_old_unit(TOWER.parameter("mast_section_width"))
    assert (old.unit, old.kind, old.error.low, old.error.high) == ("m", "decimal", Decimal("0.8"), Decimal(6))
