"""Asking the one table of permissions from a template."""

from __future__ import annotations

from django import template

from accounts.models import User
from accounts.policies import Action, may

register = template.Library()


@register.filter
def may_do(user: object, action: str) -> bool:
    """Whether the person's role allows the action of that code: {% if user|may_do:"keep_own_people" %}."""
    return isinstance(user, User) and may(user, Action(action))
