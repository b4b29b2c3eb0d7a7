"""Keeping 规则设置: each change with its reason and what held before."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from audit.services import record_city_change
from devices import kept_rules
from devices.city_rules import Rule, default_of, to_json, value_of
from devices.models import CityRule
from ground.errors import RuleBroken, StepRefused
from ground.writing import STALE, lock_row, write_row


@transaction.atomic
def keep_rule(*, user: User, rule: Rule, value: Any, seen: int, reason: str) -> None:
    """Set the rule; `seen` is the revision that the page showed, 0 where the default held.

    A value that is the default's is kept as no row at all, so that the default goes on counting. Raises RuleBroken
    without a reason, StepRefused where somebody set it since.
    """
    require(user, Action.KEEP_RULES)
    reason = reason.strip()
    if not 2 <= len(reason) <= 200:
        raise RuleBroken("reason_missing", "请写明修改原因或依据(2 至 200 个字)。", path="reason")
    row = _locked(rule, seen)
    kept_rules.forget()  # what this process remembers may be older than the row
    before = value_of(rule)
    if row is not None and value == default_of(rule):
        row.delete()
    elif row is not None:
        row.value, row.updated_by, row.updated_at = to_json(rule, value), user, timezone.now()
        write_row(row, fields=("value", "updated_by_id", "updated_at"), expect={})
    elif value != default_of(rule):
        _add(rule, value, user)
    if before != value:
        record_city_change(
            subject=f"rule:{rule.name}",
            title=rule.label,
            actor=user.actor,
            before={rule.label: rule.words(before)},
            after={rule.label: rule.words(value)},
            reason=reason,
        )
    kept_rules.told()


def revision_of(rule: Rule) -> int:
    """The revision of the city's own value, 0 where the default holds."""
    return CityRule.objects.filter(name=rule.name).values_list("revision", flat=True).first() or 0


def _locked(rule: Rule, seen: int) -> CityRule | None:
    try:
        return lock_row(CityRule.objects.filter(name=rule.name), revision=seen)
    except CityRule.DoesNotExist:
        if seen:
            raise StepRefused("stale", STALE) from None
        return None


def _add(rule: Rule, value: Any, user: User) -> None:
    try:
        with transaction.atomic():
            CityRule.objects.create(name=rule.name, value=to_json(rule, value), updated_by=user)
    except IntegrityError as clash:
        raise StepRefused("stale", STALE) from clash
