"""A second province, written from the contract alone and in bad manners: what is allowed is done oddly.

Unknown fields, another order of keys, whole numbers as 3.0, 200 with an error's code, 201 where 202 is meant,
unknown statuses, Retry-After as a date. A WSGI application; its books are plain dictionaries, `mood` says what
happens to the next requests.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl, quote

KEY, SECRET = "zhongshan-demo", "demo-secret-not-for-production"
StartResponse = Callable[..., Any]
Answer = tuple[int, dict[str, str], bytes]


class Unheard(Exception):  # noqa: N818 - no error of ours
    """The caller never hears of what was done."""


def sm3(data: bytes) -> str:
    return hashlib.new("sm3", data).hexdigest()


@dataclass
class Case:
    """One renewal as this province has it."""

    number: str
    ref: str
    digest: str
    device: dict[str, Any]
    status: str = "RECEIVED"
    revision: int = 1
    reason: str | None = None
    certificate: dict[str, Any] | None = None


@dataclass
class OtherProvince:
    """The books, and the mood: words that each act on one request, in turn (`ok` on all others)."""

    files: dict[str, int] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    papers: dict[str, bytes] = field(default_factory=dict)
    mood: list[str] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    taken: list[tuple[str, str]] = field(default_factory=list)
    closed_until: float = 0.0
    rude: list[str] = field(default_factory=list)
    clock_ahead: int = 0
    _serial: int = 0

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status, headers, content = self._answer(environ, body)
        start_response(f"{status} Said", list(headers.items()))
        return [content]

    def case_numbered(self, number: str) -> Case | None:
        return next((case for case in self.cases.values() if case.number == number), None)

    def issue(self, ref: str) -> None:
        """ISSUED with a file that is an OFD."""
        case = self.cases[ref]
        self._serial += 1
        registration = f"粤TA-T2099{self._serial:05d}"
        content = _paper(registration)
        number = f"OTHER.{self._serial:06d}"
        self.papers[number] = content
        case.status, case.revision = "ISSUED", case.revision + 1
        case.certificate = {
            "novelty": {"seal": [1, 2]},
            "mediaType": "application/ofd",
            "fileSize": float(len(content)),
            "fileSm3": sm3(content),
            "issuer": "另一机关",
            "validUntil": None,
            "issuedOn": "2026-06-08",
            "registrationNo": registration,
            "certificateNo": number,
        }

    def give_back(self, ref: str) -> None:
        """RETURNED with a reason."""
        case = self.cases[ref]
        case.status, case.revision, case.reason = "RETURNED", case.revision + 1, "铭牌与资料不一致"

    def _answer(self, environ: dict[str, Any], body: bytes) -> Answer:
        self._note_manners(environ)
        if refusal := self._refusal(environ, body):
            return refusal
        word = self.mood.pop(0) if self.mood else "ok"
        if word in _INSTEAD:
            return self._instead(word)
        answer = self._act(environ, body)
        if word == "lost":
            raise Unheard
        if word == "page after":
            return 200, {"Content-Type": "text/html"}, "<html>网关</html>".encode()
        return answer

    def _note_manners(self, environ: dict[str, Any]) -> None:
        nonce = environ.get("HTTP_X_NONCE", "")
        if nonce in self.nonces:
            self.rude.append(f"nonce {nonce} came twice")
        self.nonces.add(nonce)
        if time.time() < self.closed_until:
            self.rude.append(f"{environ['PATH_INFO']} before Retry-After")

    def _refusal(self, environ: dict[str, Any], body: bytes) -> Answer | None:
        """By the signature, then by the clock."""
        if not hmac.compare_digest(environ.get("HTTP_X_SIGNATURE", ""), _signature(environ, body)):
            return _said(40101, status=401)
        now = int(time.time()) + self.clock_ahead
        if abs(int(environ["HTTP_X_TIMESTAMP"]) - now) > 300:
            return _said(40102, {"serverTime": float(now)}, status=200)
        return None

    def _instead(self, word: str) -> Answer:
        if word == "wait":
            self.closed_until = time.time() + 40
            date = {"Retry-After": formatdate(time.time() + 41, usegmt=True), "Date": formatdate(usegmt=True)}
            return _said(50301, status=503, headers={**date, "Retry-After": date["Retry-After"]})
        if word == "error":
            return _said(50001, status=200)
        if word == "used nonce":
            return _said(40103, status=401)
        return 200, {"Content-Type": "text/html"}, b"<html>login</html>"

    def _act(self, environ: dict[str, Any], body: bytes) -> Answer:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix("/api/v1")
        if method == "PUT":
            self.files[path.removeprefix("/files/")] = len(body)
            return _said(0, {"size": float(len(body)), "sm3": sm3(body)}, status=201)
        if path == "/renewals":
            return self._take(json.loads(body), body)
        if path == "/renewals/status-queries":
            return self._statuses(json.loads(body)["acceptanceNos"])
        if path.startswith("/renewals/by-client-ref/"):
            case = self.cases.get(path.rpartition("/")[2])
            return _said(0, _receipt(case)) if case else _said(40401, status=200)
        content = self.papers.get(path.split("/")[2])
        if content is None:
            return _said(40401, status=404)
        return 200, {"Content-Type": "application/octet-stream"}, content

    def _take(self, told: dict[str, Any], body: bytes) -> Answer:
        missing = [entry["sm3"] for entry in told["files"] if entry["sm3"] not in self.files]
        if missing:
            return _said(40002, {"missing": missing * 2}, status=400)
        ref, digest = told["clientRef"], sm3(body)
        if ref in self.cases:
            same = self.cases[ref].digest == digest
            return _said(0, _receipt(self.cases[ref]), status=201) if same else _said(40901, status=200)
        self._serial += 1
        self.cases[ref] = Case(f"另-{self._serial}", ref, digest, told["device"])
        self.taken.append((ref, digest))
        return _said(0, _receipt(self.cases[ref]), status=201)

    def _statuses(self, numbers: list[str]) -> Answer:
        known = [case for number in numbers if (case := self.case_numbered(number))]
        unknown = [number for number in numbers if not self.case_numbered(number)]
        items = [_status(case) for case in reversed(known)]
        items += [_status(case) | {"status": "SEALING", "certificate": None, "revision": 1} for case in known]
        return _said(0, {"unknown": unknown, "total": len(items), "items": items})


_INSTEAD = {"wait", "error", "used nonce", "page"}


def _signature(environ: dict[str, Any], body: bytes) -> str:
    path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/:@!$&'()*+,;=-._~")
    pairs = sorted(
        (quote(n, safe=""), quote(v, safe="")) for n, v in parse_qsl(environ.get("QUERY_STRING", ""))
    )
    lines = [
        environ["REQUEST_METHOD"],
        path,
        "&".join(f"{name}={value}" for name, value in pairs),
        environ.get("HTTP_X_TIMESTAMP", ""),
        environ.get("HTTP_X_NONCE", ""),
        sm3(body),
    ]
    return hmac.new(SECRET.encode(), "\n".join(lines).encode(), lambda: hashlib.new("sm3")).hexdigest()


def _said(
    code: int, data: dict[str, Any] | None = None, *, status: int = 200, headers: dict[str, str] | None = None
) -> Answer:
    """The envelope with its keys in another order and one more of them; code 0 as 0.0."""
    told = {"trace": {"node": 3}, "requestId": "另-r", "data": data, "message": "", "code": float(code)}
    kind = {"Content-Type": "application/json;charset=UTF-8"}
    return status, kind | (headers or {}), json.dumps(told, ensure_ascii=False).encode()


def _receipt(case: Case) -> dict[str, Any]:
    return {
        "novelty": True,
        "contentSm3": case.digest,
        "status": case.status,
        "clientRef": case.ref,
        "acceptanceNo": case.number,
    }


def _status(case: Case) -> dict[str, Any]:
    return {
        "certificate": case.certificate,
        "reason": case.reason,
        "updatedAt": "2026-06-08T12:00:00Z",
        "revision": float(case.revision),
        "status": case.status,
        "clientRef": case.ref,
        "acceptanceNo": case.number,
    }


def _paper(registration: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "OFD.xml", f'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016">{registration}</ofd:OFD>'
        )
    return packed.getvalue()
