"""One step of the walk: the request, what came of it, and what the table says."""

from __future__ import annotations

import re
from copy import copy
from typing import Any
from urllib.parse import quote, urlencode

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from accounts.door_table import Door, Holder, Opening, Sight
from tests.walk.inspecting import REDIRECTS
from zhongshan_crane.addresses import Address

LOGIN_PAGES = ("/accounts/login/", "/console/login/")
LOGIN, REFUSED, HIDDEN, METHOD, ANSWERED = "asked to log in", "403", "404", "405", "answered"
# What a step may be answered with that an empty form was sent to: taken, or refused by a rule.
# 415: the interface takes files as forms alone, and is sent JSON here.
STEP_ANSWERS = {200, 201, 202, 204, 302, 303, 400, 409, 410, 415, 422}
NOWHERE: dict[str, Any] = {
    "int": 987654321,
    "slug": "nowhere",
    "str": "NOWHERE-00000000",
    "path": "987654321",
}


def request(
    client: Client, method: str, address: Address, keys: dict[str, Any]
) -> HttpResponseBase | Exception:
    """Send it with no more than ways out of the site, and take everything back that it did."""
    # The admin's lists lead to themselves where they do not know a word of the query.
    strict = address.name.endswith("_changelist") or is_interface(address)
    ways_out = {} if strict else REDIRECTS
    typed = ways_out | {name[1:]: value for name, value in keys.items() if name.startswith("?")}
    path = f"{path_of(address, keys)}?{urlencode(typed)}"
    cookies = copy(client.cookies)
    with transaction.atomic():
        try:
            with transaction.atomic():
                said = _said(method, typed, interface=is_interface(address))
                answer: HttpResponseBase | Exception = getattr(client, method.lower())(path, **said)
        except Exception as error:
            answer = error
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def is_interface(address: Address) -> bool:
    """Whether programs ask it: JSON, keys, no pages."""
    return address.name.startswith("api:")


def _said(method: str, typed: dict[str, Any], *, interface: bool) -> dict[str, Any]:
    """The body of a step: a form's fields, or an empty object of JSON."""
    if interface and method != "GET":
        return {"data": "{}", "content_type": "application/json", "headers": {"If-Match": "*"}}
    return {"data": typed} if method == "POST" else {}


def path_of(address: Address, keys: dict[str, Any]) -> str:
    """The address with these parameters; what is not named is nowhere to be found."""
    path = address.route.replace("^", "").replace("$", "")
    for name, kind in address.kinds.items():
        path = re.sub(rf"<(\w+:)?{name}>|\(\?P<{name}>[^)]*\)", quote(str(_value(name, kind, keys))), path)
    return f"/{path}"


def _value(name: str, kind: str, keys: dict[str, Any]) -> Any:
    if name in {"object_id", "id"}:
        return str(keys.get("pk", NOWHERE["int"]))
    return keys.get(name, NOWHERE[kind])


def outcome(answer: HttpResponseBase | Exception) -> str:
    """What happened, in the table's words, with the status where that matters."""
    if isinstance(answer, Exception):
        return f"500 {type(answer).__name__}: {str(answer)[:300]}"
    status, place = answer.status_code, answer.headers.get("Location", "")
    if status == 302 and place == "/console/" and answer.wsgi_request.path != "/console/login/":
        return HIDDEN  # the admin's way of saying that a row is not there
    if status == 401 or (status == 302 and place.startswith(LOGIN_PAGES)):
        return LOGIN
    return _word(status)


def expected(door: Door, sight: Sight | None, holder: Holder | None, method: str, side: str) -> set[str]:
    """Every answer that is right: each refusal that applies, or, where none does, the page."""
    if method not in door.methods:
        return {LOGIN, REFUSED, HIDDEN, METHOD}
    if holder is None and door.to is not Opening.EVERYBODY:
        return {LOGIN}
    reasons = set() if door.opens(holder, method) else {REFUSED}
    if sight is not None and (side == "none" or not _shown(sight, holder, side)):
        reasons |= {_word(status) for status in door.unseen}
    if reasons:
        return reasons
    right = {_word(status) for status in (door.answers if method == "GET" else STEP_ANSWERS)}
    return right | ({LOGIN} if 302 in door.answers else set())


def told(right: set[str]) -> str:
    """The right answers for who reads the failure."""
    return "the page or a rule's answer" if len(right) > 4 else " or ".join(sorted(right))


def _shown(sight: Sight, holder: Holder | None, side: str) -> bool:
    """What has no lock is everybody's who knows its address."""
    return holder is None or sight.shows(holder, own=side == "own")


def _word(status: int) -> str:
    return {403: REFUSED, 404: HIDDEN, 405: METHOD}.get(status, f"{ANSWERED} {status}")
