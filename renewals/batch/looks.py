"""How the cells of the workbook look; named, because a style that is set cell by cell is slow."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

GROUP, LABEL, ADDED_LABEL, LOCKED = "crane_group", "crane_label", "crane_added_label", "crane_locked"
KINDS = {"decimal": "General", "integer": "0", "date": "yyyy-mm-dd"}
LINE = Side(style="thin", color="D5DAE1")
EDGE = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


def fill(colour: str) -> PatternFill:
    """A plain ground."""
    return PatternFill("solid", start_color=colour, end_color=colour)


ERROR, WARNING = fill("F8B4B4"), fill("FFE08A")
WHITE, GREY, BLUE, NEW, READ = fill("FFFFFF"), fill("EEF1F5"), fill("0B2F66"), fill("E3F0FF"), fill("CDEFD6")
WRAPPED = Alignment(wrap_text=True, vertical="center")


def input_style(kind: str, *, added: bool) -> str:
    """The name of the style of a cell that people fill in."""
    return f"crane_{'new' if added else 'in'}_{kind if kind in KINDS else 'text'}"


def suggested_style(kind: str) -> str:
    """The name of the style of a cell that holds what was read from a picture."""
    return f"crane_read_{kind if kind in KINDS else 'text'}"


def register(book: Workbook) -> None:
    """Give the workbook its styles."""
    white, bold = Font(bold=True, color="FFFFFF"), Font(bold=True)
    _add(book, GROUP, font=white, fill=BLUE, locked=True)
    _add(book, LABEL, font=bold, fill=GREY, locked=True)
    _add(book, ADDED_LABEL, font=bold, fill=NEW, locked=True)
    _add(book, LOCKED, font=Font(color="4B5563"), fill=GREY, locked=True, number="@")
    for kind in ("decimal", "integer", "date", "text"):
        _add(book, suggested_style(kind), font=Font(), fill=READ, locked=False, number=KINDS.get(kind, "@"))
        for added, ground in ((True, NEW), (False, WHITE)):
            name = input_style(kind, added=added)
            _add(book, name, font=Font(), fill=ground, locked=False, number=KINDS.get(kind, "@"))


def _add(
    book: Workbook, name: str, *, font: Font, fill: PatternFill, locked: bool, number: str = "General"
) -> None:
    style = NamedStyle(name=name, font=font, fill=fill, border=EDGE, number_format=number)
    style.alignment, style.protection = WRAPPED, Protection(locked=locked)
    book.add_named_style(style)
