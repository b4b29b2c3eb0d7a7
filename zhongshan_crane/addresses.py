"""Every address of the site, read from the URLconf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One pattern: `name` with its namespaces (the route, where it has none), `kinds` the type of each parameter."""

    name: str
    route: str
    kinds: dict[str, str]
    view: Any


def addresses() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_walked(get_resolver().url_patterns, "", ""))


def _walked(patterns: list[Any], before: str, space: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walked(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            named = f"{space}{pattern.name}" if pattern.name else route
            yield Address(named, route, _kinds(pattern), pattern.callback)


def _kinds(pattern: URLPattern) -> dict[str, str]:
    """The type of each parameter; those of a regular expression are texts."""
    found = {
        name: type(kind).__name__.replace("String", "Str")
        for name, kind in pattern.pattern.converters.items()
    }
    texts = {name: "str" for name in pattern.pattern.regex.groupindex if name not in found}
    return {name: kind.removesuffix("Converter").lower() for name, kind in {**found, **texts}.items()}
