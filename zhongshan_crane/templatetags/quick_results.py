"""The rows of an admin list, the same as Django writes them: what holds of a column is found out once and not in every row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote as iri_quote

from django import template
from django.contrib.admin.templatetags import admin_list
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.templatetags.base import InclusionAdminNode
from django.contrib.admin.utils import display_for_field, display_for_value
from django.contrib.admin.utils import quote as admin_quote
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import NoReverseMatch
from django.utils import dateformat
from django.utils.formats import get_format
from django.utils.safestring import SafeString

from ground.templatetags.lists import STAND_IN

register = template.Library()
Show = Callable[[Any], tuple[Any, bool]]  # a row's cell, and whether it must not be broken


@register.tag
def quick_result_list(parser: Any, token: Any) -> InclusionAdminNode:
    """`{% quick_result_list cl %}` in the place of the admin's `result_list`."""
    return InclusionAdminNode(
        parser, token, func=_result_list, template_name="change_list_results.html", takes_context=False
    )


def _result_list(cl: Any) -> dict[str, Any]:
    shows = None if cl.formset else [_show(cl, name) for name in cl.list_display]
    if shows is None or not all(shows):
        return dict(admin_list.result_list(cl))
    css = [_css(name) for name in cl.list_display]
    links = [_links(cl, name, place == 0) for place, name in enumerate(cl.list_display)]
    columns, opening = list(zip(shows, css, links, strict=True)), _opening(cl)
    return {
        "cl": cl,
        "result_hidden_fields": [],
        "result_headers": list(admin_list.result_headers(cl)),
        "results": [
            admin_list.ResultList(None, [_row(result, columns, opening)]) for result in cl.result_list
        ],
    }


def _row(result: Any, columns: list[tuple[Any, str, bool]], opens: Callable[[Any], str]) -> SafeString:
    cells, opening, first = [], opens(result), True
    for show, css, links in columns:
        shown, whole = show(result)
        text = shown.__html__() if hasattr(shown, "__html__") else escape(str(shown))
        kind = f' class="{css} nowrap"' if whole else f' class="{css}"'
        if not links:
            cells.append(f"<td{kind}>{text}</td>")
            continue
        tag, first = "th" if first else "td", False
        inner = f"{opening}{text}</a>" if opening else text
        cells.append(f"<{tag}{kind}>{inner}</{tag}>")
    return SafeString("".join(cells))


def _opening(cl: Any) -> Callable[[Any], str]:
    """What gives the link to a row's page, empty where it has none. The address is looked up once, with a stand-in for
    the key: with filters in force it carries them along, for which all addresses of the console are gone through."""
    stand_in = SimpleNamespace(**{cl.pk_attname: STAND_IN})
    try:
        url = add_preserved_filters(
            {"preserved_filters": cl.preserved_filters, "opts": cl.opts}, cl.url_for_result(stand_in)
        )
    except NoReverseMatch:
        return lambda _result: ""
    head, _, tail = escape(url).partition(STAND_IN)

    def opening(result: Any) -> str:
        popup = f' data-popup-opener="{escape(str(result.pk))}"' if cl.is_popup else ""
        key = iri_quote(str(admin_quote(getattr(result, cl.pk_attname))), safe="")
        return f'<a href="{head}{key}{tail}"{popup}>'

    return opening


def _css(name: Any) -> str:
    return "action-checkbox" if name == "action_checkbox" else f"field-{name}"


def _links(cl: Any, name: str, is_first: bool) -> bool:
    if cl.list_display_links is None:
        return False
    return name in cl.list_display_links if cl.list_display_links else is_first


def _show(cl: Any, name: Any) -> Show | None:
    """How the column's cell is made of a row; None for kinds of columns that no list of ours has."""
    empty = cl.model_admin.get_empty_value_display()
    try:
        field = cl.lookup_opts.get_field(name)
    except FieldDoesNotExist:
        method = getattr(cl.model_admin, name, None) if isinstance(name, str) and name != "__str__" else None
        return _of_method(method, getattr(method, "empty_value_display", empty)) if method else None
    if field.auto_created or (field.is_relation and not isinstance(field.remote_field, models.ManyToOneRel)):
        return None
    if isinstance(field.remote_field, models.ManyToOneRel):
        return _of_relation(field, empty)
    return _of_field(field, empty, _links(cl, name, is_first=False))


def _of_method(method: Any, empty: Any) -> Show:
    boolean = getattr(method, "boolean", False)

    def show(result: Any) -> tuple[Any, bool]:
        value = method(result)
        if isinstance(value, str) and not boolean:
            return (value, False) if value.strip() else (empty, False)
        return display_for_value(value, empty, boolean), isinstance(value, dt.date | dt.time)

    return show


def _of_relation(field: Any, empty: Any) -> Show:
    def show(result: Any) -> tuple[Any, bool]:
        other = getattr(result, field.name)
        return (empty if other is None else str(other)), True

    return show


def _of_field(field: Any, empty: Any, links: bool) -> Show:
    words, whole = dict(field.flatchoices), isinstance(field, models.DateField | models.TimeField)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField) and not words:
        return _of_day(field, empty)

    def show(result: Any) -> tuple[Any, bool]:
        value = getattr(result, field.name)
        if words:
            return words.get(value, empty), whole
        if isinstance(value, str) and not value.strip():
            value = ""
        return display_for_field(value, field, empty, avoid_link=links), whole

    return show


def _of_day(field: Any, empty: Any) -> Show:
    how = get_format("DATE_FORMAT")  # looked up for each day by the framework

    def show(result: Any) -> tuple[Any, bool]:
        day = getattr(result, field.name)
        return (empty if day is None else dateformat.format(day, how)), True

    return show
