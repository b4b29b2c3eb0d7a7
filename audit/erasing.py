"""Forgetting: the words beside the record go, the record and its seal stay whole."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from audit.actors import Actor
from audit.notes import NoteQuerySet, PrivateNote, forget_known
from audit.services import record_account_step
from ground.glossary import AccountStep

_AT_ONCE = 5000
_EMPTY = {"salt": "", "cipher": "", "lookup": ""}


@transaction.atomic
def forget_person(*, account_id: int, actor: Actor, enterprise_id: int | None = None) -> int:
    """Erase every address and every word that the record keeps beside it of this account; how many notes.

    To be called in the transaction that anonymises the account. That it was done is an entry itself. Asked again,
    it erases what came since.
    """
    erased = _erase(PrivateNote.objects.filter(owner_id=account_id))
    record_account_step(
        step=AccountStep.PERSON_FORGOTTEN,
        actor=actor,
        account_id=account_id,
        enterprise_id=enterprise_id,
        detail={"notes": erased},
    )
    return erased


def forget_before(day: dt.date) -> int:
    """Erase the notes of all days before `day`, whoever they are of, some at a time; how many."""
    erased, old = 0, PrivateNote.objects.filter(day__lt=day, erased_at__isnull=True)
    while marks := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
        erased += _erase(PrivateNote.objects.filter(pk__in=marks))
    return erased


def _erase(notes: NoteQuerySet) -> int:
    erased = notes.filter(erased_at__isnull=True).update(erased_at=timezone.now(), **_EMPTY)
    forget_known()
    return erased
