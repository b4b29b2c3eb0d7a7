"""How entries stand on a plate: tables, two columns, labels above, stamped blanks, units in a column, forms with dotted lines."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from .looks import Look, width, write


@dataclass(frozen=True)
class Pair:
    """One entry as it is printed."""

    label: str
    value: str
    unit: str

    def joined(self, gap: str) -> str:
        """Value and unit together."""
        return f"{self.value}{gap}{self.unit}" if self.unit else self.value

    def label_with_unit(self, rng: random.Random) -> str:
        """The unit in brackets behind the label."""
        left, right = rng.choice(("()", "（）", "()"))
        return f"{self.label}{left}{self.unit}{right}" if self.unit else self.label


Layout = Callable[[Image.Image, Look, Sequence[Pair], random.Random, tuple[int, int, int, int]], None]
Area = tuple[int, int, int, int]  # left, top, right, bottom


def _size(area: Area, rows: int, share: float, most: int) -> int:
    return max(min(int((area[3] - area[1]) / max(rows, 1) * share), most), 16)


def fitting(look: Look, text: str, size: int, room: int, *, value: bool = False) -> int:
    """A size at which the text fits into the room."""
    while size > 15 and width(look, text, size, value=value) > room:
        size -= 2
    return size


def table(sheet: Image.Image, look: Look, pairs: Sequence[Pair], rng: random.Random, area: Area) -> None:
    """Ruled cells, label and value side by side, one or two pairs a row."""
    columns = 2 if len(pairs) > 7 and rng.random() < 0.75 else 1
    _grid(
        sheet,
        look,
        _rows(pairs, columns),
        rng,
        area,
        [rng.uniform(0.38, 0.5)] * columns,
        in_label=rng.random() < 0.3,
    )


def _rows(pairs: Sequence[Pair], columns: int) -> list[Sequence[Pair]]:
    return [pairs[start : start + columns] for start in range(0, len(pairs), columns)]


def _grid(
    sheet: Image.Image,
    look: Look,
    rows: list[Sequence[Pair]],
    rng: random.Random,
    area: Area,
    shares: list[float],
    *,
    in_label: bool,
) -> None:
    left, top, right, bottom = area
    draw, high = ImageDraw.Draw(sheet), (bottom - top) // len(rows)
    wide = (right - left) // len(shares)
    size, gap = _size(area, len(rows), 0.5, 46), rng.choice(("", " ", ""))
    ruled = rng.random() < 0.85
    for number, row in enumerate(rows):
        y = top + number * high
        for place, pair in enumerate(row):
            x, middle = left + place * wide, left + place * wide + int(wide * shares[place])
            if ruled:
                draw.rectangle((x, y, x + wide, y + high), outline=look.rule, width=2)
                draw.line((middle, y, middle, y + high), fill=look.rule, width=2)
            label = pair.label_with_unit(rng) if in_label else pair.label
            value = pair.value if in_label else pair.joined(gap)
            _cell(sheet, look, label, (x, y, middle, y + high), size, rng.choice((0, 0, 1)))
            _cell(
                sheet, look, value, (middle, y, x + wide, y + high), size, rng.choice((0, 1, 1)), value=True
            )


def _cell(
    sheet: Image.Image, look: Look, text: str, cell: Area, size: int, centred: int, *, value: bool = False
) -> None:
    """Text in a cell; what is too long and Chinese stands in two lines where there is room for them."""
    left, top, right, bottom = cell
    room = right - left - 16
    small = int(size * 0.8)
    if (
        len(text) >= 7
        and not text.isascii()
        and width(look, text, small) > room
        and bottom - top > 2.2 * small
    ):
        half = (len(text) + 1) // 2
        small = fitting(look, text[:half], small, room)
        first = top + (bottom - top - int(small * 2.45)) // 2
        for number, part in enumerate((text[:half], text[half:])):
            write(sheet, look, (left + 10, first + number * int(small * 1.2)), part, small)
        return
    size = fitting(look, text, size, room, value=value)
    x = left + (right - left - width(look, text, size, value=value)) // 2 if centred else left + 10
    write(sheet, look, (x, top + (bottom - top - int(size * 1.25)) // 2), text, size, value=value)


def colons(sheet: Image.Image, look: Look, pairs: Sequence[Pair], rng: random.Random, area: Area) -> None:
    """No lines: label, colon, value, in one or two columns."""
    left, top, right, bottom = area
    columns = rng.choice((1, 2)) if len(pairs) > 5 else 1
    rows = _rows(pairs, columns)
    size = _size(area, len(rows), 0.56, 46)
    colon, gap = rng.choice((":", "：", "： ", ":  ")), rng.choice(("", " "))
    aligned = rng.random() < 0.4
    for number, row in enumerate(rows):
        y = top + number * (bottom - top) // len(rows)
        for place, pair in enumerate(row):
            x, room = left + place * (right - left) // columns, (right - left) // columns
            text = pair.joined(gap)
            fitted = fitting(look, pair.label + colon + text, size, room - 20)
            start = write(sheet, look, (x, y), pair.label + colon, fitted)
            at = (
                x + max(start, int(room * 0.42))
                if aligned and start + width(look, text, fitted, value=True) < room * 0.58
                else x + start
            )
            write(sheet, look, (at, y), text, fitted, value=True)


def above(sheet: Image.Image, look: Look, pairs: Sequence[Pair], rng: random.Random, area: Area) -> None:
    """Cards: a small label, below it the value, three or four beside each other."""
    left, top, right, bottom = area
    columns = rng.choice((2, 3, 3))
    rows = _rows(pairs, columns)
    high, wide = (bottom - top) // len(rows), (right - left) // columns
    size, in_label, ruled = min(int(high * 0.36), 46), rng.random() < 0.4, rng.random() < 0.6
    for number, row in enumerate(rows):
        for place, pair in enumerate(row):
            x, y = left + place * wide, top + number * high
            if ruled:
                ImageDraw.Draw(sheet).rectangle((x, y, x + wide, y + high), outline=look.rule, width=2)
            label = pair.label_with_unit(rng) if in_label else pair.label
            value = pair.value if in_label else pair.joined(rng.choice(("", " ")))
            small = fitting(look, label, max(int(size * 0.75), 16), wide - 20)
            write(sheet, look, (x + 10, y + int(high * 0.08)), label, small)
            write(
                sheet,
                look,
                (x + 10, y + int(high * 0.48)),
                value,
                fitting(look, value, size, wide - 20, value=True),
                value=True,
            )


def blanks(sheet: Image.Image, look: Look, pairs: Sequence[Pair], rng: random.Random, area: Area) -> None:
    """Label, a stamped value over a line, the unit behind it."""
    left, top, right, bottom = area
    columns = 2 if len(pairs) > 6 and rng.random() < 0.6 else 1
    rows = _rows(pairs, columns)
    size = _size(area, len(rows), 0.52, 46)
    for number, row in enumerate(rows):
        y = top + number * (bottom - top) // len(rows)
        for place, pair in enumerate(row):
            x, room = left + place * (right - left) // columns, (right - left) // columns - 16
            unit_room = width(look, pair.unit, size) + 14 if pair.unit else 0
            fitted = fitting(look, pair.label + " " + pair.value, size, room - unit_room - 30)
            start = x + write(sheet, look, (x, y), pair.label, fitted) + 10
            end = x + room - unit_room
            line_y = y + int(fitted * 1.3)
            ImageDraw.Draw(sheet).line((start, line_y, end, line_y), fill=look.rule, width=2)
            inner = width(look, pair.value, fitted, value=True)
            offset = rng.randint(0, 8)
            write(
                sheet,
                look,
                (start + max((end - start - inner) // 2, 0), y - offset // 3),
                pair.value,
                fitted,
                value=True,
            )
            if pair.unit:
                write(sheet, look, (end + 8, y), pair.unit, fitted)


def unit_column(
    sheet: Image.Image, look: Look, pairs: Sequence[Pair], rng: random.Random, area: Area
) -> None:
    """A ruled table with a column for units, before or behind the values, sometimes with numbers in front."""
    left, top, right, bottom = area
    numbered, unit_last = rng.random() < 0.4, rng.random() < 0.6
    heads = [
        *(["序号"] if numbered else []),
        rng.choice(("项目", "名称", "参数名称")),
        *(["数值", "单位"] if unit_last else ["单位", "数值"]),
    ]
    shares = [*([0.1] if numbered else []), 0.42, *([0.3, 0.18] if unit_last else [0.18, 0.3])]
    total = sum(shares)
    rows = [heads]
    for number, pair in enumerate(pairs, start=1):
        tail = [pair.value, pair.unit or "—"] if unit_last else [pair.unit or "—", pair.value]
        rows.append([*([str(number)] if numbered else []), pair.label, *tail])
    high, size = (bottom - top) // len(rows), _size(area, len(rows), 0.55, 40)
    draw = ImageDraw.Draw(sheet)
    for number, row in enumerate(rows):
        x, y = float(left), top + number * high
        for text, share in zip(row, shares, strict=True):
            end = x + (right - left) * share / total
            draw.rectangle((x, y, end, y + high), outline=look.rule, width=2)
            _cell(sheet, look, text, (int(x), y, int(end), y + high), size, 1, value=True)
            x = end


def header_row(sheet: Image.Image, look: Look, pairs: Sequence[Pair], rng: random.Random, area: Area) -> None:
    """Bands of cells: a row of labels, the row of their values below."""
    left, top, right, bottom = area
    columns = rng.choice((3, 4)) if len(pairs) > 3 else max(len(pairs), 1)
    rows = _rows(pairs, columns)
    high, wide = (bottom - top) // (2 * len(rows)), (right - left) // columns
    size = _size(area, 2 * len(rows), 0.5, 40)
    draw = ImageDraw.Draw(sheet)
    for number, row in enumerate(rows):
        for place, pair in enumerate(row):
            x, y = left + place * wide, top + 2 * number * high
            for part, text in enumerate((pair.label_with_unit(rng), pair.value)):
                draw.rectangle(
                    (x, y + part * high, x + wide, y + (part + 1) * high), outline=look.rule, width=2
                )
                _cell(
                    sheet,
                    look,
                    text,
                    (x, y + part * high, x + wide, y + (part + 1) * high),
                    size,
                    1,
                    value=part == 1,
                )


def running(sheet: Image.Image, look: Look, pairs: Sequence[Pair], rng: random.Random, area: Area) -> None:
    """Running text of a form: pairs behind each other, as many as fit, with plain gaps."""
    left, top, right, bottom = area
    size, gap = rng.randint(28, 38), rng.choice(("  ", "    ", "，", "；"))
    colon = rng.choice((":", "：", ""))
    x, y = left, top
    for pair in pairs:
        text = f"{pair.label}{colon}{' ' if not colon else ''}{pair.joined('')}"
        wide = width(look, text, size)
        if x > left and x + wide > right:
            x, y = left, y + int(size * 1.8)
        if y > bottom - size:
            return
        x += write(sheet, look, (x, y), text + gap, size)


PLATES: tuple[Layout, ...] = (table, table, colons, colons, above, blanks, blanks, unit_column, header_row)
PAPERS: tuple[Layout, ...] = (table, table, colons, colons, blanks, unit_column)
