"""Old units and new: exact conversion, and the question whether a value was converted already.

Factors are exact fractions; only the result is rounded, to the places of the parameter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from devices import model_names, unit_words
from devices.assumptions import Assumptions
from devices.catalogue.schema import Parameter, Range
from devices.typed_text import squeeze
from devices.values import number_text, parse

Outcome = Literal["same_unit", "converted", "already_new", "undecided"]
DEFAULTS = Assumptions()
NEAR = Decimal("0.1")
NOMINAL = Fraction(10)  # kN·m per t·m, as the trade writes it
TIP = ("capacity_at_max_radius", "max_working_radius")  # what a moment is judged against
MOMENT_RATIO = Range(Decimal("0.5"), Decimal("1.2"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What else is known of the machine whose old value is judged; `raw` are its old values."""

    category: str = ""
    model: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversion:
    """The stored new value ("" while undecided), how it came about, and a sentence for people.

    `candidates` are both readings, converted and as written, where the clerk has to choose.
    """

    value: str
    outcome: Outcome
    note: str = ""
    candidates: tuple[str, ...] = ()


def factor_of(parameter: Parameter, assumptions: Assumptions = DEFAULTS) -> Fraction:
    """New = old × this. Moments in t·m follow the assumption on nominal or exact conversion.

    A catalogue that says another factor than the trade's nominal one means it.
    """
    if parameter.old_unit == "t·m" and parameter.unit == "kN·m" and parameter.factor == NOMINAL:
        return Fraction(assumptions.moment_factor)
    return parameter.factor


def to_new(parameter: Parameter, old: Decimal, assumptions: Assumptions = DEFAULTS) -> Decimal:
    """An old value in the new unit, rounded half up to the parameter's places."""
    return _rounded(Fraction(old) * factor_of(parameter, assumptions), parameter.places)


def to_old(parameter: Parameter, new: Decimal, assumptions: Assumptions = DEFAULTS) -> Decimal:
    """A new value in the old unit, rounded to the last place that the new one can tell apart."""
    return _rounded(Fraction(new) / factor_of(parameter, assumptions), _told_places(parameter, assumptions))


def scaled(parameter: Parameter, numbers: list[Decimal], ratio: Fraction) -> str:
    """A stored value times an exact ratio, rounded to the parameter's places."""
    return _joined([_rounded(Fraction(number) * ratio, parameter.places) for number in numbers])


@lru_cache(maxsize=4096)
def in_old_unit(parameter: Parameter, assumptions: Assumptions = DEFAULTS) -> Parameter:
    """The parameter as the old certificate knew it: old unit, converted ranges, places to type in."""
    if not parameter.unit_changed:
        return parameter
    places = max(_told_places(parameter, assumptions), 2)
    return replace(
        parameter,
        kind="decimal" if parameter.kind == "integer" else parameter.kind,
        unit=parameter.old_unit,
        factor=Fraction(1),
        places=places,
        digits=parameter.digits + places,
        warn=_old_range(parameter, parameter.warn, assumptions),
        error=_old_range(parameter, parameter.error, assumptions),
        hint="" if parameter.kind == "dimensions" else parameter.hint,
    )


def suspect_old_unit(
    parameter: Parameter, value: Decimal, assumptions: Assumptions = DEFAULTS
) -> Decimal | None:
    """The converted value, where `value` lies outside what is usual and the converted one within."""
    if not parameter.unit_changed or parameter.warn is None or value in parameter.warn:
        return None
    converted = to_new(parameter, value, assumptions)
    return converted if converted in parameter.warn else None


def convert_old(
    parameter: Parameter, raw: str, *, evidence: Evidence | None = None, assumptions: Assumptions = DEFAULTS
) -> Conversion:
    """The new value of an old one; never converts what seems to be in the new unit already.

    The model's name decides first, then the ranges, then moment against radius and tip load; where
    none does, the outcome is `undecided` and the clerk chooses. Raises ValueRefused where `raw` is no
    value of the parameter at all.
    """
    if parameter.unit_changed and (written := _written_as_new(parameter, raw)):
        return _conversion(parameter, "already_new", "", written)
    stored = parse(in_old_unit(parameter, assumptions), raw)
    if not stored or not parameter.unit_changed:
        return Conversion(stored, "same_unit")
    known = evidence or Evidence()
    tip = tuple((code, known.raw[code]) for code in TIP if code in known.raw)
    return _converted(parameter, stored, known.category, known.model, tip, assumptions)


