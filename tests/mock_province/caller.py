"""A city as the platform sees it: signs with its own few lines, so that a shared mistake would show."""

import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

import httpx

from tests.mock_province.contract import check_answer

APP_KEY, APP_SECRET = "zhongshan-demo", "demo-secret-not-for-production"


def sm3(data: bytes) -> str:
    return hashlib.new("sm3", data).hexdigest()


def headers(method: str, target: str, body: bytes = b"", **changed: str) -> dict[str, str]:
    """Signature headers of the contract; `changed` may set timestamp, nonce, key, secret or signature."""
    path, _, query = target.partition("?")
    pairs = sorted(
        (quote(n, safe=""), quote(v, safe="")) for n, v in parse_qsl(query, keep_blank_values=True)
    )
    timestamp = changed.get("timestamp", str(int(time.time())))
    nonce = changed.get("nonce", uuid.uuid4().hex)
    lines = [method, path, "&".join(f"{n}={v}" for n, v in pairs), timestamp, nonce, sm3(body)]
    secret = changed.get("secret", APP_SECRET).encode()
    signature = hmac.new(secret, "\n".join(lines).encode(), lambda: hashlib.new("sm3")).hexdigest()
    return {
        "X-App-Key": changed.get("key", APP_KEY),
        "X-Timestamp": timestamp,
        "X-Nonce": nonce,
        "X-Signature": changed.get("signature", signature),
    }


@dataclass(frozen=True)
class Answer:
    status: int
    code: int
    data: Any
    http: httpx.Response

    @property
    def fields(self) -> list[str]:
        """The fields that a 40001 names."""
        return [error["field"] for error in self.data["errors"]]


@dataclass(frozen=True)
class City:
    """Calls the platform at `base`, e.g. http://127.0.0.1:8100."""

    base: str
    http: httpx.Client

    def send(self, operation: str, method: str, path: str, body: bytes = b"", **changed: str) -> Answer:
        """One signed request; `path` is percent-encoded, without /api/v1. The answer keeps the contract."""
        target = "/api/v1" + path
        head = headers(method, target, body, **changed)
        response = self.http.request(method, self.base + target, content=body, headers=head)
        told = response.json()
        check_answer(operation, response.status_code, told)
        return Answer(response.status_code, told["code"], told.get("data"), response)

    def put_file(self, content: bytes, digest: str | None = None) -> Answer:
        return self.send("putFile", "PUT", f"/files/{digest or sm3(content)}", content)

    def hand_over(self, renewal: Any) -> Answer:
        body = renewal if isinstance(renewal, bytes) else json.dumps(renewal, ensure_ascii=False).encode()
        return self.send("submitRenewal", "POST", "/renewals", body)

    def ask(self, numbers: list[Any]) -> Answer:
        body = json.dumps({"acceptanceNos": numbers}).encode()
        return self.send("queryStatuses", "POST", "/renewals/status-queries", body)

    def find(self, client_ref: str) -> Answer:
        return self.send("findByClientRef", "GET", f"/renewals/by-client-ref/{client_ref}")

    def feed(self, query: str = "") -> Answer:
        return self.send("listRegistrations", "GET", f"/registrations{query}")

    def certificate_file(self, number: str) -> httpx.Response:
        target = f"/api/v1/certificates/{quote(number)}/file"
        return self.http.get(self.base + target, headers=headers("GET", target))

    def result_of(self, renewal: dict[str, Any]) -> dict[str, Any]:
        """Hand over and ask: the platform of the tests decides at the first question, unless the machine is busy."""
        receipt = self.hand_over(renewal)
        assert receipt.status == 202, receipt.http.text
        deadline = time.monotonic() + 60
        while True:
            (item,) = self.ask([receipt.data["acceptanceNo"]]).data["items"]
            if item["status"] != "PROCESSING" or time.monotonic() > deadline:
                return item
            time.sleep(0.1)
