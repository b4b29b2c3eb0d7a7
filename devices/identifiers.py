"""Serials, makers, licences and telephone numbers: their forms, and how two of them are compared."""

from __future__ import annotations

import re
from functools import lru_cache

from devices.typed_text import squeeze

LICENCE = re.compile(r"TS2[0-9](?:10|[1-6][0-9])[0-9A-Z]{3}-(20[0-9]{2})")
OLD_LICENCE = re.compile(r"XK[0-9]{2}-[0-9]{3}-[0-9]{5}")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}")
PUNCTUATION = re.compile(r"[()\[\]【】·.,,、-]")


@lru_cache(maxsize=2048)
def factory_number_key(text: str) -> str:
    """How serials are compared: half width, upper case, no spaces; separators count (1-11 is not 11-1)."""
    return re.sub(r"^(NO[.:]?|编号:?)(?=[0-9A-Z])", "", squeeze(text).upper())


@lru_cache(maxsize=2048)
def manufacturer_key(text: str) -> str:
    """How makers are compared: half width, upper case, no punctuation, 有限责任公司 as 有限公司."""
    plain = PUNCTUATION.sub("", squeeze(text).upper())
    return plain.replace("有限责任公司", "有限公司")


def licence_key(text: str) -> str:
    """The licence number in half width and upper case, without spaces."""
    return squeeze(text).upper()


def is_licence_number(text: str) -> bool:
    """TS2… of the special equipment law, or XK… of the production licences before it."""
    number = licence_key(text)
    return bool(LICENCE.fullmatch(number) or OLD_LICENCE.fullmatch(number))


def licence_end_year(text: str) -> int | None:
    """The year in which a TS licence ends, its suffix; None for any other number."""
    found = LICENCE.fullmatch(licence_key(text))
    return int(found[1]) if found else None


def phone_key(text: str) -> str:
    """The telephone number without spaces, brackets and a country code."""
    return re.sub(r"^(\+86|0086)", "", squeeze(text).replace("(", "").replace(")", "-"))


def is_phone(text: str) -> bool:
    """A mainland mobile number, or a landline with its area code."""
    number = phone_key(text)
    mobile = number.replace("-", "")
    return bool(MOBILE.fullmatch(mobile) or LANDLINE.fullmatch(number))
