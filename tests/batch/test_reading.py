"""The reader: whatever the bytes, sheets of texts or a sentence; whatever the cell, a text."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ground.errors import RuleBroken
from ground.workbooks import write_text
from renewals.batch.marks import RowMark, SheetMark, read_row_mark, read_sheet_mark, row_mark, sheet_mark
from renewals.batch.reading import read_workbook, text_of

VISIBLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=30)
NUMBERS = st.integers(0, 10**9)


@given(VISIBLE)
def test_a_text_that_is_written_is_read_again(text):
    book, kept = Workbook(), io.BytesIO()
    write_text(book.active["B2"], text)
    book.active["A1"] = "x"
    book.save(kept)
    (sheet,) = read_workbook(kept.getvalue())
    cell = sheet.rows[1][1] if len(sheet.rows) > 1 and len(sheet.rows[1]) > 1 else ""
    assert cell == text.strip()
    assert sheet.formulas == frozenset()


@given(st.decimals(0, 999_999, places=3))
def test_a_number_that_is_written_is_read_as_its_digits(number):
    assert Decimal(text_of(float(number))) == number
    assert "e" not in text_of(float(number)) or number < Decimal("0.0001")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (800.0, "800"),
        (0.667, "0.667"),
        (True, "是"),
        (None, ""),
        (dt.date(2018, 6, 2), "2018-06-02"),
        (dt.datetime(2018, 6, 2), "2018-06-02"),
        (dt.datetime(2018, 6, 2, 8, 30), "2018-06-02 08:30:00"),
        (dt.time(8, 30), "08:30:00"),
        ("  空格 ", "空格"),
    ],
)
def test_a_cell_is_read_as_a_person_would_write_it(value, text):
    assert text_of(value) == text


@settings(max_examples=60)
@given(st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), st.binary(max_size=2000))
def test_any_bytes_end_in_sheets_or_in_a_sentence(head, tail):
    assert ends_well(head + tail)


@settings(max_examples=40)
@given(st.integers(0, 4000), st.integers(1, 255))
def test_a_workbook_with_a_damaged_byte_ends_in_sheets_or_in_a_sentence(at, change):
    data = bytearray(_small())
    data[at % len(data)] ^= change
    assert ends_well(bytes(data))


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_a_row_mark_says_what_was_signed(batch, device, renewal, revision):
    mark = RowMark(batch, device, renewal, revision)
    assert read_row_mark(row_mark(mark)) == mark
    assert read_row_mark(row_mark(mark)[1:]) is None


@given(VISIBLE)
def test_no_text_of_a_person_is_a_mark(text):
    assert read_row_mark(text) is None
    assert read_sheet_mark(text) is None


def test_a_sheet_mark_says_what_was_signed():
    mark = SheetMark("1", 7, "tower_crane", "2026.1")
    assert read_sheet_mark(sheet_mark(mark)) == mark


def ends_well(data: bytes) -> bool:
    """Sheets, or a sentence for people; anything else is raised."""
    try:
        return isinstance(read_workbook(data), list)
    except RuleBroken as refusal:
        return refusal.message.endswith("。")


def _small() -> bytes:
    book, kept = Workbook(), io.BytesIO()
    book.active.append(["备案号", 1, dt.date(2018, 6, 2)])
    book.save(kept)
    return kept.getvalue()
