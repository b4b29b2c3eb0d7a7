"""The console's sidebar as a tag, so that it stands on every page, also on those that apps register."""

from __future__ import annotations

from typing import Any

from django import template

from zhongshan_crane.console import menu_for

register = template.Library()


@register.simple_tag(takes_context=True)
def console_menu(context: template.Context) -> list[dict[str, Any]]:
    """Groups of the sidebar for the person who asks; the line that the page belongs to is marked `current`.

    A page says by the variable `section` (a url's name) that it belongs to another line than its own.
    """
    request = context["request"]
    groups = menu_for(request)
    here = context.get("section") or _section(request)
    for line in (line for group in groups for line in group["lines"]):
        line["current"] = line["name"] == here
    return groups


def _section(request: Any) -> str:
    """The line that a page of the admin belongs to: a form belongs to its list."""
    match = request.resolver_match
    name = match.view_name if match else ""
    for ending in ("_add", "_change", "_delete", "_history"):
        name = f"{name.removesuffix(ending)}_changelist" if name.endswith(ending) else name
    return name
