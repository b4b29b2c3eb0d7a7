"""What the age rules say of a record, kept as days, so that lists and reports compare days and judge nothing.

Whoever writes what decides (date, kind, moment, assessment) calls `set_ages` before; other assumptions of the city
make all records stale, and a worker judges those anew (`judge_stale`).
"""

from __future__ import annotations

import datetime as dt
import time
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from devices import assumptions
from devices.ages import Age, AgeState, state_on
from devices.assumptions import Assumptions
from devices.catalogue import Catalogue
from devices.catalogue.version import AgeRule
from devices.models.record import AGES, MachineRecord
from devices.rules import MachineFacts, age_rule, age_under
from ground.digests import sm3_hex
from ground.glossary import AgeVerdict

# What the assessment age depends on, and what tells the old unit of a moment from the new one.
DECIDE_AGE = ("rated_load_moment", "capacity_at_max_radius", "max_working_radius")
WORDS = {AgeState.OK: AgeVerdict.OK, AgeState.NEAR: AgeVerdict.NEAR, AgeState.OVER: AgeVerdict.OVER}
CHUNK = 500
ANY_DAY = dt.date.min  # for the kept days, which depend on no day of the calendar

_basis: tuple[Assumptions, str] | None = None


def age_of_record(record: MachineRecord, today: dt.date, under: Assumptions | None = None) -> Age | None:
    """Where the machine stands by the rules; None without its date or what decides the rule. No query.

    `under` are other assumptions than those in force.
    """
    under, made = under or assumptions.current(), record.manufacture_date
    values = record.parameter_values()
    rule = _rule_of(
        record.catalogue,
        record.category,
        record.sub_type,
        record.model,
        tuple((code, values[code]) for code in DECIDE_AGE if code in values),
        record.is_in_new_units,
        under,
    )
    facts = MachineFacts(
        catalogue=record.catalogue,
        category=record.category,
        today=today,
        common={
            **record.details,
            "manufacture_date": made.isoformat() if isinstance(made, dt.date) else made or "",
        },
        assumptions=under,
    )
    return age_under(rule, facts)


@lru_cache(maxsize=4096)
def _rule_of(
    catalogue: Catalogue,
    category: str,
    sub_type: str,
    model: str,
    parameters: tuple[tuple[str, str], ...],
    in_new_units: bool,
    under: Assumptions,
) -> AgeRule | None:
    """Kept, because a register has thousands of machines of some hundred models."""
    facts = MachineFacts(
        catalogue=catalogue,
        category=category,
        today=ANY_DAY,
        sub_type=sub_type,
        common={"model": model},
        parameters=dict(parameters),
        assumptions=under,
    )
    return age_rule(facts if in_new_units else facts.in_new_units("intake"))


def set_ages(record: MachineRecord) -> None:
    """Derive the kept days (AGES) from what the record says."""
    under = assumptions.current()
    age = age_of_record(record, ANY_DAY, under)
    record.age_near_from = age.near_from if age else None
    record.age_limit_on = age.limit_date if age else None
    record.assessed_until = age.assessed_until if age else None
    record.age_basis = _basis_of(under)


def basis() -> str:
    """What the kept days rest on besides the record: other assumptions make all of them stale."""
    return _basis_of(assumptions.current())


def _basis_of(under: Assumptions) -> str:
    global _basis
    if _basis is None or _basis[0] is not under:
        # By the words: 9.8 and 9.80 are equal and said otherwise, and every process must find the same.
        _basis = under, sm3_hex(repr(under).encode())[:16]
    return _basis[1]


def verdict_of(record: MachineRecord, today: dt.date) -> AgeVerdict:
    """The word for where the machine stands on that day, from the kept days alone."""
    if record.age_near_from is None or record.age_limit_on is None:
        return AgeVerdict.UNKNOWN
    return WORDS[state_on(today, record.age_near_from, record.age_limit_on)]


def with_verdict(today: dt.date) -> dict[AgeVerdict, Q]:
    """The condition of each verdict on that day."""
    return {
        AgeVerdict.OVER: Q(age_limit_on__lt=today),
        AgeVerdict.NEAR: Q(age_limit_on__gte=today, age_near_from__lte=today),
        AgeVerdict.OK: Q(age_limit_on__gte=today, age_near_from__gt=today),
        AgeVerdict.UNKNOWN: Q(age_limit_on__isnull=True),
    }


def judge_stale(records: QuerySet[Any], *, seconds: float) -> int:
    """Judge those of `records` whose days rest on other assumptions, for at most so long; how many.

    Neither a step nor a revision: what a person changes meanwhile is judged by that change and stays.
    """
    until, now, judged = time.monotonic() + seconds, basis(), 0
    # Two ranges of an index; "other than" would read every row.
    stale = records.filter(Q(age_basis__lt=now) | Q(age_basis__gt=now)).order_by("pk")
    last = 0
    while time.monotonic() < until and (found := list(stale.filter(pk__gt=last)[:CHUNK])):
        for record in found:
            judged += _judge(record)
        last = found[-1].pk
    return judged


def _judge(record: MachineRecord) -> int:
    set_ages(record)
    days = {name: getattr(record, name) for name in AGES}
    same = type(record)._base_manager.filter(pk=record.pk, revision=record.revision)
    return same.update(**days)
