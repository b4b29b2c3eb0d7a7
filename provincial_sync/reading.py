"""From the province's JSON to messages: unknown fields are passed over, a broken item spoils no other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from provincial_sync.masking import masked
from provincial_sync.messages import FieldError, IssuedCertificate, Receipt, Statuses, StatusItem

MEDIA_TYPES = frozenset({"application/pdf", "application/ofd"})
_SM3 = re.compile(r"[0-9a-f]{64}")
_LARGEST = 2**31 - 1  # what an integer column holds
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def words(value: Any, limit: int) -> str:
    """A text that every database takes: no control characters, no half characters, at most `limit` long."""
    return _UNPRINTABLE.sub("", value)[:limit] if isinstance(value, str) else ""


def integer(value: Any) -> int | None:
    """A whole number that fits a column, else None; 3.0 is 3, as in JSON Schema, true and false are no numbers."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
    return value if fits else None


def receipt(data: Any) -> Receipt | None:
    """The receipt of a renewal, None where the answer does not name its number and digest."""
    if not isinstance(data, dict):
        return None
    number, client_ref = _name(data.get("acceptanceNo")), _name(data.get("clientRef"))
    digest = _digest(data.get("contentSm3"))
    if not (number and client_ref and digest):
        return None
    return Receipt(number, client_ref, words(data.get("status"), 20), digest)


def statuses(data: Any) -> Statuses | None:
    """The statuses of a batch, None where the answer has no list; items that cannot be read are left out."""
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return None
    unknown = data.get("unknown")
    numbers = unknown if isinstance(unknown, list) else []
    return Statuses(tuple(_items(data["items"])), frozenset(filter(None, map(_name, numbers))))


def field_errors(data: Any) -> tuple[FieldError, ...]:
    """`errors` of a 40001 answer."""
    listed = data.get("errors") if isinstance(data, dict) else None
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    told = [(words(e.get("field"), 120), masked(words(e.get("reason"), 200))) for e in entries[:20]]
    return tuple(FieldError(field, reason) for field, reason in told)


def missing_files(data: Any) -> tuple[str, ...]:
    """`missing` of a 40002 answer: SM3 digests, each once."""
    listed = data.get("missing") if isinstance(data, dict) else None
    digests = map(_digest, listed) if isinstance(listed, list) else ()
    return tuple(dict.fromkeys(digest for digest in digests if digest))


def server_time(data: Any) -> int | None:
    """`serverTime` of a 40102 answer in Unix seconds, None where it is no moment."""
    value = data.get("serverTime") if isinstance(data, dict) else None
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 10**11:
        return None
    return int(value)


def _items(entries: list[Any]) -> Iterator[StatusItem]:
    for entry in entries:
        item = _item(entry) if isinstance(entry, dict) else None
        if item is not None:
            yield item


def _item(entry: dict[str, Any]) -> StatusItem | None:
    number, revision = _name(entry.get("acceptanceNo")), integer(entry.get("revision"))
    if not number or revision is None or revision < 1:
        return None
    return StatusItem(
        acceptance_number=number,
        client_ref=_name(entry.get("clientRef")),
        status=words(entry.get("status"), 20),
        revision=revision,
        reason=words(entry.get("reason"), 2000).strip(),
        certificate=_certificate(entry.get("certificate")),
    )


def _certificate(data: Any) -> IssuedCertificate | None:
    """The announced certificate, None where anything that makes it one is missing."""
    if not isinstance(data, dict):
        return None
    issued_on, size = _day(data.get("issuedOn")), integer(data.get("fileSize"))
    number, registration = _name(data.get("certificateNo")), _name(data.get("registrationNo"))
    digest, media_type = _digest(data.get("fileSm3")), data.get("mediaType")
    if not (issued_on and size and size > 0 and number and registration and digest):
        return None
    if not isinstance(media_type, str) or media_type not in MEDIA_TYPES:
        return None
    until, issuer = _day(data.get("validUntil")), words(data.get("issuer"), 200)
    return IssuedCertificate(number, registration, issued_on, until, issuer, digest, size, media_type)


def _name(value: Any) -> str:
    """A number or reference of at most 64 characters, empty where it is none; never a shortened one."""
    return value if isinstance(value, str) and len(value) <= 64 and words(value, 64) == value else ""


def _digest(value: Any) -> str:
    text = value.lower() if isinstance(value, str) else ""
    return text if _SM3.fullmatch(text) else ""


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
