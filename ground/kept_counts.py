"""What stands on every page and is a hint, kept for some seconds: the menu's numbers for each person, the choices of lists.

What somebody does drops their own numbers at once; what others do is seen when the seconds are over. Without the
cache a person's numbers are counted for every page. What holds for everybody is besides known to the process itself for
the rest of those seconds: a page asks for some six such things, and the cache is a journey away.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache, caches
from django.db import models
from django.http import HttpRequest, HttpResponse

from ground.grouping import keys_of

T = TypeVar("T")
IN_HAND = "_kept_counts"
MENUS = ("console", "menu", "figures")
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def kept_counts(person: Any, menu: str, count: Callable[[], dict[str, int]]) -> dict[str, int]:
    """The numbers of a menu as they were counted for this person within MENU_COUNTS_SECONDS, else counted now."""
    seconds = settings.MENU_COUNTS_SECONDS
    if not seconds:
        return count()
    held: dict[str, Any] | None = getattr(person, IN_HAND, None)
    if held is None:  # the account is read anew for each request, which asks once for all of them
        held = cache.get_many([_key(person, one) for one in MENUS])
        setattr(person, IN_HAND, held)
    key = _key(person, menu)
    if key not in held:
        held[key] = count()
        cache.set(key, held[key], seconds)
    found: dict[str, int] = held[key]
    return found


def kept(key: str, read: Callable[[], T]) -> T:
    """What `read` gave under that key within MENU_COUNTS_SECONDS, else what it gives now; JSON keeps it."""
    seconds = settings.MENU_COUNTS_SECONDS
    if not seconds:
        return read()
    near, name = caches["process"], cache.make_key(key)
    held: list[Any] | None = near.get(name)  # until when it is known, and what
    if held is None:
        held = cache.get(key)
        if held is None:
            held = [time.time() + seconds, read()]
            cache.set(key, held, seconds)
        near.set(name, held, min(seconds, held[0] - time.time()))
    found: T = held[1]
    return found


def kept_of(rows: models.QuerySet[Any], name: str, read: Callable[[], T]) -> T:
    """The same for what is read from these rows: whoever sees others asks in other words, and keeps an answer of their own."""
    said = in_words(rows)
    return kept(f"{name}:{said}", read) if said else read()


def in_words(rows: models.QuerySet[Any]) -> str:
    """What tells these rows from others; empty where the database need not be asked for them."""
    keys = keys_of(rows)
    return sha256(f"{keys.sql}{keys.values}".encode()).hexdigest() if keys else ""


class MenuCountsMiddleware:
    """Whoever takes a step reads fresh numbers on the next page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; after anything but reading, forget the person's numbers."""
        answer = self.get_response(request)
        if request.method not in READING and request.user.is_authenticated and settings.MENU_COUNTS_SECONDS:
            cache.delete_many([_key(request.user, menu) for menu in MENUS])
        return answer


def _key(person: Any, menu: str) -> str:
    """Of an administrator who looks as a firm the numbers are the firm's."""
    return f"counts:{menu}:{person.pk}:{person.role}:{person.enterprise_id or 0}"
