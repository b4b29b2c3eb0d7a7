"""The options of a list's choices: some hundred on a page, so they are written here and not by a loop in the template."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ground.listing import Option

register = template.Library()
PLAIN, CHOSEN = '<option value="{}">{}{}</option>', '<option value="{}" selected>{}{}</option>'


@register.simple_tag
def options(choices: Iterable[Option]) -> SafeString:
    """`<option>` for each, with the number of rows that it would find where it is known."""
    return format_html_join("", "{}", ((_option(one),) for one in choices))


def _option(one: Option) -> SafeString:
    number = "" if one.count is None else f"（{one.count}）"
    return format_html(CHOSEN if one.chosen else PLAIN, one.value, one.label, number)
