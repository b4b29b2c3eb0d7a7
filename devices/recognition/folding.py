"""Text as it is compared: half width, upper case, without spaces and punctuation, every sign with its place."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

IGNORED = frozenset(" \t　·.,:;_-—–―=/\\|'\"`~*()[]{}<>（）【】《》〈〉「」：；，。、…×•")
VARIANTS = str.maketrans("⼀髙發證號產單構機", "一高发证号产单构机")


@dataclass(frozen=True, slots=True)
class Folded:
    """The signs that count, and where each stood in the text."""

    text: str
    places: tuple[int, ...]


def fold(text: str) -> str:
    """The text as labels are compared."""
    return folded(text).text


def folded(text: str) -> Folded:
    """The same, with the place of each sign in the text."""
    signs, places = [], []
    for place, char in enumerate(text):
        for sign in unicodedata.normalize("NFKC", char):
            if sign not in IGNORED and not sign.isspace():
                signs.append(sign.upper())
                places.append(place)
    return Folded("".join(signs).translate(VARIANTS), tuple(places))


def is_han(sign: str) -> bool:
    """Whether the sign is a Chinese character."""
    return "\u4e00" <= sign <= "\u9fff" or sign == "〇"


def han_only(text: str) -> bool:
    """Whether what counts of the text is Chinese characters alone."""
    signs = fold(text)
    return bool(signs) and all(is_han(sign) for sign in signs)


def one_apart(left: str, right: str) -> tuple[str, str] | None:
    """The two signs in which texts of equal length differ, or what one has more than the other; None where they differ more."""
    if len(left) == len(right):
        pairs = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
        return pairs[0] if len(pairs) == 1 else None
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) != 1:
        return None
    for place, sign in enumerate(long):
        if place == len(short) or short[place] != sign:
            return ("", sign) if short[place:] == long[place + 1 :] else None
    return None
