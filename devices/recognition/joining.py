"""Labels that the engine, or the plate, has broken in two: put together again where the whole is a label and a half is none."""

from __future__ import annotations

import re
from dataclasses import replace

from devices.typed_text import squeeze
from vision.lines import box_around

from . import measures
from .folding import fold, han_only
from .frame import Spot, overlap, same_row
from .pieces import Piece
from .vocabulary import Label, Vocabulary

LONGEST_HALF = 9
BRACKET = re.compile(r"[(（\[【]([^()（）]{0,14})[)）\]】]?$")


def joined(spots: list[Spot], words: Vocabulary) -> list[Spot]:
    """The spots with broken labels whole, in their order."""
    kept = _with_units(list(spots))
    for one in list(kept):
        if one not in kept or not _may_begin(one.piece):
            continue
        for other in list(kept):
            if other is one or other not in kept:
                continue
            label = _whole(one, other, words)
            if label is not None:
                place = kept.index(other)
                kept[place] = _joint(one, other, label)
                kept.remove(one)
                break
    return kept


def _with_units(spots: list[Spot]) -> list[Spot]:
    """Labels whose unit stands in brackets in a line of its own below them."""
    kept = list(spots)
    for unit in spots:
        written = unit.piece.text
        if unit.piece.label or not re.search(r"[()（）]", written) or not measures.unit_of(written):
            continue
        above = next((spot for spot in kept if _names_unit(spot, unit)), None)
        if above is not None:
            piece = replace(
                above.piece, unit=measures.unit_of(written), box=box_around([above.piece.box, unit.piece.box])
            )
            whole = Spot(
                piece,
                min(above.left, unit.left),
                max(above.right, unit.right),
                (above.middle + unit.middle) / 2,
                above.height + unit.height,
            )
            kept[kept.index(above)] = whole
            kept.remove(unit)
    return kept


def _names_unit(label: Spot, unit: Spot) -> bool:
    return label.piece.label is not None and not label.piece.unit and _below(label, unit, least=0.3)


def _may_begin(piece: Piece) -> bool:
    return (
        len(piece.text) <= LONGEST_HALF
        and not piece.follows
        and bool(fold(piece.text))
        and han_only(BRACKET.sub("", piece.text))
    )


def _whole(one: Spot, other: Spot, words: Vocabulary) -> Label | None:
    first, second = one.piece, other.piece
    if first.label and second.label and not (first.label.is_decoy or second.label.is_decoy):
        return None
    if first.colon or len(second.text) > LONGEST_HALF + 6 or second.follows:
        return None
    if not (_beside(one, other) or _below(one, other)):
        return None
    return words.exact(fold(first.text + BRACKET.sub("", second.text))) or words.exact(
        fold(first.text + second.text)
    )


def _beside(one: Spot, other: Spot) -> bool:
    gap = other.left - one.right
    short = len(fold(one.piece.text)) <= 3
    return same_row(one, other) and -0.3 * one.height < gap < (4.5 if short else 1.2) * one.height


def _below(one: Spot, other: Spot, least: float = 0.5) -> bool:
    step = other.middle - one.middle
    height = (one.height + other.height) / 2
    return 0.5 * height < step < 1.75 * height and overlap(one, other) > least


def _joint(one: Spot, other: Spot, label: Label) -> Spot:
    bracket = BRACKET.search(squeeze(other.piece.text))
    unit = other.piece.unit or (bracket[1] if bracket and measures.unit_of(bracket[1]) else "")
    piece = replace(
        other.piece,
        text=one.piece.text + other.piece.text,
        box=box_around([one.piece.box, other.piece.box]),
        label=label,
        unit=unit,
        signs=one.piece.signs + other.piece.signs,
    )
    stacked = not same_row(one, other)
    return Spot(
        piece,
        min(one.left, other.left),
        max(one.right, other.right),
        (one.middle + other.middle) / 2 if stacked else other.middle,
        one.height + other.height if stacked else max(one.height, other.height),
    )
