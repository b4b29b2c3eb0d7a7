"""Rows of a register, whatever stands in them: understood or refused, never a fault."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.uscc import LENGTH, check_digit, problem_of
from devices.catalogue import built_in
from devices.import_words import ImportKind, RowVerdict
from devices.imports.columns import guess, targets
from devices.imports.machine_rows import MachineReader
from devices.imports.owner_rows import FirmReader
from devices.imports.receiving import encoding_of
from devices.models import ImportRow
from tests.imports.files import code_of

pytestmark = pytest.mark.django_db  # the rules that the city sets are rows
FIELDS = {kind: [target.code for target in targets(kind, built_in())] for kind in ImportKind}
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CELLS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "粤T-T00001", "塔吊", "2015年6月", "80", "80t·m", "是", code_of(1), "小榄镇", "　", "\x00"]
    ),
)


def reader_of(kind: ImportKind):
    codes = FIELDS[kind]
    places = {code: place for place, code in enumerate(codes)}
    return (MachineReader if kind == ImportKind.MACHINES else FirmReader)(built_in(), places, codes)


@pytest.mark.parametrize("kind", list(ImportKind))
@given(data=st.data())
@settings(max_examples=60)
def test_any_row_is_understood_or_refused_with_a_reason(kind, data) -> None:
    cells = data.draw(st.lists(CELLS, max_size=len(FIELDS[kind])))
    row = ImportRow(cells=cells)
    reader_of(kind).understand(cells).put_into(row)
    assert row.verdict in {RowVerdict.PARSED, RowVerdict.REFUSED}
    assert bool(row.said) == (row.verdict == RowVerdict.REFUSED)
    if row.verdict == RowVerdict.PARSED:
        assert row.first_key
        assert row.second_key
        assert "\x00" not in str(row.given)
    again = ImportRow(cells=cells)
    reader_of(kind).understand(cells).put_into(again)
    assert again.digest == row.digest


@given(
    heads=st.lists(st.one_of(st.text(max_size=12), st.sampled_from(FIELDS[ImportKind.MACHINES])), max_size=30)
)
@settings(max_examples=60)
def test_a_guess_gives_each_field_to_one_column_that_exists(heads) -> None:
    found = guess(ImportKind.MACHINES, heads, built_in(), {"备注": ""})
    assert len(set(found.values())) == len(found)
    assert set(found) <= set(range(len(heads)))
    assert set(found.values()) <= set(FIELDS[ImportKind.MACHINES])


@given(
    body=st.sampled_from(["91", "92", "93", "11", "52"]),
    region=st.integers(0, 999_999),
    rest=st.text(SIGNS, min_size=9, max_size=9),
)
def test_the_digit_that_is_named_makes_the_code_right(body, region, rest) -> None:
    first = f"{body}{region:06d}{rest}"
    right = first + check_digit(first)
    assert len(right) == LENGTH
    assert problem_of(right) is None
    wrong = first + next(sign for sign in SIGNS if sign != right[-1])
    problem = problem_of(wrong)
    assert problem is not None
    assert f"应为“{right[-1]}”" in problem[1]
    assert problem_of(wrong, waived=True) is None


@given(
    texts=st.lists(
        st.text(st.characters(min_codepoint=32, max_codepoint=0x9FA5, exclude_categories=["Cs"])), min_size=1
    )
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_file_is_decoded_without_loss(encoding, texts) -> None:
    kept = io.StringIO()
    csv.writer(kept).writerow(["备案号", "规格型号", *texts])
    data = kept.getvalue().encode(encoding)
    found = encoding_of(data)
    assert found is not None
    if encoding != "gb18030":  # some bytes of it are right UTF-8 as well
        assert data.decode(found).lstrip("\ufeff") == kept.getvalue()
