"""操作指引 on the page where it is needed, as a tag of the portal's layout."""

from __future__ import annotations

from typing import Any

from django import template

from ground.kept_counts import kept
from inbox.models import Contact
from inbox.place_guides import guide_of

register = template.Library()
MOST_CONTACTS = 3


@register.inclusion_tag("inbox/_place_guide.html", takes_context=True)
def place_guide(context: template.Context) -> dict[str, Any]:
    """The steps of the page that is being written, with the city's first contacts; nothing where none apply."""
    match = getattr(context.get("request"), "resolver_match", None)
    found = guide_of(match.view_name if match else "")
    return {"guide": found, "contacts": kept("first-contacts", _first_contacts) if found else ()}


def _first_contacts() -> list[dict[str, str]]:
    return list(Contact.objects.values("name", "phone")[:MOST_CONTACTS])
