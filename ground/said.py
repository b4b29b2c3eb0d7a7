"""What was said to a person until the next page shows it: Django's messages, in a cookie that is this very host's."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class OwnCookie(CookieStorage):
    """Django's, under the name of MESSAGE_COOKIE_NAME: it knows no setting for it."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        """`__Host-` before it over HTTPS, as of all cookies."""
        return settings.MESSAGE_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """In the cookie; what does not fit stands in the session."""

    storage_classes = (OwnCookie, SessionStorage)
