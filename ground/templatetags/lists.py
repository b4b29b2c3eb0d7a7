"""What stands some hundred times on a page of a list, so that it is written here and not by a loop or an include."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from ground.listing import Option

register = template.Library()
STAND_IN = "0" * 12  # is a number and a word, whatever the address takes


@register.simple_tag
def options(choices: Iterable[Option]) -> SafeString:
    """`<option>` for each, with the number of rows that it would find where it is known."""
    return SafeString("".join([_option(one) for one in choices]))


@register.simple_tag
def tag(state: Any) -> SafeString:
    """A state's `label` in its `tone`, as partials/_tag.html writes it."""
    return SafeString(f'<span class="tag {escape(state.tone)}">{escape(state.label)}</span>')


@register.simple_tag
def moment(at: dt.datetime, css: str = "sub") -> SafeString:
    """A moment of this place to the minute, with its machine-readable form."""
    here, kind = timezone.localtime(at), f' class="{css}"' if css else ""
    return SafeString(f'<time{kind} datetime="{here.isoformat()}">{here:%Y-%m-%d %H:%M}</time>')


@register.simple_tag
def row_url(name: str, key: object) -> str:
    """The same as `{% url name key %}`, whose name is looked up once in a process and not for each row."""
    head, tail = _around(name, settings.ROOT_URLCONF, get_script_prefix())
    return f"{head}{quote(str(key), safe='')}{tail}"


@register.simple_tag
def in_hand(row: Mapping[str, Any]) -> SafeString:
    """Who has a case in hand and who looks at it, in a cell: `claimed` and `viewers` of `rows_in_hand`."""
    names = "、".join([escape(name) for name in row["viewers"]])
    looked_at = f'<br><span class="sub">{names}正在查看</span>' if names else ""
    return SafeString(f"{escape(row['claimed'] or '—')}{looked_at}")


@lru_cache(maxsize=256)
def _around(name: str, _urls: str, _prefix: str) -> tuple[str, str]:
    head, _, tail = reverse(name, args=[STAND_IN]).partition(STAND_IN)
    return head, tail


def _option(one: Option) -> str:
    number = "" if one.count is None else f"（{one.count}）"
    chosen = " selected" if one.chosen else ""
    return f'<option value="{escape(one.value)}"{chosen}>{escape(str(one.label))}{number}</option>'
