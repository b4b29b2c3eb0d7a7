"""Registration numbers, old and new, as people write them and as the register compares them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from devices.assumptions import Assumptions
from devices.typed_text import plain_text, squeeze
from ground.errors import RuleBroken

DEFAULTS = Assumptions()
MAX_LENGTH = 40
BARE = re.compile(r"[A-Z]{1,2}-?[TSWGQ]-?[0-9]{4,9}")
HOME_PROVINCE, HOME_CITY = "粤", "T"
ODD_HYPHENS = str.maketrans(dict.fromkeys("_~|﹣ー一", "-") | {"粵": "粤"})


class NumberRefused(RuleBroken):
    """What was typed cannot be a registration number at all."""


@dataclass(frozen=True, slots=True)
class RegistrationNumber:
    """A number taken apart. `text` is how it is shown, `key` (no hyphens) how it is compared.

    `region` are the letters after the province's character, the first of which is the city.
    """

    text: str
    key: str
    kind: Literal["old", "electronic", "unrecognised"]
    province: str = ""
    region: str = ""
    category_letter: str = ""
    year: int | None = None

    @property
    def city_letter(self) -> str:
        return self.region[:1]

    @property
    def is_zhongshan(self) -> bool:
        return (self.province, self.city_letter) == (HOME_PROVINCE, HOME_CITY)


@lru_cache(maxsize=2048)
def normalise(text: str) -> str:
    """Half width, upper case, plain hyphens, no spaces, 粤 put before a number that begins with the city."""
    number = squeeze(text).translate(ODD_HYPHENS).upper()
    number = re.sub(r"-{2,}", "-", number).strip("-")
    return HOME_PROVINCE + number if BARE.fullmatch(number) else number


def key_of(text: str) -> str:
    """The form under which a number is unique and found: normalised, without hyphens."""
    return normalise(text).replace("-", "")


def parse(text: str, assumptions: Assumptions = DEFAULTS) -> RegistrationNumber:
    """The number taken apart; `unrecognised` where it fits no pattern, for old numbers are a mixed lot.

    Raises NumberRefused where it is blank, too long, or holds an emoji or a control character.
    """
    plain = plain_text(text)
    if plain is None:
        raise NumberRefused("NUMBER-CHARACTERS", "备案号含有表情符号或控制字符，请按证书重新填写。")
    number = normalise(plain)
    if not number:
        raise NumberRefused("NUMBER-BLANK", "请填写备案号。")
    if len(number) > MAX_LENGTH:
        raise NumberRefused("NUMBER-LENGTH", f"备案号最多{MAX_LENGTH}个字符，请按证书重新填写。")
    if found := re.fullmatch(assumptions.regno_new_pattern, number):
        return _taken_apart("electronic", found, int(found["year"]))
    if found := re.fullmatch(assumptions.regno_old_pattern, number):
        return _taken_apart("old", found, None)
    return RegistrationNumber(number, number.replace("-", ""), "unrecognised")


def _taken_apart(
    kind: Literal["old", "electronic"], found: re.Match[str], year: int | None
) -> RegistrationNumber:
    province, region, letter = found["province"], found["region"], found["letter"]
    text = f"{province}{region}-{letter}{year or ''}{found['serial']}"
    return RegistrationNumber(text, text.replace("-", ""), kind, province, region, letter, year)
