"""The wire between portal and platform, which a test can cut: requests pass on to the real platform."""

from __future__ import annotations

from collections.abc import Callable

import httpx

Fault = Callable[[httpx.Request, Callable[[], httpx.Response]], httpx.Response]


class Wire(httpx.BaseTransport):
    """Notes what passes; each of `faults` (method, part of the path, act) acts once in its place."""

    def __init__(self) -> None:
        self._real = httpx.HTTPTransport()
        self.seen: list[tuple[str, str]] = []
        self.headers: list[httpx.Headers] = []
        self.faults: list[tuple[str, str, Fault]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append((request.method, request.url.path))
        self.headers.append(request.headers)
        for fault in self.faults:
            method, part, act = fault
            if request.method == method and part in request.url.path:
                self.faults.remove(fault)
                return act(request, lambda: self._real.handle_request(request))
        return self._real.handle_request(request)

    def count(self, method: str, part: str) -> int:
        """How many requests of this method went to paths with this part."""
        return sum(1 for seen, path in self.seen if seen == method and part in path)

    def once(self, method: str, part: str, act: Fault) -> None:
        """Let the next such request meet `act`."""
        self.faults.append((method, part, act))


def lose_answer(request: httpx.Request, pass_on: Callable[[], httpx.Response]) -> httpx.Response:
    """The platform takes the request in, and the answer never comes."""
    response = pass_on()
    response.read()
    response.close()
    raise httpx.ReadTimeout("the answer was lost", request=request)


def refuse_connection(request: httpx.Request, pass_on: Callable[[], httpx.Response]) -> httpx.Response:
    """Nothing leaves."""
    raise httpx.ConnectError("refused", request=request)


def answer_with(response: httpx.Response) -> Fault:
    """Another answer in place of the platform's, which never sees the request."""
    return lambda _request, _pass_on: response


def damage(request: httpx.Request, pass_on: Callable[[], httpx.Response]) -> httpx.Response:
    """The platform's answer with its last byte changed."""
    response = pass_on()
    data = response.read()
    response.close()
    return httpx.Response(response.status_code, headers=_kept(response), content=data[:-1] + b"\0")


def _kept(response: httpx.Response) -> dict[str, str]:
    return {"Content-Type": response.headers.get("Content-Type", "")}
