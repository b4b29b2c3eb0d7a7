"""From the step that makes a link to the page that shows it once, by the maker's own session."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.mailing import mail_link
from accounts.models import User
from accounts.services import MadeLink

KEY = "made_link"


def hand_over(request: HttpRequest, made: MadeLink) -> None:
    """Mail the link where the person has a mailbox, and keep it for the next page."""
    request.session[KEY] = {
        "person": made.person.pk,
        "url": made.url,
        "purpose": made.purpose.label,
        "hours": int(made.purpose.lifetime.total_seconds() // 3600),
        "mailed": mail_link(person=made.person, url=made.url, purpose=made.purpose),
    }


def take_over(request: HttpRequest, person: User) -> dict[str, Any] | None:
    """The link that was made for this person just now, and only once."""
    kept = request.session.get(KEY)
    if not kept or kept["person"] != person.pk:
        return None
    del request.session[KEY]
    return dict(kept)
