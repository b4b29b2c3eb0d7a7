"""Who looked for a person by personal data leaves an entry; the words stand beside the record, where they can be erased."""

from __future__ import annotations

from accounts.models import User
from audit.services import record_account_step
from ground.glossary import AccountStep

LONGEST = 60  # signs of the words that are kept


def note_search(user: User, *, listed: str, words: str) -> None:
    """Record a search of that list; nothing where nothing was typed."""
    words = words.strip()[:LONGEST]
    if words:
        record_account_step(
            step=AccountStep.PERSON_SEARCHED,
            actor=user.actor,
            account_id=user.pk,
            enterprise_id=user.enterprise_id,
            detail={"list": listed, "words": words},
        )
