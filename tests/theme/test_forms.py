"""How a form is written: label, mark, hint, unit, errors, and the list that leads to each faulty field."""

from __future__ import annotations

import re

from django import forms
from django.template.loader import render_to_string


class Machine(forms.Form):
    model = forms.CharField(label="规格型号", help_text="按铭牌填写")
    moment = forms.CharField(label="额定起重力矩", required=False)
    moment.unit = "kN·m"
    moment.path = "parameters.rated_load_moment"
    modes = forms.MultipleChoiceField(
        label="工作方式", choices=[("fixed", "固定式")], widget=forms.CheckboxSelectMultiple
    )
    truth = forms.BooleanField(label="承诺真实")


def test_a_faulty_field_is_tied_to_its_hint_and_its_error():
    html = str(Machine({})["model"].as_field_group())
    control = re.search(r"<input[^>]*>", html).group()
    for part in re.search(r'aria-describedby="([^"]+)"', control).group(1).split():
        assert f'id="{part}"' in html
    assert 'aria-invalid="true"' in control
    assert "按铭牌填写" in html


def test_only_required_fields_carry_the_mark():
    form = Machine()
    assert 'class="req"' in form["model"].as_field_group()
    assert 'class="req"' not in form["moment"].as_field_group()


def test_the_unit_stands_behind_the_control():
    assert '<span class="unit">kN·m</span>' in Machine()["moment"].as_field_group()


def test_several_boxes_are_one_group_with_a_legend():
    assert re.search(r"<fieldset.*?<legend>工作方式", Machine()["modes"].as_field_group(), re.DOTALL)


def test_each_line_of_the_error_list_leads_to_a_place_in_the_form():
    form = Machine({"moment": "x"})
    form.add_error("moment", "请填写数字。")
    summary = render_to_string("partials/_error_summary.html", {"form": form})
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["f-model", "f-parameters.rated_load_moment", "f-modes", "f-truth"]
    assert all(f'id="{target}"' in str(form) for target in targets)


def test_without_an_error_there_is_no_list():
    form = Machine({"model": "QTZ80", "modes": ["fixed"], "truth": "on"})
    assert render_to_string("partials/_error_summary.html", {"form": form}).strip() == ""


def test_what_was_typed_comes_back_as_text():
    html = str(Machine({"model": "<b>QTZ80</b>"}))
    assert "&lt;b&gt;QTZ80&lt;/b&gt;" in html
    assert "<b>QTZ80" not in html
