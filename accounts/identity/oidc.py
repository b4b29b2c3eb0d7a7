"""OpenID Connect with code and PKCE over HTTP; it knows no accounts.

Every answer is checked before it is believed: issuer, audience, signature by the published keys (RS256, PS256, ES256;
never none or a shared secret), times, nonce, and that the user's data are of the same subject.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import jwt
import structlog

from accounts.identity.provider import (
    AWAY,
    NOT_BELIEVED,
    Attempt,
    Identity,
    IdentityAway,
    IdentityRefused,
)

ALGORITHMS = ["RS256", "PS256", "ES256"]
LEEWAY_SECONDS = 60
KEPT_SECONDS = 600  # how long what the other system publishes of itself is believed without asking again
MOST_BYTES = 256 * 1024
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
_log = structlog.get_logger("accounts.identity")


@dataclass
class OpenIdConnect:
    """One client of one issuer. `claims` says under which names firm, code and level arrive."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    scopes: str
    claims: Mapping[str, str]
    timeout: float
    _published: dict[str, Any] = field(default_factory=dict, repr=False)
    _published_at: float = field(default=0.0, repr=False)

    def authorize_url(self, attempt: Attempt, *, back: str) -> str:
        """The address of the other system's login, with state, nonce and challenge."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": back,
            "scope": self.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        return _with_query(self._about()["authorization_endpoint"], asked)

    def identity_of(self, code: str, attempt: Attempt, *, back: str) -> Identity:
        """Exchange the code, check the ID token, ask for the user's data."""
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": attempt.verifier,
        }
        answer = self._ask(
            "POST",
            self._about()["token_endpoint"],
            data=given,
            auth=httpx.BasicAuth(self.client_id, self.client_secret),
        )
        subject = self._subject_of(str(answer.get("id_token", "")), attempt)
        bearer = {"Authorization": f"Bearer {answer.get('access_token', '')}"}
        user = self._ask("GET", self._about()["userinfo_endpoint"], headers=bearer)
        if user.get("sub") != subject:
            raise self._not_believed("userinfo of another subject")
        return self._identity(subject, user)

    def logout_url(self, *, back: str) -> str:
        """The end of the session there, where the issuer publishes one."""
        end = str(self._about().get("end_session_endpoint", ""))
        asked = {"client_id": self.client_id, "post_logout_redirect_uri": back}
        return _with_query(end, asked) if self._is_safe(end) else ""

    def _identity(self, subject: str, user: Mapping[str, Any]) -> Identity:
        level = str(user.get(self.claims["level"], "0")).strip().upper().removeprefix("L")
        return Identity(
            issuer=self.issuer,
            subject=subject,
            level=int(level) if level.isascii() and level.isdigit() else 0,
            uscc=str(user.get(self.claims["uscc"]) or "").strip().upper(),
            firm_name=str(user.get(self.claims["firm"]) or "").strip(),
        )

    def _subject_of(self, token: str, attempt: Attempt) -> str:
        try:
            said = jwt.decode(
                token,
                self._key_of(token),
                algorithms=ALGORITHMS,
                audience=self.client_id,
                issuer=self.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )
        except jwt.PyJWTError as problem:
            raise self._not_believed(type(problem).__name__) from problem
        several = isinstance(said["aud"], list) and len(said["aud"]) > 1
        if said["nonce"] != attempt.nonce or not said["sub"]:
            raise self._not_believed("nonce")
        if (several or "azp" in said) and said.get("azp") != self.client_id:
            raise self._not_believed("azp")
        return str(said["sub"])

    def _key_of(self, token: str) -> jwt.PyJWK:
        """The published key that the token names; asked for anew once, where the issuer has changed its keys."""
        header = jwt.get_unverified_header(token)
        for fresh in (False, True):
            for key in self._keys(fresh=fresh):
                if key.key_id == header.get("kid") and key.public_key_use in {None, "sig"}:
                    return key
        raise self._not_believed("unknown key")

    def _keys(self, *, fresh: bool) -> list[jwt.PyJWK]:
        about = self._about()
        if fresh or "keys" not in about:
            about["keys"] = self._ask("GET", about["jwks_uri"])
        try:
            return jwt.PyJWKSet.from_dict(about["keys"]).keys
        except jwt.PyJWTError as problem:
            raise self._away("keys") from problem

    def _about(self) -> dict[str, Any]:
        """What the issuer publishes of itself; its own name and safe addresses, or it is not believed."""
        if self._published and time.monotonic() - self._published_at < KEPT_SECONDS:
            return self._published
        about = self._ask("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != self.issuer:
            raise self._not_believed("issuer")
        if not all(self._is_safe(str(about.get(name, ""))) for name in ENDPOINTS):
            raise self._not_believed("endpoints")
        self._published, self._published_at = about, time.monotonic()
        return about

    def _is_safe(self, address: str) -> bool:
        """HTTPS, unless the issuer itself is set without (a trial on one machine)."""
        parts = urlsplit(address)
        return bool(parts.netloc) and parts.scheme in {"https", urlsplit(self.issuer).scheme}

    def _ask(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            with httpx.Client(timeout=self.timeout, follow_redirects=False) as client:
                answer = client.request(
                    method, address, headers={"Accept": "application/json", **more.pop("headers", {})}, **more
                )
            said = answer.json() if len(answer.content) <= MOST_BYTES else None
        except (httpx.HTTPError, ValueError) as problem:
            raise self._away(type(problem).__name__) from problem
        if 400 <= answer.status_code < 500:
            raise self._not_believed(f"status {answer.status_code}")
        if answer.status_code != 200 or not isinstance(said, dict):
            raise self._away(f"status {answer.status_code}")
        return said

    def _away(self, cause: str) -> IdentityAway:
        _log.warning("identity provider away", cause=cause)
        return IdentityAway("identity_away", AWAY.format(name=self.name))

    def _not_believed(self, cause: str) -> IdentityRefused:
        _log.warning("identity not believed", cause=cause)
        return IdentityRefused("identity_not_believed", NOT_BELIEVED.format(name=self.name))


def _with_query(address: str, asked: Mapping[str, str]) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"
