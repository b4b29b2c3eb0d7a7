"""From a figure down to the names: the addresses of the lists behind the numbers."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Enterprise
from devices.listing import town_word
from reports.shapes import Cell

NOWHERE = "未填存放镇街"


def machines_url(**chosen: object) -> str:
    """The list of machines, narrowed."""
    return _address("console:report_machines", chosen)


def cases_url(**chosen: object) -> str:
    """The list of renewals, narrowed."""
    return _address("console:report_cases", chosen)


def counted(number: int, url: str, tone: str = "") -> Cell:
    """A number that leads to its names; nothing to lead to where it is zero."""
    return Cell(str(number), url if number else "", tone=tone if number else "")


def place_name(town: str) -> str:
    """A town in words."""
    return town_word(town) if town else NOWHERE


def firm_names(ids: Collection[int]) -> dict[int, str]:
    """Firm → name; one query."""
    return dict(Enterprise.objects.filter(pk__in=ids).order_by().values_list("pk", "name"))


def _address(name: str, chosen: dict[str, object]) -> str:
    given = {key: value for key, value in chosen.items() if value not in ("", None)}
    return f"{_page(name)}?{urlencode(given)}" if given else _page(name)


@cache
def _page(name: str) -> str:
    """Kept: a report of all firms has a hundred thousand addresses of two pages."""
    return reverse(name)
