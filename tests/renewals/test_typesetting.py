"""A print takes a bounded piece of the machine, and says so where that is not enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from ground.errors import StepRefused
from renewals.printing import typesetting


@pytest.fixture
def design(tmp_path: Path) -> Path:
    path = tmp_path / "design.typ"
    path.write_text("#let data = json(bytes(sys.inputs.data))\n#data.words")
    return path


def test_who_comes_while_others_print_is_told_after_a_while(design, monkeypatch) -> None:
    monkeypatch.setattr(typesetting, "PATIENCE_SECONDS", 0.01)
    with typesetting._one_at_a_time, pytest.raises(StepRefused, match="请过一分钟再试"):
        typesetting.typeset(design, {"words": "字"})
    assert typesetting.typeset(design, {"words": "字"}).startswith(b"%PDF")


def test_a_print_that_takes_too_long_is_ended_and_the_next_one_goes_on(design, monkeypatch) -> None:
    with monkeypatch.context() as hurried:
        hurried.setattr(typesetting, "LONGEST_SECONDS", 0.001)
        with pytest.raises(StepRefused, match="请减少份数"):
            typesetting.typeset(design, {"words": "字"})
    assert typesetting.typeset(design, {"words": "字"}).startswith(b"%PDF")


def test_a_fault_of_a_design_is_named_and_hands_out_nothing(design) -> None:
    with pytest.raises(typesetting.PrintError, match="words"):
        typesetting.typeset(design, {"other": "字"})


@pytest.mark.parametrize("words", ["#panic()", "$ x", '"; #', "<b>*_`[]", "\\u{1}", "字" * 5000])
def test_whatever_people_typed_is_text_and_no_command(design, words) -> None:
    assert typesetting.typeset(design, {"words": words}).startswith(b"%PDF")


@pytest.mark.parametrize("words", ["🏗.pdf", "﷽", "𰻝𰻝面", "\u202e倒"])
def test_a_character_that_no_font_has_keeps_no_print_back(design, words) -> None:
    assert typesetting.typeset(design, {"words": words}).startswith(b"%PDF")
