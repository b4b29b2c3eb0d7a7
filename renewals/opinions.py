"""The office's opinion templates, and the statutory grounds of a refusal.

`opinions.toml` beside this module is where the templates begin; afterwards the rows count, which the city
edits. The grounds are the ministry's order and stay in the file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from renewals.models import OpinionTemplate

SOURCE = Path(__file__).with_name("opinions.toml")
STEP = 10  # room between two orders, so that one can be put between them


@dataclass(frozen=True, slots=True)
class StatutoryGround:
    """One of the cases in which the law forbids the registration (法定不予).

    `deregister` marks those that lead to 注销 instead of a correction.
    """

    code: str
    text: str
    deregister: bool = False


def opinion_templates() -> list[OpinionTemplate]:
    """The templates that a reviewer can choose now. One query."""
    return list(OpinionTemplate.objects.offered())


def sentences_by_code() -> dict[str, str]:
    """Every template's sentence, those switched off or removed as well: earlier refusals name them."""
    return {template.code: template.sentence for template in OpinionTemplate.objects.all()}


def codes_of(remarks: dict[str, str]) -> dict[str, str]:
    """Path → the code of the template whose sentence a remark holds word for word. One query where any is given.

    Found by comparing, never by what a page claims; a template that was changed since is none.
    """
    if not remarks:
        return {}
    known = {(row.path, row.sentence.strip()): row.code for row in opinion_templates()}
    found = {path: known.get((path, text.strip()), "") for path, text in remarks.items()}
    return {path: code for path, code in found.items() if code}


def load_built_in() -> int:
    """Add the file's templates that are not there yet; never touches one that is. How many were added."""
    known = set(OpinionTemplate.objects.values_list("code", flat=True))
    fresh = [
        OpinionTemplate(
            code=entry["code"],
            path=entry["path"],
            text=entry["text"],
            kind=entry.get("kind", ""),
            grounds=entry.get("grounds", []),
            is_system=entry.get("system", False),
            order=place * STEP,
        )
        for place, entry in enumerate(_data()["opinions"], start=1)
        if entry["code"] not in known
    ]
    OpinionTemplate.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


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
