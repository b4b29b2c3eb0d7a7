"""Rules between parameters and with the model's name, as the catalogue lists them. All in new units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from devices import ages
from devices.catalogue.schema import CrossRule, Phase, Range, Severity
from devices.findings import Finding
from devices.rules.facts import MachineFacts, day_of
from devices.values import number_text

USUAL_RATIO = Range(Decimal("0.5"), Decimal("1.2"))
POSSIBLE_RATIO = Range(Decimal("0.05"), Decimal(12))


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that does not hold; blanks leave sentence and severity to the catalogue's entry."""

    sentence: str = ""
    severity: Severity | None = None


Check = Callable[[CrossRule, MachineFacts], Breach | None]


def check_cross(facts: MachineFacts, phase: Phase = "renewal") -> list[Finding]:
    """Every rule of the category whose parameters are all asked, applicable and given."""
    asked = {parameter.code for parameter in facts.catalogue.asked(facts.category, phase)}
    found = []
    for rule in facts.kind.cross_rules:
        if asked.issuperset(rule.terms) and _all_apply(rule, facts):
            breach = CHECKS[rule.check](rule, facts)
            if breach:
                found.append(_finding(rule, breach, facts))
    return found


def _all_apply(rule: CrossRule, facts: MachineFacts) -> bool:
    parameters = (facts.kind.parameter(code) for code in rule.terms)
    return all(p.applies(facts.parameters, facts.sub_type) for p in parameters)


def _finding(rule: CrossRule, breach: Breach, facts: MachineFacts) -> Finding:
    parameter = facts.kind.parameter(rule.terms[0])
    sentence = f"{parameter.label}：{breach.sentence or rule.sentence}"
    return Finding(rule.code, breach.severity or rule.severity, parameter.path, sentence)


def _numbers(rule: CrossRule, facts: MachineFacts) -> list[Decimal] | None:
    found = [facts.number(code) for code in rule.terms]
    return None if None in found else [number for number in found if number is not None]


def _compare(holds: Callable[[Decimal, Decimal], bool]) -> Check:
    def check(rule: CrossRule, facts: MachineFacts) -> Breach | None:
        numbers = _numbers(rule, facts)
        if numbers is None or holds(numbers[0] * rule.factor, numbers[1] + rule.offset):
            return None
        return Breach()

    return check


def _close_product(rule: CrossRule, facts: MachineFacts) -> Breach | None:
    numbers = _numbers(rule, facts)
    if numbers is None:
        return None
    expected = Decimal(1)
    for number in numbers[1:]:
        expected *= number
    return _unlike(rule, facts, numbers[0], expected)


def _unlike(
    rule: CrossRule, facts: MachineFacts, value: Decimal | None, expected: Decimal | None
) -> Breach | None:
    if value is None or expected is None or abs(value - expected) <= expected * rule.tolerance:
        return None
    shown, wanted = (
        number_text(facts.kind.parameter(rule.terms[0]).from_rules(number)) for number in (value, expected)
    )
    return Breach(f"所填为{shown}，应约为{wanted}。{rule.sentence}")


def _moment_ratio(rule: CrossRule, facts: MachineFacts) -> Breach | None:
    """Tip load × radius over the rated moment, in kN·m both: near one for real cranes."""
    numbers = _numbers(rule, facts)
    if numbers is None or not numbers[0]:
        return None
    moment, tip, radius = numbers
    ratio = tip * 10 * radius / 1000 / moment
    if ratio not in POSSIBLE_RATIO:
        return Breach("与最大幅度处起重量、幅度相差悬殊，其中必有一项单位不对，请核对后更正。", "error")
    return None if ratio in USUAL_RATIO else Breach()


def _by_model(rule: CrossRule, facts: MachineFacts) -> Breach | None:
    code = rule.terms[0]
    return _unlike(rule, facts, facts.number(code), facts.told_by_model().expected(code))


def _model_cages(rule: CrossRule, facts: MachineFacts) -> Breach | None:
    told, cages = facts.told_by_model().cages, facts.number(rule.terms[0])
    return Breach() if told and cages is not None and cages != told else None


def _model_counterweight(rule: CrossRule, facts: MachineFacts) -> Breach | None:
    told, stored = facts.told_by_model().counterweight, facts.parameters.get(rule.terms[0], "")
    return Breach() if told is not None and stored and (stored == "true") != told else None


def _catalogue_floor(rule: CrossRule, facts: MachineFacts) -> Breach | None:
    number = facts.number(rule.terms[0])
    return Breach() if number is not None and number < rule.factor else None


def _serial_count(rule: CrossRule, facts: MachineFacts) -> Breach | None:
    serials, cages = facts.parameters.get(rule.terms[0], ""), facts.number(rule.terms[1])
    return Breach() if serials and cages is not None and len(serials.split(";")) != cages else None


def _calibration(rule: CrossRule, facts: MachineFacts) -> Breach | None:
    """A calibration is good for one year; one that has ended is reported as the city chose."""
    until: date | None = day_of(facts.parameters.get(rule.terms[0], ""))
    if until is None:
        return None
    if until < facts.today:
        return Breach(severity=facts.assumptions.safety_device_expired_level)
    if until > ages.add_years(facts.today, 1):
        return Breach("标定有效期一般不超过1年，请核对标定证书。", "warning")
    return None


CHECKS: dict[str, Check] = {
    "at_most": _compare(lambda first, second: first <= second),
    "at_least": _compare(lambda first, second: first >= second),
    "below": _compare(lambda first, second: first < second),
    "above": _compare(lambda first, second: first > second),
    "close_product": _close_product,
    "moment_ratio": _moment_ratio,
    "model_moment": _by_model,
    "model_jib": _by_model,
    "model_tip": _by_model,
    "model_load": _by_model,
    "model_cages": _model_cages,
    "model_counterweight": _model_counterweight,
    "catalogue_floor": _catalogue_floor,
    "serial_count": _serial_count,
    "calibration": _calibration,
}
