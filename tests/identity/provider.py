"""A small OpenID Connect provider on this machine, which can misbehave in many ways."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT, SECRET = "crane", "provider-test-secret"
Change = Callable[[dict[str, Any]], None]


class Provider:
    """Its people, its keys, and what it does wrong at the moment."""

    def __init__(self) -> None:
        self.keys = {"rsa-1": rsa.generate_private_key(public_exponent=65537, key_size=2048)}
        self.signs_with, self.algorithm = "rsa-1", "RS256"
        self.person: dict[str, Any] = {}
        self.change_token: Change = lambda said: None
        self.change_user: Change = lambda said: None
        self.change_about: Change = lambda said: None
        self.statuses: dict[str, int] = {}
        self.seconds: dict[str, float] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Be gone."""
        self.server.shutdown()
        self.server.server_close()

    def new_keys(self) -> None:
        """Sign with another, elliptic key from now on; the former is no longer published."""
        self.keys = {"ec-2": ec.generate_private_key(ec.SECP256R1())}
        self.signs_with, self.algorithm = "ec-2", "ES256"

    def log_in(self, address: str, **changed: str) -> str:
        """What the person does at the provider: the address to which the browser is sent back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"]} | changed
        return f"{urlsplit(asked['redirect_uri']).path}?{urlencode(back)}"

    def answer(self, path: str, given: dict[str, str], headers: Any) -> tuple[int, Any]:
        """The body of an endpoint."""
        self.asked.append(path)
        time.sleep(self.seconds.get(path, 0))
        if status := self.statuses.get(path):
            return status, {"error": "broken"}
        answers = {
            "/.well-known/openid-configuration": self._about,
            "/jwks": self._jwks,
            "/token": lambda: self._token(given, headers),
            "/userinfo": self._user,
        }
        return answers[path]()

    def _about(self) -> tuple[int, Any]:
        said: dict[str, Any] = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks"}
        for name in ("authorization", "token", "userinfo"):
            said[f"{name}_endpoint"] = f"{self.issuer}/{name.replace('authorization', 'authorize')}"
        said["end_session_endpoint"] = f"{self.issuer}/logout"
        self.change_about(said)
        return 200, said

    def _jwks(self) -> tuple[int, Any]:
        return 200, {"keys": [_public(name, key) for name, key in self.keys.items()]}

    def _token(self, given: dict[str, str], headers: Any) -> tuple[int, Any]:
        asked = self.codes.pop(given.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or headers.get("Authorization") != f"Basic {basic}":
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "sub": self.person["sub"], "iat": now, "exp": now + 300}
        said["nonce"] = asked["nonce"]
        self.change_token(said)
        key: Any = {"none": None, "HS256": SECRET * 2}.get(self.algorithm, self.keys[self.signs_with])
        token = jwt.encode(said, key, algorithm=self.algorithm, headers={"kid": self.signs_with})
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": token}

    def _user(self) -> tuple[int, Any]:
        said = dict(self.person)
        self.change_user(said)
        return 200, said


def _public(name: str, key: Any) -> dict[str, Any]:
    elliptic = isinstance(key, ec.EllipticCurvePrivateKey)
    kind = jwt.algorithms.ECAlgorithm if elliptic else jwt.algorithms.RSAAlgorithm
    return {**json.loads(kind.to_jwk(key.public_key())), "kid": name, "use": "sig"}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(*provider.answer(urlsplit(self.path).path, {}, self.headers))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            given = {name: values[0] for name, values in parse_qs(body).items()}
            self._send(*provider.answer(urlsplit(self.path).path, given, self.headers))

        def _send(self, status: int, said: Any) -> None:
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    return Handler
