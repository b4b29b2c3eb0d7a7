"""A change of an account's mailbox is told to the one before, too: who takes an account over changes it first."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User

# Called in the transaction of the change, after its entry; layers above register what tells the former mailbox.
mailbox_followers: list[Callable[[User, str], None]] = []


def mailbox_changed(*, person: User, former: str) -> None:
    """Tell that `former` is the account's mailbox no more; nothing where there was none, or it is the same."""
    if former and former != person.email:
        for follow in mailbox_followers:
            follow(person, former)
