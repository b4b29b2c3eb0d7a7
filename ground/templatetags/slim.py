"""A page without the blanks of its templates: forms of sixty fields would be a fifth longer with them."""

from __future__ import annotations

import re

from django import template

register = template.Library()
# What people typed into a text area keeps every blank.
KEPT = re.compile(r"(<textarea\b.*?</textarea>)", re.DOTALL)
BLANKS = re.compile(r"\s*\n\s*")


class SlimNode(template.Node):
    """Writes its content with each run of blanks around a line break as one line break."""

    def __init__(self, content: template.NodeList) -> None:
        self.content = content

    def render(self, context: template.Context) -> str:
        parts = KEPT.split(self.content.render(context))
        return "".join(part if place % 2 else BLANKS.sub("\n", part) for place, part in enumerate(parts))


@register.tag
def slim(parser: template.base.Parser, token: template.base.Token) -> SlimNode:
    """`{% slim %}…{% endslim %}`: the same page, fewer bytes."""
    content = parser.parse(("endslim",))
    parser.delete_first_token()
    return SlimNode(content)
