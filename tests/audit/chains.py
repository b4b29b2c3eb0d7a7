"""Chains to tamper with: entries, sealing at chosen moments, and SQL that goes past every guard."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.utils import timezone

from audit.actors import SYSTEM
from audit.chain import Link
from audit.findings import Finding
from audit.guards import lifted
from audit.models import AccountEvent
from audit.sealing import seal_due
from audit.services import record_account_step
from audit.verifying import Verifier
from ground.glossary import AccountStep

EVENTS, LINKS = "audit_accountevent", "audit_link"


def write(count: int = 1, **detail: Any) -> list[AccountEvent]:
    """Entries, each a little different."""
    given = [detail or {"list": f"列表{number}", "rows": number} for number in range(count)]
    return [
        record_account_step(step=AccountStep.EXPORTED, actor=SYSTEM, account_id=7, detail=said)
        for said in given
    ]


def sealed(count: int = 5) -> list[AccountEvent]:
    """Entries that are sealed."""
    made = write(count)
    seal_due()
    return made


def tamper(sql: str, *values: Any) -> None:
    """What somebody does who can write to the database and drop its triggers."""
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)


def link_of(entry: AccountEvent) -> Link:
    """The entry's link."""
    return Link.objects.get(source="event", row_id=entry.pk)


def found(**given: Any) -> list[Finding]:
    """What verifying finds."""
    return list(Verifier(**given).run())


def kinds(**given: Any) -> list[str]:
    """The same, by kind alone."""
    return [finding.kind.value for finding in found(**given)]


def later(seconds: float) -> dt.datetime:
    """A moment that is still to come."""
    return timezone.now() + dt.timedelta(seconds=seconds)
