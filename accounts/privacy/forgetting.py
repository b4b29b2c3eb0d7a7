"""匿名化: after the retention time, or at the person's request, name, number, mailbox and account are gone.

The account's row stays with its id, so that every entry of the histories still says that one person did all of
this; nothing tells any more who it was. Layers above register what they keep of people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.credentials import EndedWhy
from accounts.leaving import give_back
from accounts.models import Consent, Enterprise, PastPassword, SecondFactor, User
from accounts.sessions import end_sessions
from audit.actors import SYSTEM, Actor
from audit.erasing import forget_person as erase_words
from audit.models import AccountEvent
from ground.writing import lock_row

PIECE = 200
FORGOTTEN = "已匿名"
STILL_ACTIVE = "账号仍在使用，不能匿名化。请先停用账号。"

Forget = Callable[[int], int]


@dataclass
class Sweep:
    """A kind of data that ends by time: its word, the rows that are due, and what makes a piece of them nameless."""

    word: str
    due: Callable[[dt.datetime], models.QuerySet[Any]]
    forget: Callable[[list[Any]], int]


@dataclass
class Outcome:
    """How many rows of each kind were, or would be, made nameless."""

    counts: dict[str, int] = field(default_factory=dict)


_of_person: list[Forget] = []
_sweeps: list[Sweep] = []


def on_forgetting(forget: Forget) -> Forget:
    """Register (also as a decorator) what a layer above erases of a person by id; it returns how many rows.

    Called inside the transaction that makes the account nameless.
    """
    _of_person.append(forget)
    return forget


def add_sweep(sweep: Sweep) -> None:
    """Register data that end by time apart from accounts."""
    _sweeps.append(sweep)


@transaction.atomic
def forget_person(*, person_id: int, actor: Actor = SYSTEM) -> User:
    """Close the account for good and erase what tells whose it was; a second time changes nothing."""
    person = lock_row(User.objects.filter(pk=person_id))
    if person.forgotten_at is not None:
        return person
    give_back(person, actor)
    end_sessions(person.pk, why=EndedWhy.CLOSED)
    person.links.all().delete()
    SecondFactor.objects.filter(person=person).delete()
    PastPassword.objects.filter(person=person).delete()
    Consent.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=timezone.now())
    person.username, person.full_name = f"gone-{person.pk}", FORGOTTEN
    person.phone = person.email = ""
    person.is_active, person.must_consent = False, True
    person.forgotten_at = timezone.now()
    person.set_unusable_password()
    person.save()
    for forget in _of_person:
        forget(person.pk)
    _forget_in_the_admins_log(person.pk)
    erase_words(account_id=person.pk, actor=actor, enterprise_id=person.enterprise_id)
    return person


def _forget_in_the_admins_log(person_id: int) -> None:
    """Django's own log of changes in the console calls the account by name: its number stays."""
    from django.contrib.admin.models import LogEntry  # no model can be imported before all apps are there

    about = LogEntry.objects.filter(
        content_type__app_label="accounts", content_type__model="user", object_id=str(person_id)
    )
    about.update(object_repr=f"账号 {person_id}")


def people_due(now: dt.datetime) -> models.QuerySet[User]:
    """Accounts that ended, or were never opened, PERSONAL_RETENTION_DAYS ago, with no step since."""
    before = now - dt.timedelta(days=settings.PERSONAL_RETENTION_DAYS)
    since = AccountEvent.objects.filter(account_id=OuterRef("pk"), at__gte=before)
    return User.objects.filter(
        ~Exists(since),
        Q(last_login__isnull=True) | Q(last_login__lt=before),
        is_active=False,
        forgotten_at=None,
        date_joined__lt=before,
    ).order_by("pk")


def sweep_personal_data(*, now: dt.datetime, dry_run: bool = False, most: int = 2000) -> Outcome:
    """Make nameless what is due, in pieces of a transaction each, at most `most` rows of a kind in one go."""
    outcome = Outcome()
    people = list(people_due(now).values_list("pk", flat=True)[:most])
    outcome.counts["账号"] = len(people)
    for pk in people if not dry_run else []:
        forget_person(person_id=pk)
    for sweep in _sweeps:
        outcome.counts[sweep.word] = _swept(sweep, now, dry_run=dry_run, most=most)
    return outcome


def _swept(sweep: Sweep, now: dt.datetime, *, dry_run: bool, most: int) -> int:
    if dry_run:
        return sweep.due(now).order_by()[:most].count()
    done = 0
    while done < most:
        with transaction.atomic():
            keys = list(sweep.due(now).order_by("pk").values_list("pk", flat=True)[:PIECE])
            if keys:
                sweep.forget(keys)
        done += len(keys)
        if len(keys) < PIECE:
            break
    return done


def _enterprises_due(now: dt.datetime) -> models.QuerySet[Any]:
    """Firms that are switched off, without an active account, and unchanged for the retention time."""
    before = now - dt.timedelta(days=settings.PERSONAL_RETENTION_DAYS)
    active = User.objects.filter(enterprise=OuterRef("pk"), is_active=True)
    lately = User.objects.filter(enterprise=OuterRef("pk"), last_login__gte=before)
    named = ~Q(contact_name="") | ~Q(contact_phone="")
    return Enterprise.objects.filter(
        named, ~Exists(active), ~Exists(lately), is_active=False, created_at__lt=before
    )


def _forget_contacts(keys: list[int]) -> int:
    return Enterprise.objects.filter(pk__in=keys).update(contact_name="", contact_phone="")


add_sweep(Sweep("企业联系人", _enterprises_due, _forget_contacts))
