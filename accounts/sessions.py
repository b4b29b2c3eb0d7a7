"""Sessions in the database, each with its account (setting SESSION_ENGINE)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import Count
from django.utils import timezone


class SessionStore(DatabaseStore):
    """Django's sessions in our own table."""

    @classmethod
    def get_model_class(cls) -> Any:
        """The table; imported late, because Django loads this module before the models."""
        from accounts.credentials import LoginSession

        return LoginSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of a session, with the account that is logged in."""
        row: Any = super().create_model_instance(data)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row


def live_sessions(account_ids: Iterable[int]) -> dict[int, int]:
    """How many sessions are live now, by account; accounts without one are left out."""
    rows = SessionStore.get_model_class().objects.filter(
        account_id__in=list(account_ids), expire_date__gt=timezone.now()
    )
    return {row["account_id"]: row["many"] for row in rows.values("account_id").annotate(many=Count("pk"))}


def end_sessions(account_id: int, *, keep: str | None = None) -> int:
    """End the account's sessions, all but the one with the key `keep`; return how many there were."""
    rows = SessionStore.get_model_class().objects.filter(account_id=account_id)
    return int((rows.exclude(pk=keep) if keep else rows).delete()[0])
