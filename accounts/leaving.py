"""What must be given back when a person's account ends: layers above register it, accounts cannot know it."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User
from audit.actors import Actor

Release = Callable[[User, Actor], int]
_releases: list[Release] = []


def on_leaving(release: Release) -> Release:
    """Register (also as a decorator) what gives back things of a kind that the person holds; it returns how many.

    Called inside the transaction in which the account is switched off or loses its role.
    """
    _releases.append(release)
    return release


def give_back(person: User, actor: Actor) -> int:
    """Free everything that the person holds for others to take up; how many things."""
    return sum(release(person, actor) for release in _releases)
