"""Tags of the shell: sidebar entries with their counts, the footer, the signs of findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString

register = template.Library()

TONES = {"error": "bad", "warning": "warn", "bad": "bad", "warn": "warn"}
MARKS = {"bad": "✕", "warn": "!", "ok": "✓"}
WORDS = {"bad": "须改正", "warn": "提醒", "ok": "通过"}


@register.simple_tag(takes_context=True)
def menu_entry(context: template.Context, name: str, label: str) -> SafeString:
    """One entry of a sidebar: `name` is the url's name and the key of its count in `nav`.

    The entry is the current one where the page's variable `section` says its name; a page without `section`
    belongs to the entry whose name its own url name begins with (`devices:registered_edit`).
    """
    return menu_line(
        _address(name, settings.ROOT_URLCONF, get_script_prefix()),
        label,
        count_of(context.get("nav"), name),
        is_current(context, name),
    )


@register.simple_tag
def menu_lines(lines: Iterable[Mapping[str, Any]]) -> SafeString:
    """The lines of one group of a sidebar: `url`, `label`, `count` (None: none), `current`; there are some thirty on
    each page, so that they are written here."""
    written = [menu_line(line["url"], line["label"], line["count"], line["current"]) for line in lines]
    return SafeString("".join(written))


def menu_line(url: str, label: str, count: int | None, current: bool) -> SafeString:
    """One line of a sidebar."""
    mark = ' class="on" aria-current="page"' if current else ""
    number = "" if count is None else f'<span class="n">{count}</span>'
    return SafeString(f'<li><a href="{escape(url)}"{mark}>{escape(label)}{number}</a></li>')


def is_current(context: template.Context, name: str) -> bool:
    """Whether the page that is being written belongs to the sidebar entry `name`."""
    if section := context.get("section"):
        return section == name
    match = getattr(context.get("request"), "resolver_match", None)
    view_name = match.view_name if match else ""
    return view_name == name or view_name.startswith((f"{name}_", f"{name}-"))


@register.filter
def count_of(nav: Mapping[str, int] | None, name: str) -> int | None:
    """The number that `nav` holds for an entry, None where it holds none."""
    return nav.get(name) if isinstance(nav, Mapping) else None


@register.simple_tag(takes_context=True)
def way_to(context: template.Context, name: str) -> str:
    """The address of a page behind the login; for somebody unknown the login, which leads on to it."""
    user, target = context.get("user"), reverse(name)
    known = user is not None and user.is_authenticated
    return target if known else f"{reverse('accounts:login')}?{urlencode({'next': target})}"


@lru_cache(maxsize=64)
def _address(name: str, _urls: str, _prefix: str) -> str:
    """Looked up once in a process and not for each line of each page."""
    return reverse(name)


@register.inclusion_tag("partials/_site_footer.html")
def site_footer() -> dict[str, Any]:
    """The official marks of the site (setting SITE_MARKS); also on error pages, which have no context."""
    return {"site_marks": getattr(settings, "SITE_MARKS", {})}


@register.filter
def tone_of(severity: object) -> str:
    """The tone (bad, warn, ok) of a finding's severity."""
    return TONES.get(str(severity), "ok")


@register.filter
def mark_of(tone: str) -> str:
    """The sign drawn before a line of that tone."""
    return MARKS.get(tone, "·")


@register.filter
def word_of(tone: str) -> str:
    """The word that a screen reader says in place of the sign."""
    return WORDS.get(tone, "")
