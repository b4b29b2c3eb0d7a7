"""docs/permissions.md, drawn from the table of permissions and from what each model says of `visible_to`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.policies import PERMISSIONS, Action
from accounts.roles import Duty, Role

FILE = Path(settings.BASE_DIR) / "docs" / "permissions.md"
HEAD = """# Permissions

Drawn from the code by `python manage.py document_permissions`; a test compares. Do not edit by hand.

Two questions are kept apart. *May this role take this step at all?* stands in one table,
`accounts.policies.PERMISSIONS`; a person whose role may not gets 403 and reads which roles may.
*Is this thing this person's to see?* is answered by `visible_to` of the model, with which every view begins;
what is not visible is not found (404), so that nobody learns that it exists. Somebody who is not logged in is
led to the login; an account that is not active sees and may nothing.

An administrator (管理员) has one or more of three duties (GB/T 22239, level 3): 系统管理员, 安全管理员, 审计管理员. A small office
gives one person several; with `DUTIES_STRICTLY_SEPARATED` an account holds one at most. The last active holder
of a duty is neither switched off nor deprived of it.
"""
VISIBLE = """
## What each role sees

| Model | Visible |
| --- | --- |"""


def permissions_document() -> str:
    """The whole document."""
    return "\n".join([HEAD, *_steps(), VISIBLE, *_sight()]) + "\n"


def models_with_visible_to() -> list[type[models.Model]]:
    """Every model of the house that tells people apart."""
    return [model for model in apps.get_models() if hasattr(model._default_manager.all(), "visible_to")]


def _steps() -> Iterator[str]:
    yield "## What each role may do\n"
    holders = [*(role for role in Role if role != Role.ADMINISTRATOR), *Duty]
    yield f"| Step | {' | '.join(holder.label for holder in holders)} |"
    yield f"| --- |{' :-: |' * len(holders)}"
    for action in Action:
        marks = ("✓" if holder in PERMISSIONS[action] else "" for holder in holders)
        yield f"| {action.label} | {' | '.join(marks)} |"


def _sight() -> Iterator[str]:
    for model in models_with_visible_to():
        rule = type(model._default_manager.all()).visible_to.__doc__ or ""  # type: ignore[attr-defined]
        yield f"| {model._meta.verbose_name} (`{model.__name__}`) | {' '.join(rule.split())} |"
