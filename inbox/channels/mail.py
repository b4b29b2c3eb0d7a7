"""E-mail by Django's backend (EMAIL_URL)."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable

from django.core.mail import EmailMessage

from inbox.channels.failures import FailureKind, SendFailure

REFUSED = "邮件服务器拒收此邮箱({codes})，请核对邮箱地址。"
LATER = "邮件服务器暂时不能收下此邮件({codes})，系统会自动再试。"
AWAY = "暂时连不上邮件服务器，系统会自动再试。"
LOGIN = "邮件服务器不接受本系统的账号，请核对 EMAIL_URL。"


def send_mail(*, address: str, subject: str, text: str, mark: str) -> None:
    """Send one mail; `mark` becomes its Message-ID's header field, so that a repetition can be told.

    Raises SendFailure. To be called outside of transactions.
    """
    mail = EmailMessage(subject, text, None, [address], headers={"X-Delivery": mark})
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        raise _of_codes(code for code, _said in refusal.recipients.values()) from refusal
    except smtplib.SMTPAuthenticationError as refusal:
        raise SendFailure(FailureKind.TEMPORARY, LOGIN, of_channel=True) from refusal
    except smtplib.SMTPResponseException as refusal:
        raise _of_codes([refusal.smtp_code]) from refusal
    except (OSError, smtplib.SMTPException) as fault:
        raise SendFailure(FailureKind.TEMPORARY, AWAY, of_channel=True) from fault
    except ValueError as fault:  # a line break in the address
        raise SendFailure(FailureKind.PERMANENT, "邮箱格式不正确，请核对邮箱地址。") from fault


def _of_codes(codes: Iterable[int]) -> SendFailure:
    """Permanent where every answer is of the 500s (RFC 5321, 4.2.1)."""
    found = sorted(set(codes))
    named = "、".join(str(code) for code in found)
    if found and all(code >= 500 for code in found):
        return SendFailure(FailureKind.PERMANENT, REFUSED.format(codes=named))
    return SendFailure(FailureKind.TEMPORARY, LATER.format(codes=named))
