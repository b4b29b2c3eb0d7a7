"""What the age rules say of a record, kept as days, so that lists and reports compare days and judge nothing.

Whoever writes what decides (date, kind, moment, assessment) calls `set_ages` before; other assumptions of the city
make all records stale, and a worker judges those anew (`judge_stale`).
"""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from devices import assumptions
from devices.ages import Age, AgeState, state_on
from devices.assumptions import Assumptions
from devices.models.record import AGES, MachineRecord
from devices.rules import MachineFacts, age_of
from ground.digests import sm3_hex
from ground.glossary import AgeVerdict

# What the assessment age depends on, and what tells the old unit of a moment from the new one.
DECIDE_AGE = ("rated_load_moment", "capacity_at_max_radius", "max_working_radius")
WORDS = {AgeState.OK: AgeVerdict.OK, AgeState.NEAR: AgeVerdict.NEAR, AgeState.OVER: AgeVerdict.OVER}
CHUNK = 500


def age_of_record(record: MachineRecord, today: dt.date, under: Assumptions | None = None) -> Age | None:
    """Where the machine stands by the rules; None without its date or what decides the rule. No query.

    `under` are other assumptions than those in force.
    """
    values = record.parameter_values()
    facts = MachineFacts(
        catalogue=record.catalogue,
        category=record.category,
        today=today,
        sub_type=record.sub_type,
        common=record.common_values(),
        parameters={code: values[code] for code in DECIDE_AGE if code in values},
        assumptions=under or assumptions.current(),
    )
    return age_of(facts if record.is_in_new_units else facts.in_new_units("intake"))


def set_ages(record: MachineRecord) -> None:
    """Derive the kept days (AGES) from what the record says; they depend on no day of the calendar."""
    age = age_of_record(record, timezone.localdate())
    record.age_near_from = age.near_from if age else None
    record.age_limit_on = age.limit_date if age else None
    record.assessed_until = age.assessed_until if age else None
    record.age_basis = basis()


def basis() -> str:
    """What the kept days rest on besides the record: other assumptions make all of them stale."""
    return sm3_hex(repr(assumptions.current()).encode())[:16]


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
