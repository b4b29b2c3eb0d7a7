"""Dates as plates and certificates write them: 2019年5月12日, 2019.05, 二〇一九年五月, 19-05, 20190512."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from devices.typed_text import half_width

HAN_DIGITS = {sign: number for number, signs in enumerate(("〇零○O0oＯ◯", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for sign in signs}  # fmt: skip
LETTERS = str.maketrans({"O": "0", "o": "0", "Q": "0", "D": "0", "l": "1", "I": "1", "i": "1", "|": "1", "Z": "2", "z": "2", "S": "5", "s": "5", "B": "8"})  # fmt: skip
SPLIT = r"[-/.,·年:_~—–]+"
FULL = re.compile(rf"([0-9]{{4}}){SPLIT}([0-9]{{1,2}})(?:[-/.,·月:_~—–日]+)([0-9]{{1,2}})[日号曰目]?")
COMPACT = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-3][0-9])")
MONTH = re.compile(rf"([0-9]{{4}}){SPLIT}([0-9]{{1,2}})[月.份日]*")
COMPACT_MONTH = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])")
DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]((?:19|20)[0-9]{2})")
SHORT = re.compile(rf"([0-9]{{2}}){SPLIT}([0-9]{{1,2}})(?:[-/.,·月:_—–]+([0-9]{{1,2}})[日号]?|月?)")
YEAR = re.compile(r"((?:19|20)[0-9]{2})年?")
HAN_DATE = re.compile(r"([〇零○OoＯ◯0一二两三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号曰])?")  # fmt: skip
EARLIEST, LATEST = 1980, 2079


@dataclass(frozen=True)
class Day:
    """A date: `precision` is day, month or year; `repaired` where a sign was read as another."""

    value: date
    precision: str = "day"
    repaired: bool = False


def day(text: str) -> Day | None:
    """The date that is written there, None where it is none or no such day exists."""
    plain = re.sub(
        r"^[A-Za-z][A-Za-z .&/()-]{3,}:?\s*(?=[0-9])", "", half_width(text)
    )  # the label in English
    compact = re.sub(r"\s+", "", plain)
    if found := HAN_DATE.search(compact):
        return _han(found)
    for repaired, written in ((False, compact), (True, compact.translate(LETTERS))):
        if found_day := _numeric(written, plain, repaired):
            return found_day
    return None


def _numeric(compact: str, spaced: str, repaired: bool) -> Day | None:
    compact = compact.strip(".,:;-_/()[]。、")
    for pattern in (FULL, COMPACT):
        if found := pattern.fullmatch(compact) or pattern.match(compact):
            return _made(found[1], found[2], found[3], repaired)
    parts = spaced.translate(LETTERS).split() if not re.search(r"[^0-9\sOolI]", spaced) else []
    if 2 <= len(parts) <= 3 and len(parts[0]) == 4 and all(len(part) <= 2 for part in parts[1:]):
        return _made(parts[0], parts[1], parts[2] if len(parts) == 3 else "", repaired)
    if (found := DAY_FIRST.fullmatch(compact)) and (int(found[1]) > 12 or found[1] == found[2]):
        return _made(found[3], found[2], found[1], repaired)  # what may be a month as well tells no day
    for pattern in (MONTH, COMPACT_MONTH):
        if found := pattern.fullmatch(compact):
            whole = "年" not in found[0] or "月" in found[0]  # 2021年4 is the beginning of more
            return _made(found[1], found[2], "", repaired or not whole)
    if found := SHORT.fullmatch(compact):
        return _made(("20" if int(found[1]) < 70 else "19") + found[1], found[2], found[3] or "", repaired)
    return None


def _han(found: re.Match[str]) -> Day | None:
    year = "".join(str(HAN_DIGITS[sign]) for sign in found[1])
    return _made(year, str(_han_number(found[2])), str(_han_number(found[3])) if found[3] else "", False)


def _han_number(text: str) -> int:
    """一 to 三十一."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return HAN_DIGITS[text[0]] if len(text) == 1 else 0
    return (HAN_DIGITS.get(tens, 1) if tens else 1) * 10 + (HAN_DIGITS.get(ones, 0) if ones else 0)


def _made(year: str, month: str, number: str, repaired: bool) -> Day | None:
    try:
        value = date(int(year), int(month), int(number or 1))
    except ValueError:
        return None
    if not EARLIEST <= value.year <= LATEST:
        return None
    return Day(value, "day" if number else "month", repaired)
