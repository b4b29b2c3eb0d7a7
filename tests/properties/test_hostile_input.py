"""Whatever a stranger sends to an open door is answered: never by a failure, never by a way out of the site."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts import uscc
from certificates.reading import read_asked, read_plate
from documents.staging import unsign_staged
from ground.errors import RuleBroken
from ground.searching import folded, matching
from ground.spreadsheets import media_type_of, opened
from renewals.batch.marks import read_row_mark, read_sheet_mark
from renewals.batch.papers.archives import Pack
from tests.batch.packs import packed_raw

# Texts as keyboards, scanners and attackers make them.
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text("/\\:.@?#%&=\r\n\t htpsjavascript粤AT-0123456789", max_size=60),
    st.sampled_from(["//e.example", "https:e.example", "/\\e.example", "\x00", "%2f%2fe", "’OR 1=1--"]),
)
SOME = settings(max_examples=60)


@given(TEXTS)
def test_a_code_of_a_firm_is_right_or_told_what_is_wrong(text):
    problem = uscc.problem_of(text)
    assert problem is None or all(problem)


@given(TEXTS, TEXTS)
def test_what_is_scanned_or_pasted_is_read_or_not(text, serial):
    read_asked(text, serial)
    read_plate(text)


@given(TEXTS)
def test_marks_and_tokens_that_nobody_signed_are_nobodys(text):
    assert read_sheet_mark(text) is None
    assert read_row_mark(text) is None

    class Person:
        pk = 1

    with pytest.raises(RuleBroken):
        unsign_staged(text, Person())


@given(
    st.dictionaries(st.text(max_size=8), st.one_of(st.integers(), st.text(max_size=8), st.none()), max_size=4)
)
def test_a_token_signed_for_another_purpose_is_refused_too(content):
    read_sheet_mark(signing.dumps(content))
    read_row_mark(signing.dumps(content))


@given(st.binary(max_size=600))
def test_bytes_that_are_no_spreadsheet_are_refused_with_a_sentence(data):
    for wrapped in (data, b"PK\x03\x04" + data, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data):
        media_type_of(wrapped)
        with pytest.raises(RuleBroken), opened(wrapped, unreadable="打不开"):
            pass


@given(
    st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=5, unique=True),
    st.sampled_from([0, 0x800]),
)
def test_a_zip_with_any_names_gives_plain_paths_or_reasons(names, flags):
    try:
        pack = Pack(io.BytesIO(packed_raw(dict.fromkeys(names, b"x"), flags=flags)))
    except RuleBroken:
        return
    for entry in pack.entries:
        assert entry.refused or not (entry.path.startswith("/") or ".." in entry.path.split("/"))
    pack.close()


@given(TEXTS)
def test_a_search_is_folded_and_asked_for_whatever_was_typed(text):
    folded(text)
    matching(text)


class OpenDoors(TestCase):
    """Pages that answer everybody, asked with odd words."""

    @SOME
    @given(TEXTS)
    def test_nobody_is_led_out_of_the_site(self, text):
        browser = Client()
        for address, answer in (
            ("display", browser.post("/display/", {"next": text, "large": "1"})),
            ("console", browser.get("/console/login/", {"next": text})),
            ("login", browser.post("/accounts/login/", {"next": text, "username": "x", "password": "y"})),
        ):
            place = answer.headers.get("Location", "/")
            assert answer.status_code < 500, address
            assert not urlsplit(place).netloc, (address, place)
            assert not place.startswith(("//", "/\\")), (address, place)

    @SOME
    @given(TEXTS, TEXTS)
    def test_the_public_check_answers_any_words(self, number, serial):
        browser = Client()
        assert browser.get("/verify/", {"number": number, "serial": serial}).status_code < 500
        assert browser.post("/verify/cases/", {"reference": number, "code": serial}).status_code < 500
        assert (
            browser.post("/verify/report/", {"number": number, "text": serial, "kind": number}).status_code
            < 500
        )
