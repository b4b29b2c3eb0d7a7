"""Looking at the record is an entry itself."""

from __future__ import annotations

from accounts.models import User
from audit.account_events import Subject
from audit.services import record_account_step
from ground.glossary import AccountStep
from zhongshan_crane.trail.things import Key


def record(user: User, step: AccountStep, *, about: Key | None, **detail: object) -> None:
    """Append that somebody looked or took; `about` the one thing that was looked at, if any."""
    record_account_step(
        step=step,
        actor=user.actor,
        account_id=user.pk,
        enterprise_id=user.enterprise_id,
        about=Subject(*about) if about else None,
        detail=detail,
    )
