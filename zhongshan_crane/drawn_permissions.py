"""docs/permissions.md, drawn from the table of permissions and from what each model says of `visible_to`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.door_table import EVERYBODY, HOLDERS, Door, Holder, Sight, tables
from accounts.policies import PERMISSIONS, Action
from accounts.roles import Duty, Role
from zhongshan_crane.addresses import addresses
from zhongshan_crane.drawn_scopes import scopes_table

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
WHOLE = """
## Names, telephone numbers and mailboxes

Masked for everybody (张*, 138****1234, z***@example.com), with these exceptions by need:

- **Oneself** in full, under 我的个人信息.
- **The own firm's people** read each other's names and the contact persons of their firm and machines in full, because they
  fill them in and call each other; telephone numbers and mailboxes of accounts only their manager, who keeps them.
- **The office** reads them masked, in lists, on review pages, in forms that it keeps (a field begins empty, what is typed
  replaces) and in exports. Who may "说明理由后查看完整个人信息" names a reason for each look; the look is recorded and limited
  (`DISCLOSURES_PER_HOUR`), and finds only what the role sees at all.
- **代查看** stays masked. What the city publishes under 联系方式 is public.
"""
VISIBLE = """
## What each role sees

| Model | Visible |
| --- | --- |"""

ANSWERS = """
## Which page answers whom

Drawn from the tables `doors.py` of the apps. `r` reads, `t` takes a step (POST, PATCH, DELETE), `rt` both; `°` only what is of the
own firm, the own town or oneself. Empty: refused with 403, or not found. `public` is everybody, also without an account.
A test walks every address for every kind of account, with the own thing, another's and none, and compares. What a
step needs besides, of state and claim, is not told here.

**A new page** needs an entry in the `doors.py` of its app, or the test fails and names it: `doors(to, "app:name", methods=…, of=…,
step=…)` with the action that opens it, the methods that it takes, the thing that its address names and what POST needs besides;
a model of the admin is `register(…)`. A new kind of thing also gets a `Sight` there (who sees the own one, who everybody's) and
an example for both sides in `tests/walk`.
"""


def permissions_document() -> str:
    """The whole document."""
    parts = [HEAD, *_steps(), WHOLE.rstrip("\n"), VISIBLE, *_sight(), ANSWERS, *_answers(), *scopes_table()]
    return "\n".join(parts) + "\n"


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


def _answers() -> Iterator[str]:
    routes = {address.name: address.route for address in addresses()}
    found = list(tables())
    sights = {name: sight for _, _, theirs in found for name, sight in theirs.items()}
    for label, listed, _ in found:
        yield f"### {label}\n"
        yield f"| Address | {' | '.join(str(holder.label) for holder in HOLDERS)} |"
        yield f"| --- |{' --- |' * len(HOLDERS)}"
        for door in listed:
            marks = ["public"] if door.to is EVERYBODY else []
            marks = marks * len(HOLDERS) or [_mark(door, holder, sights) for holder in HOLDERS]
            yield f"| `/{_plain(routes.get(door.name, door.name))}` | {' | '.join(marks)} |"
        yield ""


def _mark(door: Door, holder: Holder, sights: dict[str, Sight]) -> str:
    """What one kind of account does at the door, and of whose things."""
    found = [sights[thing] for thing in door.things]
    if found and not any(sight.shows(holder, own=True) for sight in found):
        return ""
    reads, takes = door.opens(holder, "GET"), door.opens(holder, "POST")
    mark = ("r" if reads else "") + ("t" if takes else "")
    own_only = bool(found) and not any(sight.shows(holder, own=False) for sight in found)
    return mark + ("°" if mark and own_only else "")


def _plain(route: str) -> str:
    """The route without what only a program reads."""
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", re.sub(r"<\w+:", "<", route)).strip("^$").replace("^", "")
