"""What an open page says of the session before it ends."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.idle import idle_minutes
from accounts.models import User

register = template.Library()


@register.inclusion_tag("partials/_session_watch.html", takes_context=True)
def session_watch(context: template.Context) -> dict[str, Any]:
    """The warning, for whoever is logged in; nothing while an administrator looks as a firm."""
    request = context.get("request")
    user = getattr(request, "user", None)
    shown = isinstance(user, User) and user.pk is not None and not getattr(request, "acting", None)
    return {"shown": shown, "user": user, "seconds": int(idle_minutes(user) * 60) if shown else 0}
