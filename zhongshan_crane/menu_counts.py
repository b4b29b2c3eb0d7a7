"""The numbers in the sidebar, as a context variable that costs nothing until a menu reads it, and then one query."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Enterprise, User
from devices.models import Device
from ground.counting import counted
from ground.kept_counts import kept_counts
from inbox.models import Message
from matters.models import Matter
from renewals.models import RenewalApplication


def nav(request: HttpRequest) -> dict[str, Any]:
    """`nav`: the url name of a menu entry → its number."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"nav": SimpleLazyObject(lambda: kept_counts(user, "menu", lambda: _counts(user)))}


def _counts(user: User) -> dict[str, int]:
    found: dict[str, QuerySet[Any]] = {"inbox:messages": Message.objects.visible_to(user).unread()}
    if user.is_enterprise:
        machines = Device.objects.visible_to(user)
        found |= {
            "devices:unapproved": machines.unapproved(),
            "renewals:registered": machines.registered(),
            "matters:list": Matter.objects.visible_to(user).undecided(),
            "renewals:entries": RenewalApplication.objects.visible_to(user).open(),
        }
    # Whoever looks as a firm has no row of a person.
    row = (
        Enterprise.objects.filter(pk=user.enterprise_id or 0)
        if user.is_enterprise
        else User.objects.filter(pk=user.pk)
    )
    return counted(row, found)
