"""A report as data, whatever shows it: page, workbook or 通报."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it means; `url` leads to the names, tone: ok, warn, bad, go or empty."""

    label: str
    text: str
    meaning: str
    url: str = ""
    tone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, the way to the names, a share in per cent that is also drawn as a bar."""

    text: str
    url: str = ""
    share: int | None = None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; `key` names it in the address, `meaning` says what its columns count.

    `shown` rows stand on the page, all of them in the workbook. `counted` says how many there are where `rows` are cut;
    `every` then makes them one by one, in a report that was counted `whole`.
    """

    key: str
    title: str
    meaning: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    shown: int = 30
    counted: int | None = None
    every: Callable[[], Iterable[Sequence[Cell]]] | None = None

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.rows) if self.counted is None else self.counted

    @property
    def first_rows(self) -> Sequence[Sequence[Cell]]:
        """The rows of the page."""
        return self.rows[: self.shown]

    @property
    def all_rows(self) -> Iterable[Sequence[Cell]]:
        """The rows of the workbook."""
        return self.rows if self.every is None else self.every()

    @property
    def is_cut(self) -> bool:
        """Whether the workbook has more rows than the page."""
        return self.total > self.shown


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart: its place, and the words at its foot and over it."""

    x: int
    y: int
    width: int
    height: int
    label: str
    text: str

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns over the weeks, 360 wide and 170 high; `summary` says the same in one sentence."""

    title: str
    summary: str
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True)
class Report:
    """One page of figures for one scope, at one moment."""

    key: str
    title: str
    scope: str
    taken_at: dt.datetime
    figures: Sequence[Figure]
    charts: Sequence[Chart] = ()
    sheets: Sequence[Sheet] = field(default_factory=list)

    def figure(self, label: str) -> Figure:
        """The figure called `label`; KeyError where there is none."""
        for figure in self.figures:
            if figure.label == label:
                return figure
        raise KeyError(label)

    def sheet(self, key: str) -> Sheet:
        """The table called `key`; KeyError where there is none."""
        for sheet in self.sheets:
            if sheet.key == key:
                return sheet
        raise KeyError(key)


WIDTH, FOOT, TALLEST = 360, 150, 120
FEWEST = 6  # columns that the width is made for: fewer are no wider


def chart_of(title: str, unit: str, points: Sequence[tuple[str, float, str]]) -> Chart:
    """Columns of (label, value, text); the tallest fills the height, what is there is at least seen."""
    top = max((value for _label, value, _text in points), default=0)
    step = WIDTH // max(len(points), FEWEST)
    columns = []
    for place, (label, value, text) in enumerate(points):
        height = max(2, round(value / top * TALLEST)) if top and value else 0
        columns.append(Column(place * step + step // 6, FOOT - height, step - step // 3, height, label, text))
    told = "，".join(f"{label} {text}" for label, _value, text in points)
    return Chart(title, f"{title}（{unit}）：{told}" if told else f"{title}：暂无数据", columns)


def percent(part: int, whole: int) -> int:
    """Whole per cent, rounded down: 100 only where nothing is left. 0 of nothing."""
    return part * 100 // whole if whole else 0


def share_cell(part: int, whole: int) -> Cell:
    """A share as text and bar; a dash where there is nothing to be a part of."""
    return Cell(f"{percent(part, whole)}%", share=percent(part, whole)) if whole else Cell("—")
