"""Small checks that compose into the shape of a body. Each yields (field, reason) pairs for what is wrong."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

Fault = tuple[str, str]
Check = Callable[[Any, str], Iterator[Fault]]
Fields = dict[str, Check]
Pattern = str | None
_DAY = r"\d{4}-\d{2}-\d{2}"
_DATE = re.compile(_DAY, re.ASCII)
_DATE_TIME = re.compile(_DAY + r"T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
WRONG_FORM = "格式不正确"


def text(
    *, least: int = 0, most: int | None = None, pattern: Pattern = None, hint: str = WRONG_FORM
) -> Check:
    """A string of `least` to `most` characters that `pattern` matches as a whole."""

    def check(value: Any, field: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield field, "应为文本"
        elif any("\ud800" <= c <= "\udfff" for c in value):
            yield field, "含有无效字符"
        elif len(value) < least:
            yield field, "不能为空"
        elif most is not None and len(value) > most:
            yield field, f"不能超过 {most} 个字符"
        elif pattern and not re.fullmatch(pattern, value):
            yield field, hint

    return check


def integer(*, least: int, most: int | None = None) -> Check:
    """A whole number; 15.0 counts as 15, as in JSON Schema."""

    def check(value: Any, field: str) -> Iterator[Fault]:
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if not whole or isinstance(value, bool):
            yield field, "应为整数"
        elif value < least or (most is not None and value > most):
            yield field, f"应不小于 {least}" if most is None else f"应在 {least} 至 {most} 之间"

    return check


def one_of(*values: str) -> Check:
    """One of the listed words."""

    def check(value: Any, field: str) -> Iterator[Fault]:
        if value not in values:
            yield field, "应为 " + "、".join(values) + " 之一"

    return check


def scalar(value: Any, field: str) -> Iterator[Fault]:
    """A number, text or truth value."""
    if not isinstance(value, str | int | float):
        yield field, "应为数值、文本或是否"


def iso_date(value: Any, field: str) -> Iterator[Fault]:
    """A calendar day YYYY-MM-DD."""
    if not (isinstance(value, str) and _DATE.fullmatch(value) and _parses(date, value)):
        yield field, "应为 YYYY-MM-DD 形式的日期"


def iso_datetime(value: Any, field: str) -> Iterator[Fault]:
    """A moment of RFC 3339, with its offset."""
    if not (isinstance(value, str) and _DATE_TIME.fullmatch(value) and _parses(datetime, value)):
        yield field, "应为带时区的日期时间"


def _parses(kind: type[date], value: str) -> bool:
    try:
        kind.fromisoformat(value)
    except ValueError:
        return False
    return True


def nullable(check: Check) -> Check:
    """The check, or null."""

    def either(value: Any, field: str) -> Iterator[Fault]:
        if value is not None:
            yield from check(value, field)

    return either


def items(check: Check) -> Check:
    """A list whose every item passes; fields are numbered from 0."""

    def each(value: Any, field: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield field, "应为列表"
            return
        for index, item in enumerate(value):
            yield from check(item, f"{field}.{index}")

    return each


def record(required: Fields, optional: Fields | None = None, *, closed: bool = False) -> Check:
    """An object with its fields; `closed` refuses any other."""
    known = required | (optional or {})

    def check(value: Any, field: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield field or "body", "应为对象"
            return
        prefix = f"{field}." if field else ""
        yield from ((prefix + name, "缺少此项") for name in required if name not in value)
        if closed:
            yield from ((prefix + name, "不认识的项") for name in value if name not in known)
        for name, rule in known.items():
            if name in value:
                yield from rule(value[name], prefix + name)

    return check
