"""How old a machine may grow before it must be assessed (JGJ/T 189), and whether it was.

Pure: today, the rules and the assumptions come in as arguments. The limit day itself is still fine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from devices.assumptions import Assumptions
from devices.catalogue.version import AgeRule, Catalogue

LAST_YEAR = 9999


class AgeState(StrEnum):
    OK = "ok"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A safety assessment: qualified, downgraded (fit for lower use) or unqualified; its days."""

    conclusion: str = ""
    made_on: date | None = None
    valid_until: date | None = None

    @property
    def passed(self) -> bool:
        return self.conclusion in ("qualified", "downgraded")


@dataclass(frozen=True, slots=True)
class Age:
    """The verdict: the years allowed, the last day within them, and where today stands.

    `near_from` is the first day on which the machine is near its limit, were it not over it. `assessed_until` is the last day of a passed assessment, at most the rule's years after it was made.
    """

    limit_years: int
    near_from: date
    limit_date: date
    state: AgeState
    assessed_until: date | None

    def assessment_holds(self, today: date) -> bool:
        return self.assessed_until is not None and today <= self.assessed_until


def add_years(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March. Never beyond the calendar."""
    year = day.year + years
    if year > LAST_YEAR:
        return date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def rule_for(catalogue: Catalogue, category: str, sub_type: str, moment: Decimal | None) -> AgeRule | None:
    """The first rule that fits; None where none does or the moment (kN·m) that decides is unknown."""
    for rule in catalogue.age_rules:
        if rule.category != category or (rule.sub_types and sub_type not in rule.sub_types):
            continue
        if category == "tower_crane" and moment is None:
            return None
        if rule.moment_below is None or (moment is not None and moment < rule.moment_below):
            return rule
    return None


def limit_years(rule: AgeRule, design_life: int | None, assumptions: Assumptions) -> int:
    """The years of the rule, or fewer where the manual says fewer.

    Where the rule is only the general assumption (other_years), the manual alone decides.
    """
    if rule.assumption == "other_years" and design_life:
        return design_life
    years = assumptions.years(rule.assumption) if rule.assumption else rule.years
    return min(years, design_life or years)


def judge(
    rule: AgeRule,
    *,
    made_on: date,
    design_life: int | None,
    assessment: Assessment,
    today: date,
    assumptions: Assumptions,
) -> Age:
    """Where a machine made on that day stands today."""
    years = limit_years(rule, design_life, assumptions)
    limit = add_years(made_on, years)
    near = _days_before(limit, assumptions.near_days - 1)
    return Age(years, near, limit, state_on(today, near, limit), _assessed_until(rule, assessment))


def state_on(today: date, near_from: date, limit: date) -> AgeState:
    """Where that day stands between the two that were kept of a verdict."""
    if today > limit:
        return AgeState.OVER
    return AgeState.NEAR if today >= near_from else AgeState.OK


def _days_before(day: date, days: int) -> date:
    """Never beyond the calendar."""
    ordinal = day.toordinal() - days
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))


def _assessed_until(rule: AgeRule, assessment: Assessment) -> date | None:
    if not assessment.passed or assessment.made_on is None:
        return None
    longest = add_years(assessment.made_on, rule.valid_years)
    return min(assessment.valid_until or longest, longest)
