"""People of the office at /api/v1/: logged in, with the page's token left to other tests."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests.api.caller import BASE


class Person:
    """Calls of somebody who is logged in."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.client.get(BASE + path, headers=_named(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """POST of JSON."""
        data = b"" if body is None else json.dumps(body).encode()
        return self.client.post(BASE + path, data, content_type="application/json", headers=_named(headers))

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        """PATCH of JSON."""
        data = json.dumps(body).encode()
        return self.client.patch(BASE + path, data, content_type="application/json", headers=_named(headers))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
