"""Finding steps of the history: by number or model, firm, person, and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts import naming
from accounts.finding import person_of
from accounts.models import User
from audit.models import HistoryQuerySet
from devices.models import Device
from ground.glossary import ActorKind
from ground.searching import among
from renewals.models import RenewalApplication

MOST_PEOPLE = 200  # of one name, bounded for the database
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2200, 1, 1)


def matching_steps(entries: HistoryQuerySet, chosen: Mapping[str, str], user: User) -> HistoryQuerySet:
    """Those of `entries` that what is typed finds: `q`, `from`, `to`.

    A filter that cannot be read filters nothing.
    """
    if words := chosen.get("q", "").strip():
        machines = Device.objects.visible_to(user).search(words)
        renewals = RenewalApplication.objects.visible_to(user).search(words)
        entries = entries.filter(among(machines, "device_id") | among(renewals, "renewal_id"))
    return _within(entries, chosen)


def taken_by(entries: HistoryQuerySet, user: User) -> HistoryQuerySet:
    """The steps that this person took."""
    return entries.filter(actor_kind=ActorKind.PERSON, actor_id=str(user.pk))


def taken_by_named(entries: HistoryQuerySet, name: str) -> HistoryQuerySet:
    """The steps of people of this name, of an account that contains it, or of a unit that does."""
    people = User.objects.filter(person_of(name)).order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE]
    theirs = Q(actor_kind=ActorKind.PERSON, actor_id__in=[str(pk) for pk in people])
    return entries.filter(theirs | Q(actor_unit__icontains=name))


def of_firm_named(entries: HistoryQuerySet, name: str) -> HistoryQuerySet:
    """The steps of firms whose name contains `name`."""
    return entries.filter(naming.of_firm_named(name))


def taken_today(entries: HistoryQuerySet) -> HistoryQuerySet:
    """The steps since midnight."""
    return entries.filter(at__gte=_midnight(timezone.localdate()))


def _within(entries: HistoryQuerySet, chosen: Mapping[str, str]) -> HistoryQuerySet:
    first, last = _day(chosen.get("from", "")), _day(chosen.get("to", ""))
    if first:
        entries = entries.filter(at__gte=_midnight(first))
    return entries.filter(at__lt=_midnight(last + dt.timedelta(days=1))) if last else entries


def _day(text: str) -> dt.date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and EARLIEST <= day <= LATEST else None


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
