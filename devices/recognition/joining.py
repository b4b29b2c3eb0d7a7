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
IN_ONE_CELL = 1.2  # heights from line to line: rows of a table stand farther apart
BRACKET = re.compile(r"[(（\[【]([^()（）]{0,14})[)）\]】]?$")
BEHIND = re.compile(r"[/／]\s*([A-Za-z%·./]{1,6}|吨|米|千瓦|兆帕)\s*[:：]?$")  # the unit behind a slash
WHOLE_BRACKET = re.compile(r"[(（\[【][^()（）]{0,14}[)）\]】]$")
OPENED = re.compile(r"[(（\[【][^()（）\[\]【】]*$")
CLOSED = re.compile(r"[^()（）\[\]【】]{0,12}[)）\]】]\s*(?:[(（\[【][^()（）]{0,8}[)）\]】])?[:：]?$")


def joined(spots: list[Spot], words: Vocabulary) -> list[Spot]:
    """The spots with broken labels whole, in their order."""
    kept = _with_units(list(spots))
    for one in list(kept):
        if one not in kept or not _may_begin(one.piece):
            continue
        found = _with_the_rest(one, kept, words)
        if found is not None:
            whole, rest = found
            kept[kept.index(rest[0])] = whole
            kept = [spot for spot in kept if spot is not one and spot not in rest]
    return kept


def _with_the_rest(one: Spot, kept: list[Spot], words: Vocabulary) -> tuple[Spot, list[Spot]] | None:
    """The whole label that begins here, and the spots that it takes up: in three lines, where the cell is narrow, or two."""
    near = [other for other in kept if other is not one and _may_go_on(one, other)]
    for other in near:
        third = next((spot for spot in kept if spot is not one and _ends(other, spot)), None)
        if third is not None and other.piece.label is None:
            text = one.piece.text + other.piece.text + third.piece.text
            if label := words.exact(fold(WHOLE_BRACKET.sub("", text))) or words.exact(fold(text)):
                return _joint(_joint(one, other, label), third, label), [other, third]
    for other in near:
        if label := _whole(one, other, words):
            return _joint(one, other, label), [other]
    return None


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


def _may_go_on(one: Spot, other: Spot) -> bool:
    first, second = one.piece, other.piece
    if first.colon or len(second.text) > LONGEST_HALF + 6 or second.follows:
        return False
    return _beside(one, other) or _below(one, other)


def _ends(other: Spot, third: Spot) -> bool:
    label = third.piece.label
    if third is other or third.piece.follows or not _below(other, third):
        return False
    return label is None or _is_half(label)


def _is_half(label: Label) -> bool:
    """Whether another label may well end in this one: 许可证编号 ends in 编号, 最大幅度起重量 in 起重量."""
    return label.sure < 1 or label.text in ("编号", "号码", "日期", "型号")


def _whole(one: Spot, other: Spot, words: Vocabulary) -> Label | None:
    first, second = one.piece, replace(other.piece, text=BEHIND.sub("", other.piece.text))
    if first.label and second.label and not (first.label.is_decoy or second.label.is_decoy):
        step = (other.middle - one.middle) / ((one.height + other.height) / 2)
        if not (_is_half(second.label) and 0.5 < step < IN_ONE_CELL):
            return None
    label = words.exact(fold(first.text + BRACKET.sub("", second.text))) or words.exact(
        fold(first.text + second.text)
    )
    if label is None and second.label is None and OPENED.search(first.text) and CLOSED.fullmatch(second.text):
        text = first.text + second.text.rstrip(":：")
        remark = BRACKET.search(text)
        head = fold(remark[1] + text[: remark.start()]) if remark else ""
        return words.exact(head) or first.label  # what is broken is a remark or a unit behind it
    return label


def _beside(one: Spot, other: Spot) -> bool:
    gap = other.left - one.right
    short = len(fold(one.piece.text)) <= 3
    return same_row(one, other) and -0.3 * one.height < gap < (4.5 if short else 1.2) * one.height


def _below(one: Spot, other: Spot, least: float = 0.5) -> bool:
    step = other.middle - one.middle
    height = (one.height + other.height) / 2
    return 0.5 * height < step < 1.75 * height and overlap(one, other) > least


def _joint(one: Spot, other: Spot, label: Label) -> Spot:
    bracket = BRACKET.search(squeeze(one.piece.text + other.piece.text).rstrip(":"))
    bracket = bracket or BEHIND.search(other.piece.text)
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
