"""Whatever the city changes of units and ranges: the catalogue stays whole, and no filled value goes unsaid."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from devices.assumptions import Assumptions
from devices.catalogue import built_in, editing, from_data, to_data
from devices.catalogue.differences import differences, of_category
from renewals.moving import moved_entries

BOOK = built_in()
CRANE = BOOK.category("tower_crane")
NUMBERS = [p for p in CRANE.parameters if p.kind in ("decimal", "integer")]
FACTORS = st.sampled_from(["1000", "100", "10", "1/60", "1/10", "9.80665"])
UNITS = st.sampled_from(["kN·m", "kg", "t", "m/s", "mm", "kN"])


@st.composite
def changes(draw):
    """One parameter and what the city makes of its units."""
    parameter = draw(st.sampled_from(NUMBERS))
    unit = draw(UNITS)
    factor = "1" if unit == parameter.old_unit else draw(FACTORS)
    return parameter, {
        "unit": unit,
        "old_unit": parameter.old_unit,
        "factor": factor,
        "warn": None,
        "error": None,
        "required": draw(st.sampled_from(["required", "optional"])),
    }


@given(st.lists(changes(), max_size=5))
def test_every_change_of_units_gives_a_whole_catalogue_whose_differences_name_it(made):
    data = to_data(BOOK)
    for parameter, entry in made:
        place = editing.place_of(data, "tower_crane", parameter.code)
        data = editing.with_parameter(data, "tower_crane", parameter.code, entry, place)
    fresh = from_data(data)
    named = {line.path for line in differences(BOOK, fresh)}
    for parameter, _entry in made:
        now = fresh.category("tower_crane").parameter(parameter.code)
        same = (now.unit, now.required, now.warn) == (parameter.unit, parameter.required, parameter.warn)
        assert same or parameter.path in named
    assert of_category(fresh, fresh, "tower_crane") == []


@given(changes(), st.integers(1, 99_999))
def test_a_rule_reads_the_same_size_under_every_unit(made, number):
    parameter, entry = made
    data = to_data(BOOK)
    place = editing.place_of(data, "tower_crane", parameter.code)
    now = from_data(editing.with_parameter(data, "tower_crane", parameter.code, entry, place))
    fresh = now.category("tower_crane").parameter(parameter.code)
    if fresh.unit != parameter.unit:
        assert fresh.rule_factor == Fraction(parameter.factor) / Fraction(fresh.factor)
    back = fresh.from_rules(fresh.for_rules(Decimal(number)))
    assert abs(back - number) < Decimal("0.000001")


@given(changes(), st.integers(1, 999), st.booleans(), st.booleans())
def test_a_filled_value_is_kept_converted_or_told(made, number, is_typed, is_off):
    parameter, entry = made
    data = to_data(BOOK)
    place = editing.place_of(data, "tower_crane", parameter.code)
    off = is_off and parameter.code not in CRANE.face_parameters
    data = editing.with_parameter(data, "tower_crane", parameter.code, {**entry, "off": off}, place)
    try:
        new = from_data(data).category("tower_crane")
    except ValueError:  # something else needs the parameter: the console refuses it as well
        return
    kept = {"value": str(number), "unit": parameter.unit, "converted": "" if is_typed else str(number)}
    moved, told = moved_entries({parameter.code: kept}, {}, old=CRANE, new=new, assumptions=Assumptions())
    here = moved.get(parameter.code, {})
    said = [line.text for line in told if line.path == parameter.path]
    assert here.get("value") == str(number) or not is_typed or any(str(number) in text for text in said)
