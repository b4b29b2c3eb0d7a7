"""A line taken apart: the labels in it, and the texts between them, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from vision.lines import Box, Line

from . import measures
from .folding import Folded, fold, folded, is_han
from .vocabulary import Label, Vocabulary

BRACKET = re.compile(r"[\s.]*[(（\[【]([^()（）\[\]【】]{0,14})[)）\]】]*")
OPENED = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*$")  # a bracket that the next line closes
ENGLISH = re.compile(
    r"\s*[A-Za-z][A-Za-z .'&/()-]{2,40}(?=\s*[:：])"
)  # the label once more, before its colon
BARE_UNIT = re.compile(
    r"\s*[/,，、]?\s*([A-Za-z%·.•/]{1,6}|米/分钟?|米/秒|转/分钟?|千牛[·.]?米|吨[·.]?米|千瓦|兆帕|毫米|吨|米|公斤|千克|人|个|台|年)\s*(?=[:：]|$)"
)
SLASHES, MOST_HALF = ("/", "／"), 2
SYMBOLS = frozenset("SHRLQG")  # 跨度S, 起升高度H: what the drawing calls it
SEPARATORS = " \t　:：=_.·…—-－–|｜;；，,、"
FIRST_SIGNS = re.compile(r"[0-9≤≥<>~～±约.+\-OolI|〇零一二两三四五六七八九十ⅠA-Za-z]")
RUNS_ON = frozenset(
    ("device_name", "manufacturer", "owner_enterprise", "old_issuing_authority", "old_registration_number")
)
MOST_SIGNS = 120


@dataclass(frozen=True)
class Piece:
    """A label or a text; `signs` is how surely each of its characters was read."""

    text: str
    box: Box
    line: int
    signs: tuple[float, ...]
    label: Label | None = None
    unit: str = ""
    follows: bool = False  # the text behind its label, in one line
    colon: bool = False
    parts: tuple[int, ...] = field(default=())


def pieces_of(number: int, line: Line, words: Vocabulary) -> list[Piece]:
    """The pieces of a line, in reading order."""
    if len(line.text) > MOST_SIGNS:
        return [_piece(number, line, 0, len(line.text))]
    found: list[Piece] = []
    start, follows = 0, False
    for first, behind, piece in _labels(number, line, words):
        if text := _text(number, line, start, first, follows=follows):
            found.append(text)
        found.append(piece)
        start, follows = behind, True
    if text := _text(number, line, start, len(line.text), follows=follows):
        found.append(text)
    return found


def _labels(number: int, line: Line, words: Vocabulary) -> Iterator[tuple[int, int, Piece]]:
    """(where it begins, where its value begins, the label) of each label in the line."""
    signs = folded(line.text)
    place, seen = 0, False
    while place < len(signs.text):
        found = _label_at(line, signs, place, words)
        if found is None:
            place += 1
            continue
        label, count = found
        first, end = signs.places[place], signs.places[place + count - 1] + 1
        unit, behind, colon = _behind(line.text, end, label)
        label = _with_remark(line.text[end:behind], label, words)
        rest_from = next(
            (at for at in range(place + count, len(signs.text)) if signs.places[at] >= behind), None
        )
        rest = "" if rest_from is None else line.text[signs.places[rest_from] :]
        gap = line.text[end:behind]
        if not _across(line.text, first, end) and _stands(
            line.text, first, label, rest, words, gap=gap, after_another=seen
        ):
            whole = _piece(number, line, first, behind if unit or OPENED.match(line.text, end) else end)
            yield first, behind, replace(whole, label=label, unit=unit, colon=colon)
            place, seen = len(signs.text) if rest_from is None else rest_from, True
        else:
            place += 1


def _broken_off(text: str, first: int, end: int) -> bool:
    """Whether it ends within a word in brackets: 起升高度(固定独立式) is no 起升高度固定."""
    opened = max(text.rfind(sign, first, end) for sign in "(（[【")
    closed = max(text.rfind(sign, first, end) for sign in ")）]】")
    return opened > closed and end < len(text) and is_han(text[end])


def _across(text: str, first: int, end: int) -> bool:
    """Whether it begins within a word and goes on behind a gap: 塔式起重机 型号 holds no 起重机型号."""
    return first > 0 and is_han(text[first - 1]) and any(sign.isspace() for sign in text[first:end])


def _label_at(line: Line, signs: Folded, place: int, words: Vocabulary) -> tuple[Label, int] | None:
    for count in range(min(words.longest, len(signs.text) - place), 1, -1):
        label = words.exact(signs.text[place : place + count])
        if label and not _broken_off(line.text, signs.places[place], signs.places[place + count - 1] + 1):
            return label, count
    if place:
        return None
    head = next((at for at, sign in enumerate(signs.text) if not is_han(sign)), len(signs.text))
    colon = re.search(r"[:：]", line.text)
    if colon:
        head = min(head, sum(1 for at in signs.places if at < colon.start()))
    label = words.near(signs.text[:head])
    return (label, head) if label else None


def _with_remark(gap: str, label: Label, words: Vocabulary) -> Label:
    """What the label means with what stands in brackets behind it: 运行速度(大车) is 大车运行速度."""
    remark = BRACKET.match(gap)
    if remark is None or not any(is_han(sign) for sign in remark[1]):
        return label
    return words.exact(fold(remark[1] + label.text)) or label


def _behind(text: str, end: int, label: Label) -> tuple[str, int, bool]:
    """The unit that the label names, where the value begins, and whether a colon stands between."""
    unit = ""
    while end < len(text) and text[end] in ")）]】":
        end += 1
    while bracket := BRACKET.match(text, end):
        if measures.unit_of(bracket[1]):
            unit = bracket[1]
        elif (
            not unit
            and any(is_han(sign) for sign in bracket[1]) is False
            and bracket[1]
            and label.codes[0] in ("model", "factory_number")
        ):
            break
        end = bracket.end()
    if not unit:
        unit, end = _bare_unit(text, end)
    if english := ENGLISH.match(text, end):
        end = english.end()
    start = end
    while end < len(text) and text[end] in SEPARATORS:
        end += 1
    return unit, end, ":" in text[start:end] or "：" in text[start:end]


def _bare_unit(text: str, end: int) -> tuple[str, int]:
    """The unit that stands without brackets behind a label, and where it ends; a drawing's letter is none."""
    bare = BARE_UNIT.match(text, end)
    if bare is None or not (bare[1] in SYMBOLS or measures.unit_of(bare[1])):
        return "", end
    return "" if bare[1] in SYMBOLS else bare[1], bare.end()


