"""From a page of the feed's JSON to messages: an item that cannot be read is kept as such, never passed over."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from ground.digests import sm3_hex
from provincial_sync.masking import masked
from provincial_sync.messages import ChangeItem, ChangePage
from provincial_sync.reading import words

STATUSES = frozenset({"VALID", "CANCELLED"})
_LARGEST = 2**63 - 1  # what the column of a sequence holds
_REGION = re.compile(r"\d{6}")


def change_page(data: Any) -> ChangePage | None:
    """The page, None where the answer has no list, no cursor, or promises more without moving on."""
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return None
    cursor, more = data.get("cursor"), data.get("more")
    if not isinstance(cursor, str) or len(cursor) > 64 or words(cursor, 64) != cursor:
        return None
    if not isinstance(more, bool) or (data["items"] and not cursor):
        return None
    return ChangePage(tuple(map(_item, data["items"])), cursor, more)


def _item(entry: Any) -> ChangeItem:
    digest = sm3_hex(json.dumps(entry, sort_keys=True).encode("ascii"))
    if not isinstance(entry, dict):
        return ChangeItem(digest, fault=_beginning(entry))
    told = entry.get("owner")
    owner: dict[str, Any] = told if isinstance(told, dict) else {}
    sequence, changed_at = _sequence(entry.get("sequence")), _moment(entry.get("changedAt"))
    number, status = _text(entry, "registrationNo", 64), _text(entry, "status", 12)
    category, serial = _text(entry, "category", 30), _text(entry, "serialNo", 64)
    region = _text(owner, "regionCode", 6)
    whole = sequence and changed_at and number and status in STATUSES and category and serial
    return ChangeItem(
        digest=digest,
        sequence=sequence,
        client_ref=_text(entry, "clientRef", 64),
        registration_number=number,
        previous_number=_text(entry, "previousRegistrationNo", 64),
        owner_name=words(owner.get("name"), 200).strip(),
        owner_uscc=_text(owner, "uscc", 18),
        owner_region=region if _REGION.fullmatch(region) else "",
        category=category,
        model=_text(entry, "model", 64),
        serial_number=serial,
        manufacturer=words(entry.get("manufacturer"), 200).strip(),
        status=status if status in STATUSES else "",
        changed_at=changed_at,
        fault="" if whole else _beginning(entry),
    )


def _text(entry: dict[str, Any], name: str, most: int) -> str:
    """A text of at most so many characters, empty where it is none or longer: never a shortened number."""
    value = entry.get(name)
    text = words(value, most + 1).strip()
    return text if len(text) <= most else ""


def _sequence(value: Any) -> int:
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST
    return value if fits else 0


def _moment(value: Any) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _beginning(entry: Any) -> str:
    return masked(words(json.dumps(entry, ensure_ascii=False), 500))
