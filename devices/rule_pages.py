"""规则设置 in the console: the effect is shown before a rule is kept. Importing this module registers the pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.city_changes import changes_of
from accounts.policies import Action, require
from devices import age_effects  # noqa: F401 (registers what the age rules touch)
from devices.city_rules import RULES, Rule, default_of, rule_of, value_of, with_value
from devices.kept_rules import kept_values
from devices.services.rules import keep_rule, revision_of
from ground.asking import posted_revision
from ground.console import add_view
from ground.effects import effects_of
from ground.errors import RuleBroken

YEARS = 10  # a day further away is a slip of the finger
FLAGS = [("yes", "是"), ("no", "否")]


class RuleForm(forms.Form):
    """One rule's value, in the field of its kind, and why it is changed."""

    reason = forms.CharField(
        label="修改原因或依据",
        max_length=200,
        error_messages={"max_length": "原因最多 200 字，请精简。"},
    )
    field_order = ("value", "reason")

    def __init__(self, rule: Rule, data: Any = None) -> None:
        self.rule = rule
        super().__init__(data, label_suffix="")
        self.fields["value"] = _field(rule)
        self.order_fields(self.field_order)

    def clean_value(self) -> Any:
        """A date near enough to be meant."""
        value = self.cleaned_data["value"]
        if isinstance(value, dt.date) and abs((value - timezone.localdate()).days) > YEARS * 366:
            raise forms.ValidationError(f"请选择前后 {YEARS} 年以内的日期。")
        return value

    def value(self) -> Any:
        """The typed value in the rule's own type."""
        given = self.cleaned_data["value"]
        return given == "yes" if self.rule.kind == "flag" else given


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """Every rule with what holds now and its default."""
    require(request.user, Action.KEEP_RULES)
    kept = kept_values()
    groups: dict[str, list[dict[str, Any]]] = {}
    for rule in RULES:
        row = {
            "rule": rule,
            "value": rule.words(value_of(rule)),
            "default": rule.words(default_of(rule)),
            "is_set": rule.name in kept,
        }
        groups.setdefault(rule.group, []).append(row)
    subjects = [f"rule:{rule.name}" for rule in RULES]
    context = {"title": "规则设置", "groups": groups, "changes": changes_of(*subjects)}
    return TemplateResponse(request, "console/rules/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_change(request: HttpRequest, name: str) -> HttpResponse:
    """Show the effect of a value, or keep it where that very value's effect was shown."""
    require(request.user, Action.KEEP_RULES)
    try:
        rule = rule_of(name)
    except KeyError as unknown:
        raise Http404 from unknown
    if request.method != "POST":
        return _page(request, rule, RuleForm(rule))
    form = RuleForm(rule, request.POST)
    if not form.is_valid():
        return _page(request, rule, form, status=422)
    value = form.value()
    if request.POST.get("step") != "keep" or request.POST.get("shown") != rule.words(value):
        return _page(request, rule, form, shown=rule.words(value), effects=_effects(rule, value))
    try:
        keep_rule(
            user=request.user,
            rule=rule,
            value=value,
            seen=posted_revision(request),
            reason=form.cleaned_data["reason"],
        )
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        return _page(request, rule, form, status=refusal.status)
    messages.success(request, f"“{rule.label}”已设为“{rule.words(value)}”，立即生效。")
    return redirect("console:rules")


def _effects(rule: Rule, value: Any) -> list[Any]:
    found = effects_of(rule.name, *with_value(rule, value))
    return [effect for effect in found if effect.count != 0]


def _page(
    request: HttpRequest, rule: Rule, form: RuleForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "title": rule.label,
        "rule": rule,
        "form": form,
        "present": rule.words(value_of(rule)),
        "default": rule.words(default_of(rule)),
        # A stale page stays stale: what somebody else set meanwhile must be looked at first.
        "revision": request.POST.get("revision") or revision_of(rule),
        "changes": changes_of(f"rule:{rule.name}"),
        **more,
    }
    return TemplateResponse(request, "console/rules/change.html", context, status=status)


def _field(rule: Rule) -> forms.Field:
    value, unit = value_of(rule), f"({rule.unit})" if rule.unit else ""
    shared: dict[str, Any] = {"label": f"{rule.label}{unit}", "help_text": rule.hint}
    if rule.kind == "number":
        bounds = f"请填写 {rule.low} 至 {rule.high} 的整数。"
        said = dict.fromkeys(("required", "invalid", "min_value", "max_value"), bounds)
        return forms.IntegerField(
            min_value=rule.low, max_value=rule.high, initial=value, error_messages=said, **shared
        )
    if rule.kind == "date":
        return forms.DateField(
            required=False,
            initial=value,
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "日期有误，请重新选择。"},
            **shared,
        )
    choices, initial = (FLAGS, "yes" if value else "no") if rule.kind == "flag" else (rule.choices, value)
    return forms.ChoiceField(
        choices=choices,
        initial=initial,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择其中一项。"),
        **shared,
    )


add_view("rules/", rule_list, "rules")
add_view("rules/<slug:name>/", rule_change, "rule")
