"""What the portal asks of a system that knows people, whichever it is."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Protocol

from ground.errors import RuleBroken

AWAY = "{name}暂时没有响应，请稍后再试；急需办理的，可用账号和密码登录。"
NOT_BELIEVED = (
    "{name}的答复未通过校验，没有登录。请回到登录页重试；仍然不行的，请用账号和密码登录，并告知系统管理员。"
)


@dataclass(frozen=True)
class Identity:
    """A person as the other system names them: `subject` is its own number of the person, `level` how surely it knows.

    `uscc` and `firm_name` are those of the firm for which the person acts, empty where there is none.
    """

    issuer: str
    subject: str
    level: int
    uscc: str = ""
    firm_name: str = ""


@dataclass(frozen=True)
class Attempt:
    """One try to come in: what only this browser and the answer may know (RFC 6749, 7636; OpenID Connect)."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> Attempt:
        """Three values that nobody guesses."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    @property
    def challenge(self) -> str:
        """The verifier's digest, which goes ahead (PKCE, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


class IdentityProvider(Protocol):
    """A system that knows people."""

    def authorize_url(self, attempt: Attempt, *, back: str) -> str:
        """Where the browser goes to prove the person; it comes back to `back`. Raises IdentityAway."""

    def identity_of(self, code: str, attempt: Attempt, *, back: str) -> Identity:
        """Who the code stands for, once everything is checked; raises IdentityAway, IdentityRefused."""

    def logout_url(self, *, back: str) -> str:
        """Where the person leaves the other system as well; empty where that is not offered."""


class IdentityAway(RuleBroken):
    """The other system does not answer, or not sensibly; trying again may help."""

    status = 503


class IdentityRefused(RuleBroken):
    """The answer is not believed, or does not suffice."""

    status = 403
