"""Bodies in JSON, read strictly: what two readers could understand differently, or no database can hold, is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from rest_framework.parsers import JSONParser

from api.problems import Problem

DEPTH = 20  # deeper than anything that the interface takes
TOO_DEEP = "请求体的 JSON 嵌套过深(最多 {most} 层)。"
TWICE = "请求体的 JSON 中字段“{name}”出现了两次，请只保留一个。"
NOT_TEXT = "请求体含有不能保存的字符(U+0000 或不成对的代理字符)，请删除后重新提交。"
NOT_NUMBER = "请求体含有超出范围的数字，请改为文字或普通数字。"
BAD_JSON = "请求体不是正确的 JSON(UTF-8)。"


class StrictJSON(JSONParser):
    """JSON by RFC 8259 with the advice of RFC 7493: no names twice, no lone surrogates, no infinite numbers."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The value. Raises Problem(400) with the reason; the body's length has been bounded before."""
        try:
            text = stream.read().decode("utf-8")
            value = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_constant)
        except RecursionError as error:
            raise Problem(400, "json_too_deep", TOO_DEEP.format(most=DEPTH)) from error
        except ValueError as error:
            raise Problem(400, "bad_json", BAD_JSON) from error
        _must_be_plain(value)
        return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        shown = twice[:60].encode("utf-8", "replace").decode()
        raise Problem(400, "json_name_twice", TWICE.format(name=shown))
    return found


def _no_constant(text: str) -> float:
    raise ValueError(text)


def _must_be_plain(value: Any) -> None:
    """Look through the whole value, without recursion."""
    left: list[tuple[Any, int]] = [(value, 1)]
    while left:
        one, depth = left.pop()
        if depth > DEPTH:
            raise Problem(400, "json_too_deep", TOO_DEEP.format(most=DEPTH))
        if isinstance(one, str):
            _must_be_text(one)
        elif isinstance(one, float) and not math.isfinite(one):
            raise Problem(400, "json_bad_number", NOT_NUMBER)
        elif isinstance(one, Mapping):
            left += [(part, depth + 1) for part in (*one.keys(), *one.values())]
        elif isinstance(one, list):
            left += [(part, depth + 1) for part in one]


def _must_be_text(text: str) -> None:
    if "\x00" in text or not _encodes(text):
        raise Problem(400, "json_bad_text", NOT_TEXT)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
