"""Which key opens which call of the interface: read from the views' own tables, for docs/permissions.md and for the test
that asks every address with every scope."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accounts.policies import PERMISSIONS, Action
from accounts.roles import Role
from api.scopes import FIRM_SCOPES, OFFICE_SCOPES, Scope, permitted
from api.views import Resource
from zhongshan_crane.addresses import Address, addresses

HEAD = """
## Which key opens what

Drawn from `reads`, `writes` and `scopes` of the views: a call needs one of the scopes named (none: people who are logged in alone), and
finds only what is the key's firm's; keys of the office find what its readers see. A test asks every address with a key of each
single scope, and of none.

| Call | Scopes | Firms' keys | The office's keys |
| --- | --- | :-: | :-: |"""
LETTERS = {"get": "GET", "post": "POST", "patch": "PATCH", "put": "PUT", "delete": "DELETE"}


@dataclass(frozen=True)
class Call:
    """One method of one address, and what answers it."""

    address: Address
    method: str
    action: str
    view: type[Resource]

    @property
    def wanted(self) -> tuple[Scope, ...]:
        """The scopes of which a key needs one; empty where no key may."""
        found: Any = self.view().scope_of(self.action, self.method)
        return found if isinstance(found, tuple) else (found,)

    def lets_in(self, scopes: frozenset[Scope], *, office: bool) -> bool:
        """Whether a key with these scopes, of a firm or of the office, gets behind the door."""
        if scopes.isdisjoint(self.wanted):
            return False
        opens = self.view.opens if isinstance(self.view.opens, tuple) else (self.view.opens,)
        step = self.view.steps.get(self.action)
        may = [action for action in Action if _key_may(action, scopes, office)]
        return any(way in may for way in opens) and (step is None or step in may)


def calls() -> list[Call]:
    """Every call of the interface's resources."""
    found = []
    for address in addresses():
        view = getattr(address.view, "cls", None)
        if isinstance(view, type) and issubclass(view, Resource):
            for method, action in address.view.actions.items():
                if method in LETTERS:
                    found.append(Call(address, LETTERS[method], action, view))
    return found


def scopes_table() -> Iterator[str]:
    """The section of the document."""
    yield HEAD
    for call in calls():
        path = re.sub(r"<\w+:", "<", call.address.route)
        named = ", ".join(f"`{scope.value}`" for scope in call.wanted)
        marks = " | ".join("✓" if _any(call, office=office) else "" for office in (False, True))
        yield f"| {call.method} `/{path}` | {named} | {marks} |"


def _any(call: Call, *, office: bool) -> bool:
    offered = OFFICE_SCOPES if office else FIRM_SCOPES
    return any(call.lets_in(frozenset({scope}), office=office) for scope in offered)


def _key_may(action: Action, scopes: frozenset[Scope], office: bool) -> bool:
    role = Role.REVIEWER if office else Role.ENTERPRISE_MANAGER
    return action in permitted(scopes, office=office) and role in PERMISSIONS[action]
