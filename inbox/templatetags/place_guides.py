"""操作指引 on the page where it is needed, as a tag of the portal's layout."""

from __future__ import annotations

from typing import Any

from django import template

from inbox.models import Contact
from inbox.place_guides import guide_of

register = template.Library()
MOST_CONTACTS = 3


@register.inclusion_tag("inbox/_place_guide.html", takes_context=True)
def place_guide(context: template.Context) -> dict[str, Any]:
    """The steps of the page that is being written, with the city's first contacts; nothing where none apply."""
    match = getattr(context.get("request"), "resolver_match", None)
    found = guide_of(match.view_name if match else "")
    return {"guide": found, "contacts": Contact.objects.all()[:MOST_CONTACTS] if found else ()}
