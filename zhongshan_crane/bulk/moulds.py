"""What many rows of a table have alike, encoded once: for COPY a line with gaps, for SQLite a tuple with gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection

Gaps = tuple[list[Any], list[int]]  # a row's pieces, and which of them are given by each row
_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


class Encoders(dict[type, Callable[[Any], Any]]):
    """By the type of the value, because they run some hundred times for each machine; texts may be of a type of their own."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        found = self[kind] = self[str] if issubclass(kind, str) else self[object]
        return found


def _text(value: str) -> str:
    if "\\" in value or "\n" in value or "\t" in value or "\r" in value:
        return value.translate(_ESCAPED)
    return value


FOR_COPY = Encoders(
    {
        int: str,
        str: _text,
        type(None): lambda _: "\\N",
        dt.datetime: dt.datetime.isoformat,
        dt.date: dt.date.isoformat,
        bytes: lambda value: "\\\\x" + value.hex(),
        object: str,
    }
)
FOR_SQLITE = Encoders(
    {
        str: str,
        dt.datetime: lambda value: connection.ops.adapt_datetimefield_value(value),
        dt.date: dt.date.isoformat,
        object: lambda value: value,
    }
)


class Mould:
    """Encoded columns, `places` by their names; a row fills some of them with values of its own."""

    __slots__ = ("_gaps", "_values", "places")
    encoders: Encoders

    def __init__(self, places: dict[str, int], values: list[Any]) -> None:
        self.places, self._values = places, values
        self._gaps: dict[tuple[str, ...], Gaps] = {}

    def row(self, columns: Mapping[str, Any]) -> Any:
        """A row as it is written. Rows with the same columns, in the same order, share the pieces between them."""
        names = tuple(columns)
        gaps = self._gaps.get(names)
        if gaps is None:
            gaps = self._gaps[names] = self._cut([self.places[name] for name in names])
        pieces, encoders = gaps[0].copy(), self.encoders
        for place, value in zip(gaps[1], columns.values(), strict=True):
            pieces[place] = encoders[type(value)](value)
        return self._whole(pieces)

    def filled(self, columns: Mapping[str, Any]) -> Mould:
        """A mould with those columns, too."""
        values, encoders = self._values.copy(), self.encoders
        for name, value in columns.items():
            values[self.places[name]] = encoders[type(value)](value)
        return type(self)(self.places, values)

    def _cut(self, given: list[int]) -> Gaps:
        raise NotImplementedError

    def _whole(self, pieces: list[Any]) -> Any:
        raise NotImplementedError


class LineMould(Mould):
    """Of COPY's text format."""

    __slots__ = ()
    encoders = FOR_COPY

    def _cut(self, given: list[int]) -> Gaps:
        pieces: list[str] = []
        places, alike = {}, ""
        for column, value in enumerate(self._values):
            alike += "\t" if column else ""
            if column in given:
                places[column] = len(pieces) + 1
                pieces += [alike, ""]
                alike = ""
            else:
                alike += value
        return [*pieces, alike], [places[column] for column in given]

    def _whole(self, pieces: list[Any]) -> str:
        return "".join(pieces)


class TupleMould(Mould):
    """Of the parameters of an INSERT."""

    __slots__ = ()
    encoders = FOR_SQLITE

    def _cut(self, given: list[int]) -> Gaps:
        return self._values, given

    def _whole(self, pieces: list[Any]) -> tuple[Any, ...]:
        return tuple(pieces)
