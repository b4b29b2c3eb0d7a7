"""What the client needs around it in a test, and the shortest way to a client over scripted answers."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from provincial_sync.client import Access, ProvinceClient
from provincial_sync.messages import Call

SECRET = "demo-secret-not-for-production"


class Notebook:
    """Remembers every call and the clock that was learned."""

    def __init__(self) -> None:
        self.offset = 0
        self.calls: list[Call] = []

    def ready(self) -> int:
        return self.offset

    def learn_clock(self, offset_seconds: int) -> None:
        self.offset = offset_seconds

    def observe(self, call: Call) -> None:
        self.calls.append(call)


def client_over(
    transport: httpx.BaseTransport | None,
    *,
    base_url: str = "http://province.test/api/v1",
    secret: str = SECRET,
    notebook: Notebook | None = None,
) -> ProvinceClient:
    """A client over a transport, or over the network where there is none."""
    access = Access(base_url, "zhongshan-demo", secret, timeout_seconds=5)
    return ProvinceClient(httpx.Client(transport=transport, trust_env=False), access, notebook or Notebook())


def answering(*answers: httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]) -> tuple:
    """A client that gets these answers in turn (the last for ever), its notebook, and the requests."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        given = answers[min(len(seen), len(answers) - 1)]
        seen.append(request)
        if isinstance(given, Exception):
            raise given
        return given if isinstance(given, httpx.Response) else given(request)

    notebook = Notebook()
    return client_over(httpx.MockTransport(answer), notebook=notebook), notebook, seen


def said(code: int = 0, data: object = None, *, status: int | None = None, **headers: str) -> httpx.Response:
    """An answer in the contract's envelope."""
    shown = status if status is not None else (200 if code == 0 else code // 100)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"code": code, "message": "样例答复", "requestId": "r-1", "data": data}
    return httpx.Response(shown, json=body, headers=names)
