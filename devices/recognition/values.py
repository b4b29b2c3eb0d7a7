"""From a text beside a label to the values of the label's fields, each as the form stores it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from devices import units
from devices.catalogue import Field, Parameter
from devices.typed_text import squeeze
from devices.values import number_text
from ground.errors import RuleBroken

from . import days, measures, wordings
from .measures import Measure
from .readings import REPAIRED, Reading, Surroundings, taken

ODD_UNIT, NO_UNIT, UNUSUAL, LONG_LIST = 0.6, 0.97, 0.85, 0.9
PER_CAGE = ("motor_power", "rated_install_load", "counterweight_mass")  # written times the cages, too
WITH_ITS_PLACE = {"capacity_at_max_radius": "max_working_radius"}  # 60m/1.2t: a load, and where it hangs
COUNTED = ("个", "台", "人", "年")  # a bare number says the same
PARTS = re.compile(r"[/、,;](?!min|s\b)|~|(?<=[0-9m])-(?=[0-9])")
RANGED = re.compile("speed|radius|slope")  # what is written from one number to another


def read(fields: tuple[Field, ...], text: str, around: Surroundings) -> Reading | None:
    """What the text says for these fields (one, or the sides of a size); None where it says nothing."""
    if len(fields) > 1:
        return _sides(fields, text, around) or _each(fields, text, around)
    return _READERS[fields[0].kind](fields[0], text, around)


def _number(entry: Field, text: str, around: Surroundings) -> Reading | None:
    if entry.code == "cage_count" and (count := {"单": "1", "双": "2"}.get(squeeze(text)[:1])):
        return Reading({entry.code: count})
    if both := _at_its_place(entry, text, around):
        return both
    found = measures.measure(text)
    if found is None or not found.numbers:
        return None
    if found.form == "product":
        return _product(entry, found, around)
    if entry.code == "rated_capacity" and found.form == "list" and len(found.numbers) == 2:
        return _main_and_auxiliary(entry, found, around)
    reading = _converted(entry, _one_of(entry, found), found, around)
    if reading is None:
        return None
    if entry.code == "max_working_radius" and found.form == "range" and len(found.numbers) == 2:
        reading = _with_the_least(reading, found, around)
    several = len(set(found.numbers)) > 1
    sure = (LONG_LIST if RANGED.search(entry.code) else ODD_UNIT) if several and found.form != "one" else 1.0
    return replace(
        reading,
        sure=reading.sure * (1.0 if found.form == "range" and sure == LONG_LIST else sure),
        measured=found,
    )


def _at_its_place(entry: Field, text: str, around: Surroundings) -> Reading | None:
    """The load of 6t/14.5m, and of 60m/1.2t its radius as well; None where they are not both there with their units."""
    parts = [part for part in re.split(r"[/、,;()]", squeeze(text)) if part]
    found = [measures.measure(part) for part in parts]
    if len(parts) != 2 or not all(one and one.unit for one in found):
        return None
    own = [part for part, one in zip(parts, found, strict=True) if one and _measures(entry, one.unit)]
    if len(own) != 1:
        return None
    reading = _number(entry, own[0], around)
    code, category = WITH_ITS_PLACE.get(entry.code, ""), around.category
    if reading is None or category is None or not category.has_parameter(code):
        return reading
    other = next(part for part in parts if part != own[0])
    place = _number(category.parameter(code), other, replace(around, unit=""))
    return replace(reading, values={**reading.values, **(place.values if place else {})})


def _each(fields: tuple[Field, ...], text: str, around: Surroundings) -> Reading | None:
    """独立/附着 40.5/180 m: one value for each field, in their order; a unit behind the last is that of all."""
    parts = PARTS.split(squeeze(text))
    if len(parts) != len(fields):
        return None
    last = measures.measure(parts[-1])
    around = replace(around, unit=around.unit or (last.unit if last else ""))
    readings = [
        _number(entry, part, replace(around, unit=around.unit if _measures(entry, around.unit) else ""))
        for entry, part in zip(fields, parts, strict=True)
    ]
    told = [reading for reading in readings if reading is not None]
    if len(told) != len(fields):
        return None
    values = {code: value for reading in told for code, value in reading.values.items()}
    return Reading(values, min(reading.sure for reading in told), told[0].doubts, told[-1].unit, last)


def _measures(entry: Field, unit: str) -> bool:
    return bool(unit) and measures.in_base(Decimal(1), measures.unit_of(unit), entry) is not None


def _main_and_auxiliary(entry: Field, found: Measure, around: Surroundings) -> Reading | None:
    """50/10 t are the main hook and the auxiliary one."""
    auxiliary = (
        around.category.parameter("aux_capacity")
        if around.category and around.category.has_parameter("aux_capacity")
        else None
    )
    main = _converted(entry, found.numbers[0], found, around)
    less = _converted(auxiliary, found.numbers[1], found, around) if auxiliary else None
    if main is None:
        return None
    return replace(main, values={**main.values, **(less.values if less else {})}, measured=found)


def _with_the_least(reading: Reading, found: Measure, around: Surroundings) -> Reading:
    """A radius of 2.5~60 m tells the least one, too."""
    if around.category is None or not around.category.has_parameter("min_working_radius"):
        return reading
    least = _converted(around.category.parameter("min_working_radius"), min(found.numbers), found, around)
    return replace(reading, values={**(least.values if least else {}), **reading.values})


def _one_of(entry: Field, found: Measure) -> Decimal:
    """The number that the field asks for: the least of what is the least, else the most."""
    if found.form == "one":
        return found.numbers[0]
    return min(found.numbers) if entry.code.startswith("min_") else max(found.numbers)


def _product(entry: Field, found: Measure, around: Surroundings) -> Reading | None:
    """2×2000 kg is two cages of 2000 kg; 3×11 kW three motors of 11 kW."""
    *counts, _ = sorted(found.numbers)
    if any(count not in (1, 2, 3, 4) for count in counts) or len(found.numbers) > 3:
        return None
    value = found.numbers[-1] if entry.code == "motor_power" else max(found.numbers)
    reading = _converted(entry, value, found, around)
    if reading is None:
        return None
    rest = [str(int(count)) for count in (found.numbers[:-1] if entry.code == "motor_power" else counts)]
    also: dict[str, str] = {}
    has = around.category.has_parameter if around.category else lambda _code: False
    if (
        entry.code in ("rated_load_per_cage", "rated_load", "rated_passengers")
        and len(rest) == 1
        and has("cage_count")
    ):
        also["cage_count"] = rest[0]
    elif entry.code == "motor_power" and has("motors_per_cage"):
        also["motors_per_cage"] = rest[-1]
        if len(rest) == 2:
            also["cage_count"] = rest[0]
    elif entry.code not in PER_CAGE:
        return None
    return replace(reading, values={**reading.values, **also}, measured=found)


def _converted(entry: Field, number: Decimal, found: Measure, around: Surroundings) -> Reading | None:
    """The number in the field's new unit, by the unit beside it, or by what the ranges and the model say."""
    sure = REPAIRED if found.repaired else 1.0
    doubts: tuple[str, ...] = ("repaired",) if found.repaired else ()
    named = measures.unit_of(around.unit)
    unit = found.unit or named
    if found.unit and named and found.unit != named:
        sure, doubts = sure * ODD_UNIT, (*doubts, "units_differ")
    if unit or not entry.unit or entry.unit in COUNTED:
        exact = measures.in_base(number, unit, entry) if unit else Fraction(number)
        if exact is None:
            return None
        value = _placed(exact, entry.places)
    else:
        sure, doubts = sure * NO_UNIT, (*doubts, "unit_missing")
        guessed = _guessed(entry, number, around)
        if guessed is None:
            return None
        value = guessed
    return _ranged(entry, value, sure, doubts, unit)


