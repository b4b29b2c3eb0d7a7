"""系统 › 操作记录 › 抹除文字: the words of one entry go for good, by a court's order or the law; the entry stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.policies import Action, require
from audit.sources import sources
from audit.word_erasing import MOST, erasable_row, is_entry
from audit.words import Row
from ground.console import add_view
from ground.errors import RuleBroken
from ground.glossary import AccountStep
from zhongshan_crane.trail.erasing import about, erase_by_person, sentence
from zhongshan_crane.trail.lines import lines
from zhongshan_crane.trail.recording import record

NAME = "抹除记录中的文字"
DONE = "已抹除。这条记录和它的封印保留，原处显示“{said}”；另有 {copies} 处相同的文字一并抹除。"


class ErasingForm(forms.Form):
    """On what ground."""

    reason = forms.CharField(
        label="抹除的依据",
        max_length=MOST,
        widget=forms.Textarea({"rows": 3}),
        help_text="写明法律文书或规定的名称和文号，不要写当事人的姓名。",
        error_messages={"required": "请写明抹除的依据。", "max_length": f"最多 {MOST} 字，请精简。"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def erase_entry(request: HttpRequest, source: str, row: int) -> HttpResponse:
    """Show the entry with its words, then erase them; refused steps change nothing."""
    require(request.user, Action.ERASE_WORDS)
    form = ErasingForm(request.POST if request.method == "POST" else None)
    if not is_entry(source, row):
        raise Http404
    entry = erasable_row(source, row)
    if request.method != "POST" or not form.is_valid():
        return _page(request, source, entry, form, status=422 if form.is_bound else 200)
    try:
        copies = erase_by_person(request.user, source, row, form.cleaned_data["reason"])
    except RuleBroken as refusal:
        if refusal.path != "reason":
            raise
        form.add_error("reason", refusal.message)
        return _page(request, source, entry, form, status=refusal.status)
    messages.success(request, DONE.format(said=sentence(), copies=copies))
    return redirect("console:audit_trail")


def _page(request: HttpRequest, code: str, row: Row, form: ErasingForm, *, status: int) -> HttpResponse:
    entry = sources()[code].rows().get(pk=row["id"])
    record(request.user, AccountStep.RECORD_READ, about=about(row))
    context: dict[str, Any] = {
        "title": NAME,
        "section": "console:audit_trail",
        "line": lines([(code, entry)])[0],
        "form": form,
        "said": sentence(),
    }
    return TemplateResponse(request, "console/erase_words.html", context, status=status)


add_view("audit/<slug:source>/<int:row>/erase/", erase_entry, "audit_erase")
