"""PDF files that do something, however they hide it, and those that are something else besides."""

from __future__ import annotations

import pytest

from documents.checking import check
from ground.errors import RuleBroken
from tests.documents.hostile_pdfs import ACTIVE, BOMBS, MORE, PASSIVE
from tests.documents.sample_files import pdf


def refusal(data: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        check(data, name="旧证.pdf", path="attachments.other")
    assert refused.value.path == "attachments.other"
    assert "打印为 PDF" in refused.value.message
    return refused.value.code


@pytest.mark.parametrize("trick", ACTIVE)
def test_what_acts_is_refused_wherever_it_stands(trick) -> None:
    assert refusal(ACTIVE[trick]) == "pdf_active"


@pytest.mark.parametrize("kind", PASSIVE)
def test_what_only_shows_pages_is_taken_as_it_is(kind) -> None:
    assert check(PASSIVE[kind], name="旧证.pdf", path="x").data == PASSIVE[kind]


@pytest.mark.parametrize("kind", MORE)
def test_a_file_that_is_something_else_too_is_refused(kind) -> None:
    assert refusal(MORE[kind]) == "pdf_and_more"


@pytest.mark.parametrize("kind", BOMBS)
def test_what_swells_is_given_up(kind) -> None:
    assert refusal(BOMBS[kind]) == "pdf_too_complex"


@pytest.mark.parametrize("password", ["", "x"])
def test_a_locked_file_is_refused_with_and_without_a_password_to_open_it(password) -> None:
    locked = pdf(lambda writer: writer.encrypt(password, "owner"))
    with pytest.raises(RuleBroken) as refused:
        check(locked, name="旧证.pdf", path="x")
    assert refused.value.code == "pdf_encrypted"
