"""Names, telephone numbers and mailboxes as pages, exports and logs show them by default: the one place for it."""

from __future__ import annotations

import re

from ground.encrypted import Unreadable

MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
MOBILE_WITHIN = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
LONG_NUMBER = re.compile(r"(?<![0-9])\+?[0-9][0-9 -]{5,}[0-9]")
MAILBOX = re.compile(r"[\w.+-]+@[\w.-]+")


def mobile_of(phone: str) -> str:
    """The eleven digits of a mobile number of the mainland, empty where `phone` is none."""
    found = MOBILE.fullmatch(re.sub(r"[\s-]", "", phone))
    return found[1] if found else ""


def masked_name(name: str) -> str:
    """张*, 欧**: the first character, and stars for at most two others."""
    if isinstance(name, Unreadable) or not name:
        return name
    return name[0] + "*" * max(1, min(len(name) - 1, 2))


def masked_phone(phone: str) -> str:
    """138****1234; of a short or foreign number the last two digits alone."""
    if isinstance(phone, Unreadable):
        return phone
    digits = re.sub(r"\D", "", phone)
    if not digits:
        return ""
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-2:]}"


def masked_mailbox(mailbox: str) -> str:
    """z***@example.com."""
    if isinstance(mailbox, Unreadable):
        return mailbox
    name, at, host = mailbox.partition("@")
    return f"{name[:1]}***@{host}" if at else ""


def masked_contact(text: str) -> str:
    """A contact of any kind: as a mailbox or a number where it is one, else its first character."""
    if isinstance(text, Unreadable) or not text:
        return text
    if "@" in text:
        return masked_mailbox(text)
    if sum(character.isdigit() for character in text) >= 5:
        return masked_phone(text)
    return f"{text[:1]}***"


def without_mobiles(text: str) -> str:
    """A text in which a mobile number may stand among other things, with that masked and all else as it is."""
    return MOBILE_WITHIN.sub(r"\1****\2", text)


def without_addresses(text: str) -> str:
    """A foreign system's sentence with every long number and mailbox in it masked."""
    text = MAILBOX.sub(lambda found: masked_mailbox(found[0]), text)
    return LONG_NUMBER.sub(lambda found: masked_phone(found[0]), text)
