"""Reading one entry of the catalogue: typed access, with a fault that names the entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeVar

from devices.catalogue.faults import CatalogueError
from devices.catalogue.schema import Choice, Condition, Data, Range

T = TypeVar("T")
CODE = re.compile(r"[a-z][a-z0-9_]*")


class Entry:
    """One table of the file; every key must be known, each value is taken in its type."""

    def __init__(self, name: str, data: object, known: Iterable[str]) -> None:
        if not isinstance(data, dict):
            raise CatalogueError(name, "应为一组键和值")
        self.name = name
        self.data: Data = data
        if unknown := sorted(set(data) - set(known)):
            raise CatalogueError(name, f"有不认识的键 {unknown[0]}")

    def fault(self, problem: str) -> CatalogueError:
        return CatalogueError(self.name, problem)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str):
            raise self.fault(f"{key} 应为文字")
        return value

    def code(self, key: str = "code") -> str:
        value = self.text(key)
        if not CODE.fullmatch(value):
            raise self.fault(f"{key} {value!r} 应为小写字母、数字和 _")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            raise self.fault(f"{key} 应为 true 或 false")
        return value

    def whole(self, key: str, default: int = 0) -> int:
        value = self.data.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fault(f"{key} 应为不小于 0 的整数")
        return value

    def number(self, key: str, default: str = "0") -> Decimal:
        return self._decimal(key, self.data.get(key, default))

    def fraction(self, key: str) -> Fraction:
        """An exact factor, written as "10" or "1/60"."""
        try:
            value = Fraction(self.text(key, "1"))
        except (ValueError, ZeroDivisionError) as fault:
            raise self.fault(f"{key} 应为数字或 1/60 这样的分数") from fault
        if value <= 0:
            raise self.fault(f"{key} 应大于 0")
        return value

    def range(self, key: str) -> Range | None:
        """[low, high], or None where the key is absent."""
        pair = self.data.get(key)
        if pair is None:
            return None
        if not isinstance(pair, list) or len(pair) != 2:
            raise self.fault(f"{key} 应为 [下限, 上限]")
        low, high = (self._decimal(key, bound) for bound in pair)
        if low > high:
            raise self.fault(f"{key} 的下限大于上限")
        return Range(low, high)

    def one_of(self, key: str, allowed: Sequence[T], default: T | None = None) -> T:
        value = self.data.get(key, default)
        for candidate in allowed:
            if candidate == value:
                return candidate
        raise self.fault(f"{key} {value!r} 应为 {'、'.join(map(str, allowed))} 之一")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fault(f"{key} 应为一列文字")
        return tuple(value)

    def pattern(self, key: str) -> str:
        return self._compiled(key, self.text(key, ""))

    def patterns(self, key: str) -> tuple[str, ...]:
        return tuple(self._compiled(key, text) for text in self.texts(key))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A list of [code, label]."""
        return tuple((choice.code, choice.label) for choice in self.choices(key))

    def choices(self, key: str) -> tuple[Choice, ...]:
        """A list of [code, label, other words …]."""
        found = []
        for item in self.items(key):
            if not isinstance(item, list) or len(item) < 2 or not all(isinstance(x, str) for x in item):
                raise self.fault(f"{key} 应为一列 [代码, 名称]")
            found.append(Choice(item[0], item[1], tuple(item[2:])))
        unique(self.name, key, [choice.code for choice in found])
        return tuple(found)

    def condition(self, key: str) -> Condition | None:
        """{parameter|common = code, in = [...]}, {sub_type = [...]} or {fact = [...]}."""
        if key not in self.data:
            return None
        inner = Entry(f"{self.name}.{key}", self.data[key], ("parameter", "common", "in", "sub_type", "fact"))
        for whole in ("sub_type", "fact"):
            if whole in inner.data:
                return Condition(whole, inner.texts(whole))
        on = inner.code("parameter" if "parameter" in inner.data else "common")
        return Condition(on, inner.texts("in"))

    def iso_date(self, key: str) -> date:
        try:
            return date.fromisoformat(self.text(key))
        except ValueError as fault:
            raise self.fault(f"{key} 应为 2026-01-31 这样的日期") from fault

    def items(self, key: str) -> list[object]:
        value = self.data.get(key, [])
        if not isinstance(value, list):
            raise self.fault(f"{key} 应为列表")
        return value

    def each(self, key: str, known: Iterable[str], make: Callable[[Entry], T]) -> tuple[T, ...]:
        """The entries of a list, each named by its code (or its place) in faults."""
        known = tuple(known)
        made = []
        for place, item in enumerate(self.items(key), start=1):
            label = item.get("code", place) if isinstance(item, dict) else place
            made.append(make(Entry(f"{self.name}.{key}.{label}", item, known)))
        return tuple(made)

    def _decimal(self, key: str, value: object) -> Decimal:
        try:
            if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
                raise InvalidOperation
            number = Decimal(value)
        except InvalidOperation as fault:
            raise self.fault(f"{key} 应为数字") from fault
        if not number.is_finite():
            raise self.fault(f"{key} 应为有限的数字")
        return number

    def _compiled(self, key: str, text: str) -> str:
        try:
            re.compile(text)
        except re.error as fault:
            raise self.fault(f"{key} is no regular expression: {fault}") from fault
        return text


def unique(name: str, what: str, codes: Sequence[str]) -> None:
    """CatalogueError where a code stands twice."""
    for code in codes:
        if codes.count(code) > 1:
            raise CatalogueError(name, f"{what} {code} 出现了两次")
