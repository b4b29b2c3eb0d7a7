"""Which text belongs to which label: behind it in one line, beside it in its row, or below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from . import measures
from .folding import fold
from .frame import Spot, overlap, same_row
from .readings import Reading

INLINE, BESIDE, STACKED, BELOW = 1.0, 0.985, 0.99, 0.95
UNLIKE_THE_REST = 0.85  # a value below its label where the others stand beside theirs, or the other way round
NOTHING = re.compile(r"[\s:：—\-–_.·=/、,，|一]*")
NAME_END = re.compile(r"(公司|厂|集团|局|站|院|部|升降机|重机|提升机|桥机)$")
VALUE_GAP, DATE_GAP = 1.1, 9.0  # heights between the parts of a value; a form leaves room for month and day
DATE_PART = re.compile(r"[0-9OoIl一二三四五六七八九十]{1,3}(?:[月日号].{0,5})?")
FARTHEST_BELOW = 4.5  # heights of the label
Read = Callable[[Spot, str, str, tuple[float, ...]], Reading | None]


@dataclass(frozen=True)
class Pair:
    """A label with a text that may be its value; `score` is how well it stands, 0..1."""

    label: Spot
    parts: tuple[Spot, ...]
    text: str
    unit: str
    relation: str
    score: float
    reading: Reading | None = None


def paired(spots: Sequence[Spot], read: Read) -> list[Pair]:
    """The best pairs, each label and each text in one at most. `read` says what a text means beside a label."""
    found = [_read(pair, read) for pair in _candidates(spots)]
    legible = [pair for pair in found if pair.reading is not None]
    return _assigned(_by_custom(legible))


def _read(pair: Pair, read: Read) -> Pair:
    reading = read(pair.label, pair.text, pair.unit, _signs(pair.parts))
    if reading is None and len(pair.parts) > 1:
        alone = pair.parts[0]
        reading = read(pair.label, alone.piece.text, pair.unit, alone.piece.signs)
        pair = replace(pair, parts=(alone,), text=alone.piece.text)
    return replace(pair, reading=reading)


def _candidates(spots: Sequence[Spot]) -> Iterator[Pair]:
    for place, label in enumerate(spots):
        if label.piece.label is None:
            continue
        beside = _beside(label, spots, place)
        if beside:
            yield beside
        yield from _stacked(label, spots)
        yield from _below(label, spots)


def _beside(label: Spot, spots: Sequence[Spot], place: int) -> Pair | None:
    """The text behind the label, or the next one in its row; units on the way are the label's own."""
    unit = label.piece.unit
    follower = spots[place + 1] if place + 1 < len(spots) else None
    inline = follower is not None and follower.piece.follows and follower.piece.line == label.piece.line
    first = follower if inline and follower is not None and follower.piece.label is None else None
    row = sorted((spot for spot in spots if spot is not label and same_row(label, spot) and _beyond(label, spot)), key=lambda spot: spot.left)  # fmt: skip
    if first is not None:
        row = [
            first,
            *(spot for spot in row if spot is not first and spot.left >= first.right - 0.5 * first.height),
        ]
    for at, spot in enumerate(row):
        if spot.piece.label is not None:
            return None
        if NOTHING.fullmatch(spot.piece.text):
            continue
        if _is_unit(spot.piece.text):
            unit = unit or spot.piece.text
            continue
        parts, after = _together(row[at:])
        gap = max(spot.left - label.right, 0.0) / label.height
        score = INLINE if spot is first else BESIDE - min(0.004 * gap, 0.1)
        return Pair(label, parts, _text(parts), unit or after, "inline" if spot is first else "beside", score)
    return None


def _together(row: Sequence[Spot]) -> tuple[tuple[Spot, ...], str]:
    """The value with the parts that stand close behind it, and the unit that stands apart from it."""
    parts = [row[0]]
    for spot in row[1:]:
        if spot.piece.label is not None or NOTHING.fullmatch(spot.piece.text):
            break
        gap = (spot.left - parts[-1].right) / max(parts[-1].height, 1.0)
        if gap < -0.4:  # above or below it rather than behind it
            continue
        if _is_unit(spot.piece.text):
            return tuple(parts), spot.piece.text
        if gap > (DATE_GAP if _goes_on(parts[-1].piece.text, spot.piece.text) else VALUE_GAP):
            break
        parts.append(spot)
    return tuple(parts), ""


def _goes_on(before: str, behind: str) -> bool:
    """Whether a date's month or day stands behind its year or month."""
    return before[-1:] in ("年", "月") and DATE_PART.fullmatch(behind) is not None


