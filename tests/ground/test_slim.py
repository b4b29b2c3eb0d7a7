"""`{% slim %}` takes the blanks of templates out of a page and none that people typed."""

from __future__ import annotations

from django.template import Context, Template


def slim(text: str, **context: str) -> str:
    return Template("{% load slim %}{% slim %}" + text + "{% endslim %}").render(Context(context))


def test_indentation_becomes_one_line_break() -> None:
    assert slim("<p>\n      甲\n\n   </p>   <b>乙</b>") == "<p>\n甲\n</p>   <b>乙</b>"


def test_a_text_area_keeps_every_blank() -> None:
    area = '<textarea name="remark">\n第一行\n   第二行\n\n</textarea>'
    assert slim(f"<div>\n  {area}\n</div>") == f"<div>\n{area}\n</div>"


def test_what_people_typed_stays_escaped() -> None:
    assert slim("<p>{{ typed }}</p>", typed="<b>\n") == "<p>&lt;b&gt;\n</p>"
