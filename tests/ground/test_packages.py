"""A ZIP whose directory alone would fill the memory is known before it is read."""

from __future__ import annotations

import io
import struct

import pytest

from documents.checking import check
from ground.errors import RuleBroken
from ground.packages import ENTRY_BYTES, is_crowded
from ground.spreadsheets import media_type_of
from renewals.batch.papers.archives import Pack
from tests.documents.sample_files import ofd, zipped


def crowded(entries: int, *, told: int | None = None) -> bytes:
    """A ZIP of one file whose directory names it so often; `told` is the number that the end record claims."""
    one = zipped({"OFD.xml": b"<x/>"})
    begin = one.rindex(b"PK\x01\x02")
    end = one.rindex(b"PK\x05\x06")
    directory = one[begin:end] * entries
    number = min(entries if told is None else told, 0xFFFF)
    record = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(directory), begin, 0)
    return one[:begin] + directory + record


def test_what_is_small_or_no_zip_is_not_crowded() -> None:
    for data in (ofd(), b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, crowded(10)):
        stream = io.BytesIO(data)
        stream.seek(len(data) // 2)
        assert not is_crowded(stream, most=10)
        assert stream.tell() == len(data) // 2


@pytest.mark.parametrize("told", [None, 1])
def test_half_a_million_entries_are_refused_by_every_door(told) -> None:
    data = crowded(300_000, told=told)
    assert len(data) > 5000 * ENTRY_BYTES
    with pytest.raises(RuleBroken) as refused:
        check(data, name="证照.ofd", path="x")
    assert refused.value.code == "file_type"
    assert media_type_of(data) == ""
    with pytest.raises(RuleBroken) as refused:
        Pack(io.BytesIO(data))
    assert refused.value.code == "pack_many"