def _stacked(label: Spot, spots: Sequence[Spot]) -> Iterator[Pair]:
    """A value in two lines, beside a label that stands between them, or level with the first."""
    near = [spot for spot in spots if _may_stack(label, spot)]
    near.sort(key=lambda spot: spot.left)
    if not near:
        return
    first = near[0]
    if any(
        other.piece.label and label.right < other.centre < first.left and same_row(label, other)
        for other in spots
    ):
        return
    column = sorted((spot for spot in near if _one_column(first, spot)), key=lambda spot: spot.middle)
    for upper, lower in pairwise(column):
        step = lower.middle - upper.middle
        height = (upper.height + lower.height) / 2
        off = (upper.middle + lower.middle) / 2 - label.middle
        if not 0.55 * height < step < 1.6 * height or abs(off) > 0.9 * height:
            continue
        if abs(off) < 0.3 * height or _broken_name(upper.piece.text, lower.piece.text):
            score = STACKED - 0.03 * abs(off) / height
            yield Pair(label, (upper, lower), _text((upper, lower)), label.piece.unit, "stacked", score)


def _broken_name(upper: str, lower: str) -> bool:
    """Whether a firm's name begins in the upper line and ends in the lower one."""
    return (
        bool(NAME_END.search(lower))
        and not NAME_END.search(upper)
        and not any(sign.isdigit() for sign in upper)
    )


def _next_line(upper: Spot, lower: Spot) -> bool:
    return 0.55 < (lower.middle - upper.middle) / ((upper.height + lower.height) / 2) < 1.6


def _beyond(label: Spot, spot: Spot) -> bool:
    return spot.left > label.right - 0.8 * label.height and spot.centre > label.right


def _may_stack(label: Spot, spot: Spot) -> bool:
    return (
        spot.piece.label is None
        and _beyond(label, spot)
        and abs(spot.middle - label.middle) < 1.8 * spot.height
    )


def _one_column(one: Spot, other: Spot) -> bool:
    return overlap(one, other) > 0.5 or abs(one.left - other.left) < one.height


def _below(label: Spot, spots: Sequence[Spot]) -> Iterator[Pair]:
    under = [
        spot
        for spot in spots
        if spot is not label and spot.middle > label.middle + 0.45 * (label.height + spot.height) / 2 and not same_row(label, spot)
        and (overlap(label, spot) > 0.3 or abs(spot.left - label.left) < 1.5 * label.height)
    ]  # fmt: skip
    if not under:
        return
    nearest = min(under, key=lambda spot: (spot.middle, spot.left))
    distance = (nearest.middle - label.middle) / label.height
    if (
        nearest.piece.label is not None
        or distance > FARTHEST_BELOW
        or _is_unit(nearest.piece.text)
        or NOTHING.fullmatch(nearest.piece.text)
    ):
        return
    row = sorted(
        (spot for spot in spots if same_row(nearest, spot) and spot.left >= nearest.left),
        key=lambda spot: spot.left,
    )
    parts, after = _together(row)
    score = BELOW - 0.01 * distance
    yield Pair(label, parts, _text(parts), label.piece.unit or after, "below", score)
    for lower in under:
        follows = lower.piece.label is None and _one_column(nearest, lower) and _next_line(nearest, lower)
        if follows and _broken_name(nearest.piece.text, lower.piece.text):
            yield Pair(label, (nearest, lower), _text((nearest, lower)), "", "below", score)


def _is_unit(text: str) -> bool:
    return bool(measures.unit_of(text)) and not any(sign.isdigit() for sign in fold(text))


def _signs(parts: Sequence[Spot]) -> tuple[float, ...]:
    return tuple(sign for spot in parts for sign in spot.piece.signs)


def _text(parts: Sequence[Spot]) -> str:
    return "".join(spot.piece.text for spot in parts)


def _by_custom(pairs: list[Pair]) -> list[Pair]:
    """What stands unlike most of the page is less sure."""
    beside = {id(pair.label) for pair in pairs if pair.relation != "below"}
    below = {id(pair.label) for pair in pairs if pair.relation == "below"} - beside
    if len(beside) > 2 * len(below):
        return [
            replace(pair, score=pair.score * UNLIKE_THE_REST)
            if pair.relation == "below" and not _signs_below(pair)
            else pair
            for pair in pairs
        ]
    if len(below) > 2 * len(beside):
        return [
            replace(pair, score=pair.score * UNLIKE_THE_REST) if pair.relation == "beside" else pair
            for pair in pairs
        ]
    return pairs


def _signs_below(pair: Pair) -> bool:
    """An office puts its name and seal where there is room for them: below its label."""
    return pair.label.piece.label is not None and pair.label.piece.label.codes == ("old_issuing_authority",)


def _assigned(pairs: list[Pair]) -> list[Pair]:
    taken: set[int] = set()
    kept = []
    for pair in sorted(pairs, key=lambda pair: -pair.score * (pair.reading.sure if pair.reading else 0)):
        names = {id(pair.label), *(id(spot) for spot in pair.parts)}
        if not names & taken:
            taken |= names
            kept.append(pair)
    return kept
