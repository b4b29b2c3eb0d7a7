"""Text messages: what an adapter must do, the stand-in that only notes them, and the chosen one."""

from __future__ import annotations

from functools import cache
from typing import Protocol

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from ground.masking import masked_phone

_log = structlog.get_logger("inbox.sms")


class SmsBackend(Protocol):
    """An adapter of a platform of text messages; SMS_BACKEND names one."""

    def send(self, *, phone: str, text: str, mark: str) -> None:
        """Send one text to eleven digits; `mark` is the same whenever this very text is repeated.

        Raises SendFailure. Never called inside a transaction.
        """


class NotedSms:
    """Sends nothing: writes a line with the masked number, for trials and until a platform is set."""

    def send(self, *, phone: str, text: str, mark: str) -> None:
        """Note that a text would have gone out."""
        _log.info("text message noted, not sent", to=masked_phone(phone), characters=len(text), mark=mark)


def sms_backend() -> SmsBackend:
    """The adapter that SMS_BACKEND names."""
    return _made(settings.SMS_BACKEND)


@cache
def _made(path: str) -> SmsBackend:
    return import_string(path)()
