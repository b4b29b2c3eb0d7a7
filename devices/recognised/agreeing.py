"""Whether a paper says the same as a form: each kind of value by its own measure. Pure."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from devices.identifiers import factory_number_key, licence_key, manufacturer_key
from devices.numbers import key_of
from devices.typed_text import squeeze

KEYS: dict[str, Callable[[str], str]] = {
    "device.factory_number": factory_number_key,
    "device.manufacturer": manufacturer_key,
    "device.license_number": licence_key,
    "device.old_registration_number": key_of,
}
DAYS = frozenset({"device.manufacture_date"})
MONTH = 7  # signs of 2019-05


def says_the_same(path: str, form: str, paper: str) -> bool:
    """Whether two stored values mean the same: 2019-05 is any day of that month, 80.0 is 80, (1) is （1）."""
    if path in DAYS and MONTH in {len(form), len(paper)}:
        return form[:MONTH] == paper[:MONTH]
    if path in KEYS:
        return KEYS[path](form) == KEYS[path](paper)
    if form == paper or squeeze(form).upper() == squeeze(paper).upper():
        return True
    numbers = [_numbers(form), _numbers(paper)]
    return numbers[0] is not None and numbers[0] == numbers[1]


def _numbers(text: str) -> list[Decimal] | None:
    try:
        return [Decimal(part) for part in text.split("x")]
    except InvalidOperation:
        return None
