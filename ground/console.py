"""Where apps hand in what the console shows: pages, tiles of the workbench, counts of the sidebar.

It lies below every app, so that a page's app need not know the console that shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from ground.counting import counted
from ground.kept_counts import kept_counts

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class ConsolePage:
    """A page of the console beside the admin's own: `path` below /console/, `name` for `console:<name>`."""

    path: str
    view: View
    name: str


@dataclass(frozen=True)
class Tile:
    """A figure of the workbench that leads to its list; tone: ok, warn, bad, go or empty."""

    label: str
    number: int | str
    url: str
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class PanelLine:
    """One line of a panel; `tag` has a label and a tone."""

    label: str
    url: str
    note: str = ""
    tag: Any = None


@dataclass(frozen=True)
class Panel:
    """A few lines of the workbench under a title; `url` leads to all of them, `empty` is said where there is none."""

    title: str
    lines: list[PanelLine]
    url: str
    empty: str


PanelSource = Callable[[HttpRequest], Iterable[Panel]]
TileSource = Callable[[HttpRequest], Iterable[Tile]]
CountSource = Callable[[HttpRequest], Mapping[str, QuerySet[Any]]]

pages: dict[str, ConsolePage] = {}
tile_sources: list[TileSource] = []
panel_sources: list[PanelSource] = []
count_sources: list[CountSource] = []


def add_view(path: str, view: View, name: str) -> None:
    """Register a page of the console; the site lets only console users in, the view checks the action."""
    pages[name] = ConsolePage(path, view, name)


def add_tiles(source: TileSource, *, first: bool = False) -> TileSource:
    """Register (also as a decorator) a function that gives tiles of the workbench; `first`: before the others'."""
    tile_sources.insert(0 if first else len(tile_sources), source)
    return source


def add_panels(source: PanelSource) -> PanelSource:
    """Register (also as a decorator) a function that gives panels of the workbench for a request."""
    panel_sources.append(source)
    return source


def add_counts(source: CountSource) -> CountSource:
    """Register (also as a decorator) a function that gives what the sidebar counts: url name to rows."""
    count_sources.append(source)
    return source


def tiles_for(request: HttpRequest) -> list[Tile]:
    """All tiles that the apps give to this person, in the order of registration."""
    return [tile for source in tile_sources for tile in source(request)]


def panels_for(request: HttpRequest) -> list[Panel]:
    """All panels that the apps give to this person, in the order of registration."""
    return [panel for source in panel_sources for panel in source(request)]


def counts_for(request: HttpRequest) -> dict[str, int]:
    """All sidebar counts that the apps give to this person: at most one query, once for each request."""
    if not hasattr(request, "_console_counts"):
        counts = kept_counts(request.user, "console", lambda: _counted_now(request))
        request._console_counts = counts  # type: ignore[attr-defined]
    return request._console_counts  # type: ignore[attr-defined,no-any-return]


def _counted_now(request: HttpRequest) -> dict[str, int]:
    found: dict[str, QuerySet[Any]] = {}
    for source in count_sources:
        found.update(source(request))
    return numbers_for(request, found)


def numbers_for(request: HttpRequest, found: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Capped counts for the person who asks, by one query for all of them."""
    people: Any = get_user_model()
    return counted(people.objects.filter(pk=request.user.pk), found)
