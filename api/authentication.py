"""Who asks: a key in the Authorization header, or the session of somebody who is logged in."""

from __future__ import annotations

from typing import Any

from rest_framework import authentication, exceptions
from rest_framework.request import Request

from api.holder import KeyHolder
from api.keys import find_key
from api.models import ApiKey
from api.problems import CsrfFailed
from api.throttling import refuse_guessing

SCHEME = "Bearer"
WRONG = "接口密钥无效、已停用或已过期。请由企业管理员在“接口密钥”中核对或新建。"
MALFORMED = "Authorization 请求头应为：Bearer 加一个空格，再加接口密钥。"


class KeyAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer zsk_…`; without the header the next way is asked."""

    def authenticate(self, request: Request) -> tuple[KeyHolder, ApiKey] | None:
        """The holder and the key. Raises AuthenticationFailed alike for every reason, and refuses who guesses."""
        given = request.headers.get("Authorization", "")
        if not given:
            return None
        scheme, _, presented = given.partition(" ")
        if scheme.lower() != SCHEME.lower() or not presented.strip():
            raise exceptions.AuthenticationFailed(MALFORMED)
        key = find_key(presented.strip())
        if key is None:
            refuse_guessing()
            raise exceptions.AuthenticationFailed(WRONG)
        return KeyHolder.of(key), key

    def authenticate_header(self, request: Request) -> str:
        """What a 401 names as the way in."""
        return f'{SCHEME} realm="api"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The portal's own login, with the check of its token for everything that changes something."""

    def authenticate(self, request: Request) -> Any:
        """The person of the session; None where nobody is logged in."""
        user = getattr(request._request, "user", None)
        if not user or not user.is_authenticated or not user.is_active:
            return None
        try:
            self.enforce_csrf(request)
        except exceptions.PermissionDenied as refusal:
            raise CsrfFailed from refusal
        return user, None
