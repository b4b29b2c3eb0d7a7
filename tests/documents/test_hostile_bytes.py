"""Whatever bytes come: they are taken, or refused in words; never anything else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.checking import check
from documents.names import LONGEST, clean_name
from ground.errors import RuleBroken
from tests.documents.sample_files import jpeg, ofd, pdf, png

WHOLE = {"pdf": pdf(pages=2), "jpg": jpeg((60, 40)), "png": png((60, 40)), "ofd": ofd()}
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def verdict(data: bytes, name: str) -> str:
    try:
        return check(data, name=name, path="attachments.other").media_type
    except RuleBroken as error:
        return error.code


@pytest.mark.parametrize("ending", WHOLE)
@few
@given(st.data())
def test_a_file_with_bytes_changed_is_taken_or_refused_in_words(ending, data):
    spoiled = bytearray(WHOLE[ending])
    places = st.integers(0, len(spoiled) - 1)
    for place, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=12)):
        spoiled[place] = value
    assert verdict(bytes(spoiled), f"资料.{ending}")


@few
@given(
    st.sampled_from([b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b""]), st.binary()
)
def test_magic_bytes_before_nonsense_are_refused(magic, rest):
    assert "/" not in verdict(magic + rest, "资料")


@few
@given(st.text(max_size=300), st.sampled_from(["application/pdf", "image/jpeg", "application/octet-stream"]))
def test_any_name_becomes_a_bare_short_one_and_cleaning_again_changes_nothing(name, media_type):
    clean = clean_name(name, media_type)
    assert 0 < len(clean) <= LONGEST
    assert not set(clean) & set('/\\<>:"|?*\x00\r\n\t')
    assert clean_name(clean, media_type) == clean
