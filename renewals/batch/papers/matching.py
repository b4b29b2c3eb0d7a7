"""Whose a file is and what it is, told by its path alone. Pure: paths and machines in, matches out.

A number (old or new, with or without 粤, any width, case and hyphens) weighs more than a serial; a serial
counts where it stands by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from devices.identifiers import factory_number_key
from devices.numbers import ODD_HYPHENS, key_of
from devices.typed_text import half_width
from renewals.batch.papers.kind_words import KIND_WORDS

GAP = r"[\s\-_~.]*"
SEPARATORS = re.compile(r"[-/.#()（）]")
SEPARATOR = r"[\s\-_/.#()~]"
LEAST_SERIAL = 4  # shorter ones are found in too many names; they must be a folder's or file's whole name
EDGE_BEFORE, EDGE_AFTER = r"(?<![0-9A-Z])", r"(?![0-9A-Z])"


@dataclass(frozen=True, slots=True)
class Known:
    """A machine by which files are matched; `ident` is what comes back."""

    ident: int
    numbers: tuple[str, ...]
    serial: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    """`hint` is a piece of text without which the pattern cannot fit: it is looked for first."""

    ident: int
    hint: str
    expression: re.Pattern[str]


class Matcher:
    """The machines of a batch, prepared once."""

    def __init__(self, machines: Iterable[Known]) -> None:
        listed = list(machines)
        self._numbers = [
            pattern for m in listed for number in m.numbers if (pattern := _of_number(m.ident, number))
        ]
        self._serials = [pattern for m in listed if (pattern := _of_serial(m.ident, m.serial))]

    def owners(self, path: str) -> tuple[int, ...]:
        """The machines that the path names, none or several where it is not certain."""
        parts = [_plain(part) for part in _named_parts(path)]
        return _found(self._numbers, parts) or _found(self._serials, parts)


def kind_of(path: str, allowed: Collection[str], default: str) -> str:
    """The kind of paper that the name speaks of, the longest word first; else what its folder speaks of."""
    for part in _named_parts(path):
        text = half_width(part)
        words = [(len(word), kind) for word, kind in KIND_WORDS if kind in allowed and word in text]
        if words:
            return max(words)[1]
    return default


def _named_parts(path: str) -> list[str]:
    """The file's name without its ending, then its folders from the innermost."""
    parts = PurePosixPath(path).parts
    return [re.sub(r"\.[A-Za-z0-9]{1,5}$", "", parts[-1]), *reversed(parts[:-1])] if parts else []


def _plain(text: str) -> str:
    return half_width(text).translate(ODD_HYPHENS).upper().strip()


def _found(patterns: list[_Pattern], parts: list[str]) -> tuple[int, ...]:
    whole = "/".join(parts)
    near = [item for item in patterns if item.hint in whole]
    return tuple(sorted({item.ident for item in near if any(item.expression.search(part) for part in parts)}))


def _of_number(ident: int, number: str) -> _Pattern | None:
    key = key_of(number).removeprefix("粤")
    digits = re.search(r"[0-9]+$", key)
    if not (key and digits):
        return None
    letters = GAP.join(re.escape(letter) for letter in key[: digits.start()])
    text = f"{EDGE_BEFORE}{letters}{GAP}{digits[0]}{EDGE_AFTER}"
    return _Pattern(ident, digits[0], re.compile(text))


def _of_serial(ident: int, serial: str) -> _Pattern | None:
    key = factory_number_key(serial)
    pieces = [piece for piece in SEPARATORS.split(key) if piece]
    if not pieces:
        return None
    text = f"{SEPARATOR}+".join(re.escape(piece) for piece in pieces)
    whole = len(key) < LEAST_SERIAL
    text = f"^{text}$" if whole else f"{EDGE_BEFORE}{text}{EDGE_AFTER}"
    return _Pattern(ident, max(pieces, key=len), re.compile(text))
