"""Telephone numbers and mailboxes as pages and logs may show them."""

from __future__ import annotations

import re

MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
LONG_NUMBER = re.compile(r"(?<![0-9])\+?[0-9][0-9 -]{5,}[0-9]")
MAILBOX = re.compile(r"[\w.+-]+@[\w.-]+")


def mobile_of(phone: str) -> str:
    """The eleven digits of a mobile number of the mainland, empty where `phone` is none."""
    found = MOBILE.fullmatch(re.sub(r"[\s-]", "", phone))
    return found[1] if found else ""


def masked_phone(phone: str) -> str:
    """138****1234; of a short or foreign number the last two digits alone."""
    digits = re.sub(r"\D", "", phone)
    if not digits:
        return ""
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-2:]}"


def masked_mailbox(mailbox: str) -> str:
    """z***@example.com."""
    name, at, host = mailbox.partition("@")
    return f"{name[:1]}***@{host}" if at else ""


def without_addresses(text: str) -> str:
    """A foreign system's sentence with every long number and mailbox in it masked."""
    text = MAILBOX.sub(lambda found: masked_mailbox(found[0]), text)
    return LONG_NUMBER.sub(lambda found: masked_phone(found[0]), text)
