"""The technical parameters: given, within range, in the right unit, and fitting each other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from devices import units, values
from devices.catalogue import Parameter
from devices.catalogue.schema import Phase, Range, Severity
from devices.findings import Finding, Suggestion
from devices.rules.cross import check_cross
from devices.rules.facts import MachineFacts, number_of

NEAR = Decimal("0.1")


def check_parameters(facts: MachineFacts, phase: Phase = "renewal") -> list[Finding]:
    """Every parameter that the phase asks for, then the rules between them.

    At the intake the values are in old units and only what the old certificate carried is asked.
    """
    found: list[Finding] = []
    for parameter in facts.catalogue.asked(facts.category, phase):
        asked = units.in_old_unit(parameter, facts.assumptions) if phase == "intake" else parameter
        found.extend(_parameter(parameter, asked, facts, phase))
    crossed = check_cross(facts.in_new_units(phase), phase)
    told = {finding.path for finding in crossed if finding.code == "R-CAT-01"}
    return [f for f in found if not (f.code == "P-USUAL" and f.path in told)] + crossed


def _parameter(
    parameter: Parameter, asked: Parameter, facts: MachineFacts, phase: Phase
) -> Iterator[Finding]:
    if not parameter.applies(facts.parameters, facts.sub_type):
        return
    stored = facts.parameters.get(parameter.code, "")
    if not stored.strip():
        if parameter.is_required(facts.parameters, facts.sub_type):
            yield Finding("P-REQUIRED", "error", parameter.path, f"{parameter.label}：必填，请补充。")
        return
    try:
        parsed = values.parse(asked, stored)
    except values.ValueRefused as refusal:
        yield Finding(refusal.code, "error", parameter.path, refusal.message)
        return
    if asked.kind in ("decimal", "integer", "dimensions"):
        yield from _number(parameter, asked, parsed, facts, phase)


def _number(
    parameter: Parameter, asked: Parameter, stored: str, facts: MachineFacts, phase: Phase
) -> Iterator[Finding]:
    numbers = [Decimal(part) for part in stored.split("x")]
    severity = _severity(asked, numbers)
    proposed = (_typed_in_new if phase == "intake" else _typed_in_old)(parameter, stored, facts)
    if proposed:
        other = parameter.unit if phase == "intake" else parameter.old_unit
        sentence = (
            f"{parameter.label}：{_shown(stored)} {asked.unit}疑似按{other}填写，"
            f"应按{asked.unit}填写，换算为 {_shown(proposed)} {asked.unit}，请核对铭牌后更正。"
        )
        button = Suggestion(proposed, f"改为 {_shown(proposed)} {asked.unit}")
        yield Finding("P-UNIT", severity or "warning", parameter.path, sentence, button)
    elif severity:
        yield _out_of_range(parameter, asked, stored, severity)


def _severity(asked: Parameter, numbers: list[Decimal]) -> Severity | None:
    if asked.error and any(number not in asked.error for number in numbers):
        return "error"
    return "warning" if asked.warn and any(number not in asked.warn for number in numbers) else None


def _out_of_range(parameter: Parameter, asked: Parameter, stored: str, severity: Severity) -> Finding:
    unit = f" {asked.unit}" if asked.unit else ""
    if severity == "error" and asked.error:
        sentence = f"{_shown(stored)}{unit}超出可能范围({_span(asked.error)}{unit})，请核对铭牌后更正。"
        return Finding("P-RANGE", "error", parameter.path, f"{parameter.label}：{sentence}")
    usual = _span(asked.warn) if asked.warn else ""
    sentence = f"{_shown(stored)}{unit}超出常见范围({usual}{unit})，请核对铭牌，无误则不必修改。"
    return Finding("P-USUAL", "warning", parameter.path, f"{parameter.label}：{sentence}")


def _typed_in_old(parameter: Parameter, stored: str, facts: MachineFacts) -> str:
    """The converted value, where a value asked in the new unit looks as if it were in the old one."""
    if not parameter.unit_changed or _as_model_says(parameter, stored, facts):
        return ""
    if _repeats_old(parameter, stored, facts):
        return _converted(parameter, stored, facts)
    parts = [units.suspect_old_unit(parameter, Decimal(p), facts.assumptions) for p in stored.split("x")]
    found = [values.number_text(part) for part in parts if part is not None]
    return "x".join(found) if len(found) == len(parts) else ""


def _repeats_old(parameter: Parameter, stored: str, facts: MachineFacts) -> bool:
    """Whether the old record's number, which had to be converted, was typed unchanged."""
    raw = facts.raw_parameters.get(parameter.code, "")
    same = number_of(raw) is not None and number_of(raw) == number_of(stored)
    return same and bool(_converted(parameter, raw, facts))


def _converted(parameter: Parameter, raw: str, facts: MachineFacts) -> str:
    try:
        evidence = facts.evidence(facts.raw_parameters)
        done = units.convert_old(parameter, raw, evidence=evidence, assumptions=facts.assumptions)
    except values.ValueRefused:
        return ""
    return done.value if done.outcome == "converted" and done.value != raw else ""


def _as_model_says(parameter: Parameter, stored: str, facts: MachineFacts) -> bool:
    expected, number = facts.told_by_model().expected(parameter.code), number_of(stored)
    if expected is None or number is None:
        return False
    return abs(parameter.for_rules(number) - expected) <= expected * NEAR


def _typed_in_new(parameter: Parameter, stored: str, facts: MachineFacts) -> str:
    """The value in the old unit, where one asked in the old unit looks as if it were in the new one."""
    if not parameter.unit_changed:
        return ""
    evidence = facts.evidence(facts.parameters)
    done = units.convert_old(parameter, stored, evidence=evidence, assumptions=facts.assumptions)
    if done.outcome != "already_new":
        return ""
    parts = [units.to_old(parameter, Decimal(part), facts.assumptions) for part in stored.split("x")]
    return "x".join(values.number_text(part) for part in parts)


def _shown(stored: str) -> str:
    return stored.replace("x", "×")


def _span(span: Range) -> str:
    return f"{values.number_text(span.low)}–{values.number_text(span.high)}"
