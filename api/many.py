"""Many items in one request: read one by one, refused one by one, answered in their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from api.etags import NEEDED, UNREADABLE, revision_of
from api.problems import STALE_MATCH, Problem, faults_of
from ground.errors import RuleBroken

ITEMS = "items 应为 1 至 {most} 项的数组，每项为一个 JSON 对象。"


class Faulty(RuleBroken):
    """What an item says cannot be read; `faults` say where."""

    def __init__(self, faults: list[dict[str, str]]) -> None:
        super().__init__("invalid", faults[0]["detail"])
        self.faults = faults


def items_of(data: Any, most: int) -> list[Any]:
    """The items as they were sent. Raises Problem(422) where they are no list of 1 to `most`."""
    items = data.get("items") if isinstance(data, Mapping) else None
    if not isinstance(items, list) or not 1 <= len(items) <= most:
        detail = ITEMS.format(most=most)
        raise Problem(422, "invalid", detail, errors=[fault("items", detail, "items")])
    return items


def read_item(shape: type[serializers.Serializer[Any]], item: Any) -> dict[str, Any]:
    """What the item says. Raises Faulty with each fault."""
    said = shape(data=item)
    if not said.is_valid():
        raise Faulty(faults_of(ValidationError(said.errors)))
    return dict(said.validated_data)


def seen_of(match: str, *, needed: bool) -> int | None:
    """The revision that an item's `if_match` names, None for any. Raises Faulty where it is none, or `needed` and missing."""
    if needed and not match:
        raise Faulty([fault("if_match_missing", NEEDED, "if_match")])
    revision = None if match in {"", "*"} else revision_of(match)
    if revision is None and match not in {"", "*"}:
        raise Faulty([fault("if_match_unreadable", UNREADABLE, "if_match")])
    return revision


def told(refusal: RuleBroken, item: Any) -> tuple[int, list[dict[str, str]]]:
    """The status and the faults with which a refused item is answered."""
    if isinstance(refusal, Faulty):
        return refusal.status, refusal.faults
    if refusal.code == "stale" and item.get("if_match"):
        return 412, [fault("precondition_failed", STALE_MATCH, "if_match")]
    return refusal.status, [fault(refusal.code, refusal.message, refusal.path)]


def fault(code: str, detail: str, path: str = "") -> dict[str, str]:
    """One fault of an item."""
    return {"code": code, "detail": detail, "path": path}
