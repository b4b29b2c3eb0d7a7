"""修改记录 as the console shows it: each change with the name of who made it. Two queries."""

from __future__ import annotations

from accounts.models import User
from audit.models import CityChange

SHOWN = 20


def changes_of(*subjects: str) -> list[CityChange]:
    """The latest changes of these subjects, newest first, each with `who`: the name, "" where it is unknown."""
    return _named(list(CityChange.objects.filter(subject__in=subjects).order_by("-at", "-id")[:SHOWN]))


def latest_changes(kind: str) -> list[CityChange]:
    """The latest changes of a kind of subject, those of rows that are there no more among them, with `who`."""
    return _named(list(CityChange.objects.of_kind(kind)[:SHOWN]))


def _named(rows: list[CityChange]) -> list[CityChange]:
    people = User.objects.in_bulk({int(row.actor_id) for row in rows if row.actor_id.isdecimal()})
    for row in rows:
        person = people.get(int(row.actor_id)) if row.actor_id.isdecimal() else None
        row.who = str(person) if person else ""  # type: ignore[attr-defined]
    return rows
