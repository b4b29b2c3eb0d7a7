"""The numbers in the sidebar, as a context variable that costs nothing until a menu reads it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from devices.models import Device
from inbox.models import Message
from matters.models import Matter
from renewals.models import RenewalApplication

CAP = 1000


def nav(request: HttpRequest) -> dict[str, Any]:
    """`nav`: the url name of a menu entry → its number."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"nav": SimpleLazyObject(lambda: _counts(user))}


def _counts(user: User) -> dict[str, int]:
    unread = {"inbox:messages": _capped(Message.objects.visible_to(user).unread())}
    if not user.is_enterprise:
        return unread
    machines = Device.objects.visible_to(user)
    return {
        **unread,
        "devices:unapproved": _capped(machines.unapproved()),
        "renewals:registered": _capped(machines.registered()),
        "matters:list": _capped(Matter.objects.visible_to(user).undecided()),
        "renewals:entries": _capped(RenewalApplication.objects.visible_to(user).open()),
    }


def _capped(queryset: Any) -> int:
    return int(queryset.order_by().values("pk")[:CAP].count())
