"""What papers hang on, besides enterprises: the apps above say which of their things a person sees.

The office reads the papers of a thing that it sees, and no others: those of a record or an application that was never
handed in are the firm's alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from accounts.models import User

SeenBy = Callable[["User"], QuerySet[Any]]
_seen_by: dict[str, SeenBy] = {}


def papers_follow(subject: str, seen_by: SeenBy) -> None:
    """Say of the things of one kind of subject which of them a person sees."""
    _seen_by[subject] = seen_by


def seen_subjects(user: User) -> Iterator[tuple[str, QuerySet[Any]]]:
    """Each kind of subject with the things of it that the person sees."""
    for subject, seen_by in _seen_by.items():
        yield subject, seen_by(user)
