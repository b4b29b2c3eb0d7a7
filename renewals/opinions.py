"""The office's opinion templates and the statutory grounds, from `opinions.toml` beside this module."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("opinions.toml")
PLACEHOLDER = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class OpinionTemplate:
    """A ready sentence for 备案意见; `path` is the field it is about, empty where it is about the whole.

    `kind` and `grounds` are set where the sentence is a statutory refusal.
    """

    code: str
    path: str
    text: str
    kind: str = ""
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatutoryGround:
    """One of the cases in which the law forbids the registration (法定不予).

    `deregister` marks those that lead to 注销 instead of a correction.
    """

    code: str
    text: str
    deregister: bool = False


@cache
def opinion_templates() -> tuple[OpinionTemplate, ...]:
    """The templates that a reviewer can choose, in the order of the file, blanks for the reviewer to fill."""
    return tuple(
        OpinionTemplate(
            code=entry["code"],
            path=entry["path"],
            text=PLACEHOLDER.sub("", entry["text"]),
            kind=entry.get("kind", ""),
            grounds=tuple(entry.get("grounds", ())),
        )
        for entry in _data()["opinions"]
        if not entry.get("system")
    )


@cache
def statutory_grounds() -> tuple[StatutoryGround, ...]:
    """G1 to G5 of the ministry's order 166, articles 7 and 8."""
    return tuple(StatutoryGround(**entry) for entry in _data()["grounds"])


def ground_texts(codes: list[str]) -> list[str]:
    """The sentences of the grounds that a decision names; a code that is unknown stands for itself."""
    known = {ground.code: ground.text for ground in statutory_grounds()}
    return [known.get(code, code) for code in codes]


def _data() -> dict[str, Any]:
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))
