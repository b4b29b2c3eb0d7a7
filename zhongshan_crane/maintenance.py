"""The switch that closes the portal: a file, because it must work while the database is away.

An empty file closes it, too, so that `touch` is enough in need.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime


@dataclass(frozen=True)
class Closure:
    """Since when it is closed, until when probably, and what people are told besides."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    message: str = ""


def closure() -> Closure | None:
    """Return the closure in force, None while the portal is open; what cannot be read closes it all the same."""
    try:
        text = _place().read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return Closure()
    return _understood(text)


def close(*, until: dt.datetime | None = None, message: str = "") -> Closure:
    """Close the portal, or change what is said while it is closed."""
    before = closure()
    now = Closure(since=(before and before.since) or timezone.now(), until=until, message=message.strip())
    place = _place()
    place.parent.mkdir(parents=True, exist_ok=True)
    facts = {"since": _told(now.since), "until": _told(now.until), "message": now.message}
    part = place.with_name(place.name + ".part")
    part.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    part.replace(place)
    return now


def open_again() -> bool:
    """Open the portal; return whether it was closed."""
    try:
        _place().unlink()
    except FileNotFoundError:
        return False
    return True


def _place() -> Path:
    return Path(settings.MAINTENANCE_FILE)


def _told(moment: dt.datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _understood(text: str) -> Closure:
    try:
        facts = json.loads(text)
    except ValueError:
        return Closure()
    if not isinstance(facts, dict):
        return Closure()
    return Closure(_moment(facts, "since"), _moment(facts, "until"), str(facts.get("message") or ""))


def _moment(facts: dict[str, Any], name: str) -> dt.datetime | None:
    try:
        moment = parse_datetime(str(facts.get(name) or ""))
    except ValueError:
        return None
    if moment is None:
        return None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