def _stands(
    text: str, first: int, label: Label, rest: str, words: Vocabulary, *, gap: str, after_another: bool
) -> bool:
    """Whether a label really stands there, rather than a part of another word."""
    before = text[first - 1] if first else ""
    if (
        before in SLASHES and len(label.text) <= MOST_HALF
    ):  # half of 型号/编号, and of another thing than the machine
        return False
    if not rest:
        return not before or not is_han(before) or (after_another and len(label.text) >= 4)
    if before and is_han(before) and not (len(label.text) >= 4 and (gap.strip() or FIRST_SIGNS.match(rest))):
        return False
    if before.isascii() and before.isalpha() and label.text[:1].isascii():
        return False
    if any(sign in ":：" for sign in gap):
        return True
    return _value_may_begin(label, rest, words, gap)


def _value_may_begin(label: Label, rest: str, words: Vocabulary, gap: str) -> bool:
    code = label.codes[0]
    if label.is_decoy:
        return bool(gap) or not is_han(rest[0])
    kind = words.fields[code].kind
    if kind in ("decimal", "integer", "date", "dimensions"):
        return bool(FIRST_SIGNS.match(rest)) or (kind == "integer" and rest[0] in "单双")
    if kind in ("choice", "multi_choice", "boolean", "boolean_text"):
        return True
    return bool(gap) or not is_han(rest[0]) or code in RUNS_ON


def _text(number: int, line: Line, start: int, end: int, *, follows: bool) -> Piece | None:
    while start < end and line.text[start] in SEPARATORS:
        start += 1
    while end > start and line.text[end - 1] in " \t　:：=_|｜;；，,、":
        end -= 1
    return replace(_piece(number, line, start, end), follows=follows) if start < end else None


def _piece(number: int, line: Line, start: int, end: int) -> Piece:
    told = line.signs if len(line.signs) == len(line.text) else (line.confidence,) * len(line.text)
    return Piece(line.text[start:end], _part(line, start, end), number, told[start:end])


def _part(line: Line, start: int, end: int) -> Box:
    """The part of the line's box that signs take, Chinese ones being twice as wide as others."""
    widths = [1.0 if ord(char) > 255 else 0.55 for char in line.text]
    total = sum(widths) or 1.0
    left, right = sum(widths[:start]) / total, sum(widths[:end]) / total
    (a, b, c, d) = line.box
    return (_between(a, b, left), _between(a, b, right), _between(d, c, right), _between(d, c, left))


def _between(a: tuple[float, float], b: tuple[float, float], share: float) -> tuple[float, float]:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
