"""Sessions in the database, each with its account and what its owner knows it by (setting SESSION_ENGINE)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from ground.digests import sm3_hex
from ground.request_context import current_address


class SessionStore(DatabaseStore):
    """Django's sessions in our own table; `row` is the session as it was read or written last."""

    row: Any = None
    agent: str = ""

    @classmethod
    def get_model_class(cls) -> Any:
        """The table; imported late, because Django loads this module before the models."""
        from accounts.credentials import LoginSession

        return LoginSession

    def _get_session_from_db(self) -> Any:
        self.row = super()._get_session_from_db()  # type: ignore[misc]
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of a session, with the account that is logged in; a row that stays keeps when and where it began."""
        row: Any = super().create_model_instance(data)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        before = self.row if self.row is not None and self.row.pk == row.pk else None
        row.address = before.address if before else current_address()
        row.agent = self.agent or (before.agent if before else "")
        if before:
            row.started_at, row.last_seen_at = before.started_at, before.last_seen_at
        self.row = row
        return row


def live(account_ids: Iterable[int]) -> QuerySet[Any]:
    """The sessions of accounts that have not ended: by hand, by time, or for want of use."""
    now = timezone.now()
    idle = max(settings.PORTAL_IDLE_MINUTES, settings.CONSOLE_IDLE_MINUTES)
    return SessionStore.get_model_class().objects.filter(
        account_id__in=list(account_ids),
        expire_date__gt=now,
        started_at__gt=now - dt.timedelta(hours=settings.SESSION_HOURS),
        last_seen_at__gt=now - dt.timedelta(minutes=idle),
    )


def live_sessions(account_ids: Iterable[int]) -> dict[int, int]:
    """How many sessions are live now, by account; accounts without one are left out."""
    rows = live(account_ids)
    return {row["account_id"]: row["many"] for row in rows.values("account_id").annotate(many=Count("pk"))}


@transaction.atomic
def end_sessions(account_id: int, *, why: str, keep: str | None = None, agent: str = "") -> int:
    """End the account's sessions, all but the one with the key `keep`; return how many there were.

    `why` (EndedWhy) and the browser `agent` in which it was done are told to each browser that is thrown out.
    """
    rows = SessionStore.get_model_class().objects.filter(account_id=account_id)
    return _end(rows.exclude(pk=keep) if keep else rows, account_id, why, agent)


@transaction.atomic
def end_session(account_id: int, *, handle: str, why: str, agent: str = "") -> bool:
    """End the one session of the account that a page knows by `handle`; whether there was one."""
    rows = SessionStore.get_model_class().objects.filter(account_id=account_id)
    key = next((key for key in rows.values_list("pk", flat=True) if handle_of(key) == handle), None)
    return key is not None and bool(_end(rows.filter(pk=key), account_id, why, agent))


def _end(rows: QuerySet[Any], account_id: int, why: str, agent: str) -> int:
    from accounts.credentials import EndedSession

    told = [
        EndedSession(digest=ended_digest(key), account_id=account_id, why=why, agent=agent)
        for key in rows.values_list("pk", flat=True)
    ]
    EndedSession.objects.bulk_create(told, ignore_conflicts=True)
    return int(rows.delete()[0])  # also a session that began at this moment, which is then told nothing


def ended_digest(key: str) -> str:
    """What stands for the key of a session that is gone."""
    return sm3_hex(f"ended:{key}".encode())


def handle_of(key: str) -> str:
    """What stands for a session on pages: its key opens the account and is never shown."""
    return sm3_hex(f"session:{key}".encode())[:32]