@lru_cache(maxsize=4096)
def _converted(
    parameter: Parameter,
    stored: str,
    category: str,
    model: str,
    tip: tuple[tuple[str, str], ...],
    assumptions: Assumptions,
) -> Conversion:
    """Kept, because a register has thousands of machines of some hundred models."""
    numbers = [Decimal(part) for part in stored.split("x")]
    converted = _joined([to_new(parameter, number, assumptions) for number in numbers])
    as_written = _joined([_rounded(Fraction(number), parameter.places) for number in numbers])
    outcome = _judge(parameter, max(numbers), Evidence(category, model, dict(tip)), assumptions)
    return _conversion(parameter, outcome, converted, as_written)


def _written_as_new(parameter: Parameter, raw: str) -> str:
    """The stored value where the new unit stands behind the number ("800 kN·m"), else ""."""
    written = squeeze(raw).lstrip("0123456789.,x×* ")
    if not written or not unit_words.means(written, parameter.unit):
        return ""
    return parse(parameter, raw)


def _conversion(parameter: Parameter, outcome: Outcome, converted: str, as_written: str) -> Conversion:
    old, new = parameter.old_unit, parameter.unit
    if outcome == "converted":
        return Conversion(converted, outcome, f"已由{old}换算为{new}，请核对铭牌。")
    if outcome == "already_new":
        return Conversion(as_written, outcome, f"疑似已是新单位{new}，不再换算，请核对铭牌。")
    note = f"无法判断原值是{old}还是{new}，请按铭牌选择 {converted} {new} 或 {as_written} {new}。"
    return Conversion("", outcome, note, (converted, as_written))


def _judge(parameter: Parameter, raw: Decimal, evidence: Evidence, assumptions: Assumptions) -> Outcome:
    converted = to_new(parameter, raw, assumptions)
    verdict = _by_model(parameter, raw, converted, evidence)
    verdict = verdict or _by_ranges(parameter, raw, converted)
    if verdict is None and parameter.code == "rated_load_moment":
        verdict = _by_tip(parameter.for_rules(raw), parameter.for_rules(converted), evidence)
    return verdict or "undecided"


def _either(converted: bool, already_new: bool) -> Outcome | None:
    """The reading that alone holds; None where both or neither do."""
    if converted == already_new:
        return None
    return "converted" if converted else "already_new"


def _by_model(parameter: Parameter, raw: Decimal, converted: Decimal, evidence: Evidence) -> Outcome | None:
    expected = model_names.read(evidence.category, evidence.model).expected(parameter.code)
    if expected is None:
        return None
    readings = (parameter.for_rules(value) for value in (converted, raw))
    return _either(*(abs(value - expected) <= expected * NEAR for value in readings))


def _by_ranges(parameter: Parameter, raw: Decimal, converted: Decimal) -> Outcome | None:
    for usual in (parameter.error, parameter.warn):
        if usual is not None and (verdict := _either(converted in usual, raw in usual)):
            return verdict
    return None


def _by_tip(raw: Decimal, converted: Decimal, evidence: Evidence) -> Outcome | None:
    """Moment against tip load × radius: their ratio is near one for every tower crane."""
    try:
        tip, radius = (Decimal(evidence.raw[code]) for code in TIP)
        kilograms = tip if tip >= 200 else tip * 1000  # no crane lifts 200 t at its tip, nor 0.2 kg
        tip_moment = kilograms * radius / 100
        return _either(*(tip_moment / moment in MOMENT_RATIO for moment in (converted, raw)))
    except (KeyError, ArithmeticError):
        return None


def _told_places(parameter: Parameter, assumptions: Assumptions) -> int:
    step = Fraction(1, 10**parameter.places) / factor_of(parameter, assumptions)
    places = 0
    while Fraction(1, 10**places) > step and places < 8:
        places += 1
    return max(places - 1, 0) if Fraction(1, 10**places) < step else places


def _old_range(parameter: Parameter, span: Range | None, assumptions: Assumptions) -> Range | None:
    if span is None:
        return None
    return Range(
        *(_rounded(Fraction(x) / factor_of(parameter, assumptions), 6) for x in (span.low, span.high))
    )


def _rounded(exact: Fraction, places: int) -> Decimal:
    scaled = exact * 10**places
    whole = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    return whole.quantize(Decimal(1), rounding=ROUND_HALF_UP).scaleb(-places)


def _joined(numbers: list[Decimal]) -> str:
    return "x".join(number_text(number) for number in numbers)