def _guessed(entry: Field, number: Decimal, around: Surroundings) -> str | None:
    if not isinstance(entry, Parameter) or not entry.unit_changed:
        return _placed(Fraction(number), entry.places)
    evidence = units.Evidence(around.category.code if around.category else "", around.model, around.raw)
    try:
        return units.convert_old(entry, number_text(number), evidence=evidence).value or None
    except RuleBroken:
        pass
    whole = _placed(Fraction(number), entry.places)  # more digits than the old unit had: it is the new one
    return whole if entry.error is not None and Decimal(whole) in entry.error else None


def _ranged(entry: Field, value: str, sure: float, doubts: tuple[str, ...], unit: str) -> Reading | None:
    number = Decimal(value)
    if entry.error is not None and number not in entry.error:
        return None
    if entry.warn is not None and number not in entry.warn:
        sure, doubts = sure * UNUSUAL, (*doubts, "unusual")
    stored = taken(entry, value)
    return Reading({entry.code: stored}, sure, doubts, unit) if stored else None


def _placed(exact: Fraction, places: int) -> str:
    scaled = exact * 10**places
    whole = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    return number_text(whole.quantize(Decimal(1), rounding=ROUND_HALF_UP).scaleb(-places))


def _sides(fields: tuple[Field, ...], text: str, around: Surroundings) -> Reading | None:
    """1.6×1.6×2.8 as three sides, or the first ones where fewer are written."""
    found = measures.measure(text)
    if found is None or found.form != "product" or not 2 <= len(found.numbers) <= len(fields):
        return None
    readings = [
        _converted(entry, number, found, around) for entry, number in zip(fields, found.numbers, strict=False)
    ]
    sides = [reading for reading in readings if reading is not None]
    if len(sides) != len(readings):
        return None
    values = {code: value for side in sides for code, value in side.values.items()}
    return Reading(values, min(side.sure for side in sides), sides[0].doubts, sides[0].unit, found)


