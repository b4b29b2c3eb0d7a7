"""A firm's own system at /api/v1/: a key, and calls as a program makes them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from api.keys import make_key
from api.models import ApiKey
from api.scopes import FIRM_SCOPES, Scope

BASE = "/api/v1/"


class Caller:
    """Calls with one key; `say` are headers that every call carries besides."""

    def __init__(self, secret: str) -> None:
        self.secret, self.client = secret, Client(enforce_csrf_checks=True)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.client.get(BASE + path, headers=self._headers(headers))

    def post(self, path: str, body: Any = None, *, once: str = "", **headers: str) -> HttpResponse:
        """POST of JSON; with `once` as its Idempotency-Key."""
        if once:
            headers["Idempotency-Key"] = once
        return self._send("post", path, body, headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self._send("patch", path, body, headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self._send("delete", path, None, headers)

    def upload(
        self, data: bytes, name: str = "资料.pdf", *, once: str = "", part: str = "file"
    ) -> HttpResponse:
        """POST of a whole file."""
        headers = {"Idempotency-Key": once} if once else {}
        file = SimpleUploadedFile(name, data)
        return self.client.post(BASE + "files/", {part: file}, headers=self._headers(headers))

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> HttpResponse:
        data = b"" if body is None else json.dumps(body).encode()
        send = getattr(self.client, method)
        return send(BASE + path, data, content_type="application/json", headers=self._headers(headers))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.secret}", **named}


def key_of(manager: User, scopes: Iterable[Scope] = FIRM_SCOPES, days: int = 30) -> tuple[ApiKey, str]:
    """A new key of the manager's firm, and its secret."""
    return make_key(user=manager, name="租赁管理系统", scopes=[str(scope) for scope in scopes], days=days)


def caller(manager: User, *scopes: Scope) -> Caller:
    """Somebody who calls with a new key of the manager's firm; all scopes where none is named."""
    return Caller(key_of(manager, scopes or FIRM_SCOPES)[1])


def fresh() -> str:
    """A token for Idempotency-Key."""
    return str(uuid.uuid4())


def codes(answer: HttpResponse) -> set[tuple[str, str]]:
    """(code, path) of each fault of a problem."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {(fault["code"], fault["path"]) for fault in answer.json()["errors"]}
