"""Over the assessment age or near it, and what the assessment says (R-AGE-01 to R-AGE-06)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from devices import ages
from devices.catalogue.schema import Severity
from devices.catalogue.version import AgeRule
from devices.findings import Finding
from devices.rules.facts import MachineFacts

NOMINAL, EXACT = Decimal(10), Decimal("9.80665")
MADE, CONCLUSION = "device.manufacture_date", "device.assessment_conclusion"
VALID_UNTIL = "device.assessment_valid_until"


def age_rule(facts: MachineFacts) -> AgeRule | None:
    """The row of the age table for this machine; None where it cannot be told yet."""
    moment = facts.number("rated_load_moment")
    return ages.rule_for(facts.catalogue, facts.category, facts.sub_type, moment)


def age_of(facts: MachineFacts) -> ages.Age | None:
    """Where the machine stands; None without its date or what decides the rule. Needs new units."""
    return age_under(age_rule(facts), facts)


def age_under(rule: AgeRule | None, facts: MachineFacts) -> ages.Age | None:
    """The same under a rule that is known to be the machine's; asks for no parameter."""
    made = facts.day("manufacture_date")
    if made is None or rule is None:
        return None
    return ages.judge(
        rule,
        made_on=made,
        design_life=facts.common_number("design_service_life"),
        assessment=assessment_of(facts),
        today=facts.today,
        assumptions=facts.assumptions,
    )


def assessment_of(facts: MachineFacts) -> ages.Assessment:
    return ages.Assessment(
        conclusion=facts.common.get("assessment_conclusion", ""),
        made_on=facts.day("assessment_date"),
        valid_until=facts.day("assessment_valid_until"),
    )


def check_age(facts: MachineFacts) -> list[Finding]:
    """The rules on age; `facts` must be in new units (MachineFacts.in_new_units)."""
    age = age_of(facts)
    return [*_failed(facts), *_state(facts, age), *_ending(facts, age), *_two_tiers(facts)]


def _failed(facts: MachineFacts) -> Iterator[Finding]:
    if assessment_of(facts).conclusion == "unqualified":
        sentence = "安全评估结论为不合格，依法不予备案，请停止使用并办理注销。"
        yield Finding("R-AGE-04", "warning", CONCLUSION, sentence, statutory="G3")


def _state(facts: MachineFacts, age: ages.Age | None) -> Iterator[Finding]:
    if age is None or age.state is ages.AgeState.OK:
        return
    limit = f"规定评估年限{age.limit_years}年({age.limit_date.isoformat()}届满)"
    if age.state is ages.AgeState.NEAR:
        yield Finding("R-AGE-01", "warning", MADE, f"设备即将达到{limit}，请提前安排安全评估。")
    elif age.assessment_holds(facts.today):
        until = age.assessed_until.isoformat() if age.assessed_until else ""
        sentence = f"设备已超过{limit}，安全评估有效，新证使用年限以评估有效期{until}为准。"
        yield Finding("R-AGE-03", "warning", VALID_UNTIL, sentence)
    else:
        yield _over(facts, limit)


def _over(facts: MachineFacts, limit: str) -> Finding:
    severity: Severity = "error" if facts.assumptions.age_over_blocks else "warning"
    sentence = f"设备已超过{limit}，没有有效的安全评估合格报告，请安排评估并补充报告。"
    return Finding("R-AGE-02", severity, MADE, sentence)


def _ending(facts: MachineFacts, age: ages.Age | None) -> Iterator[Finding]:
    if age is None or age.assessed_until is None or not age.assessment_holds(facts.today):
        return
    left = age.assessed_until - facts.today
    if left <= timedelta(days=facts.assumptions.assessment_near_days):
        sentence = f"安全评估有效期至{age.assessed_until.isoformat()}，只剩{left.days}天，请安排重新评估。"
        yield Finding("R-AGE-05", "warning", VALID_UNTIL, sentence)


def _two_tiers(facts: MachineFacts) -> Iterator[Finding]:
    """Where the nominal and the exact conversion of one moment fall under different age limits."""
    moment = facts.number("rated_load_moment")
    if facts.category != "tower_crane" or moment is None:
        return
    tiers = {_years(facts, value) for value in _readings(moment)}
    if len(tiers) > 1:
        years = "年、".join(str(year) for year in sorted(tiers))
        sentence = (
            f"额定起重力矩：按1 t·m=10 kN·m和按9.80665 kN·m换算，评估年限分别为{years}年；"
            "本系统按所填的kN·m数值判定，请核对铭牌。"
        )
        yield Finding("R-AGE-06", "warning", "parameters.rated_load_moment", sentence)


def _readings(moment: Decimal) -> set[Decimal]:
    """The moment as written, and what it would be had its t·m been converted the other way."""
    as_nominal, as_exact = (
        (moment / factor).quantize(Decimal("0.1"), ROUND_HALF_UP) for factor in (NOMINAL, EXACT)
    )
    return {moment, as_nominal * EXACT, as_exact * NOMINAL}


def _years(facts: MachineFacts, moment: Decimal) -> int:
    rule = ages.rule_for(facts.catalogue, facts.category, facts.sub_type, moment)
    return rule.years if rule else 0