def _dimensions(entry: Field, text: str, around: Surroundings) -> Reading | None:
    sides = tuple(replace(entry, code=f"{entry.code}{place}", kind="integer") for place in range(3))
    found = _sides(sides, text, around)
    if found is None or len(found.values) != 3:
        return None
    return replace(found, values={entry.code: "x".join(found.values.values())})


def _date(entry: Field, text: str, _around: Surroundings) -> Reading | None:
    found = days.day(text)
    if found is None or (found.precision != "day" and not entry.month_allowed):
        return None
    doubts: tuple[str, ...] = (
        *(("month_only",) if found.precision == "month" else ()),
        *(("repaired",) if found.repaired else ()),
    )
    return Reading({entry.code: found.value.isoformat()}, REPAIRED if found.repaired else 1.0, doubts)


def _choice(entry: Field, text: str, _around: Surroundings) -> Reading | None:
    written = squeeze(text).upper()
    if entry.code == "work_class":
        found = re.search(r"A([1-8])(?![0-9])", written)
        stored = taken(entry, f"A{found[1]}") if found else ""
        return Reading({entry.code: stored}) if stored else None
    named = {
        choice.code
        for choice in entry.choices
        if any(squeeze(word).upper() in written for word in (choice.label, *choice.aliases))
    }
    stored = ",".join(choice.code for choice in entry.choices if choice.code in named)
    if not named or (len(named) > 1 and entry.kind == "choice"):
        return None
    return Reading({entry.code: stored})


def _boolean(entry: Field, text: str, _around: Surroundings) -> Reading | None:
    stored = taken(entry, squeeze(text))
    return Reading({entry.code: stored}) if stored else None


_READERS: dict[str, Callable[[Field, str, Surroundings], Reading | None]] = {
    "decimal": _number, "integer": _number, "dimensions": _dimensions, "date": _date, "choice": _choice, "multi_choice": _choice,
    "boolean": _boolean, "boolean_text": _boolean, "text": wordings.text_of, "texts": wordings.text_of,
}  # fmt: skip
