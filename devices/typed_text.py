"""What people type, made plain: full width to half width, odd dashes and dots, stray characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e"))
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
DOTS = str.maketrans(dict.fromkeys("\u2022\u2027\u2219\u22c5\u30fb\uff65", "·"))
FULL_WIDTH = str.maketrans(
    {
        chr(code): chr(code - 0xFEE0)
        for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
        for code in range(first, last + 1)
    }
)
PICTURES = re.compile("[\u2600-\u27bf\u2b50-\u2b55\u20e3\ufe0f\U0001f000-\U0001ffff\U000e0000-\U000effff]")
FORBIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def plain_text(text: str, *, multiline: bool = False) -> str | None:
    """The text with half-width letters and digits and single spaces; None where a control character
    or an emoji is in it. Line breaks stay only where `multiline`."""
    if text.isascii() and text.isprintable():  # most values: nothing to fold, nothing to forbid
        return " ".join(text.split())
    return _plain(text, multiline)


@lru_cache(maxsize=2048)
def _plain(text: str, multiline: bool) -> str | None:
    """Kept for the same reason as `_folded`."""
    text = text.translate(INVISIBLE).translate(FULL_WIDTH).replace("\r\n", "\n").replace("\u3000", " ")
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n")]
    joined = ("\n" if multiline else " ").join(lines).strip()
    # What can be printed holds no control character: the signs need not be looked at one by one.
    odd = not joined.isprintable() and any(_forbidden(char) for char in joined)
    if odd or PICTURES.search(joined):
        return None
    return joined


def half_width(text: str) -> str:
    """Compatibility forms resolved (（→(, ㎏→kg) and dashes and dots unified.

    Superscripts, circled numbers and fractions stay as they are: 10² is not 102.
    """
    if text.isascii():  # folds to itself
        return text.strip()
    return _folded(text)


@lru_cache(maxsize=2048)
def _folded(text: str) -> str:
    """Kept, because a file and a page say the same makers, numbers and labels again and again."""
    folded = "".join(
        char if unicodedata.category(char) == "No" else unicodedata.normalize("NFKC", char) for char in text
    )
    return folded.translate(DASHES).translate(DOTS).strip()


def squeeze(text: str) -> str:
    """The half-width text without any white space: how codes and numbers are read."""
    return "".join(half_width(text).split())


def _forbidden(char: str) -> bool:
    return char != "\n" and unicodedata.category(char) in FORBIDDEN
