"""The draft of the next version: what it says, how it differs, how the form would look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import Action, require
from devices.catalogue import Catalogue
from devices.catalogue.additions import common_entries, is_own
from devices.catalogue.differences import REQUIRED, differences, level_words
from devices.catalogue.schema import Data
from devices.catalogue_pages.forms import NumberForm
from devices.forms import RecordForm
from devices.models import CatalogueDraft, CatalogueVersion, Device
from devices.services.catalogue import (
    NO_DRAFT,
    discard_draft,
    keep_number,
    latest_version,
    read_draft,
)
from ground.asking import posted_revision
from ground.console import add_view
from ground.errors import RuleBroken, StepRefused


@require_safe
def draft_page(request: HttpRequest) -> HttpResponse:
    """The draft's parameters by category, its papers, ages and banned models, each leading to its form."""
    require(request.user, Action.KEEP_CATALOGUE)
    draft = the_draft()
    return _page(request, draft, NumberForm(initial={"number": draft.number}))


@require_POST
def draft_number(request: HttpRequest) -> HttpResponse:
    """Name the version."""
    require(request.user, Action.KEEP_CATALOGUE)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _page(request, the_draft(), form, status=422)
    try:
        keep_number(user=request.user, revision=posted_revision(request), number=form.cleaned_data["number"])
    except RuleBroken as refusal:
        form.add_error("number" if refusal.path else None, refusal.message)
        return _page(request, the_draft(), form, status=refusal.status)
    messages.success(request, "版本号已保存。")
    return redirect("console:catalogue_draft")


@require_safe
def draft_preview(request: HttpRequest, category: str) -> HttpResponse:
    """How the form of a category would look; nothing can be sent from it."""
    require(request.user, Action.KEEP_CATALOGUE)
    catalogue = read_draft(the_draft())
    if not catalogue.has_category(category):
        raise Http404
    form = RecordForm(catalogue=catalogue, phase="renewal", record=Device(category=category))
    for field in form.fields.values():
        field.disabled = True
    context = {
        "title": f"预览：{catalogue.category(category).label}",
        "groups": [*form.parameter_groups(), *form.common_groups()],
        "papers": catalogue.attachment_requirements("renewal", category),
        "categories": catalogue.enabled_categories(),
        "chosen": category,
    }
    return TemplateResponse(request, "console/catalogue/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_discard(request: HttpRequest) -> HttpResponse:
    """放弃草稿, asked once more."""
    require(request.user, Action.KEEP_CATALOGUE)
    draft = the_draft()
    if request.method != "POST":
        context = {"title": f"放弃第 {draft.number} 版草稿", "draft": draft}
        return TemplateResponse(request, "console/catalogue/discard.html", context)
    discard_draft(user=request.user, revision=posted_revision(request))
    messages.success(request, f"已放弃第 {draft.number} 版草稿，现行版本不受影响。")
    return redirect("console:catalogue")


def the_draft() -> CatalogueDraft:
    """The draft; StepRefused, with where to look, where there is none any more."""
    draft = CatalogueDraft.objects.select_related("base", "made_by").first()
    if draft is None:
        raise StepRefused("no_draft", NO_DRAFT)
    return draft


def _page(
    request: HttpRequest, draft: CatalogueDraft, form: NumberForm, *, status: int = 200
) -> HttpResponse:
    catalogue, latest = read_draft(draft), latest_version()
    lines = differences(latest.catalogue, catalogue)
    context = {
        "title": f"参数目录第 {draft.number} 版(草稿)",
        "draft": draft,
        "form": form,
        "present": CatalogueVersion.objects.in_force(),
        "latest": latest,
        "lines": lines,
        "categories": _categories(draft.data, catalogue, {(line.where, line.path) for line in lines}),
        "common": _common(draft.data, {line.path for line in lines}),
        "papers": [(paper, level_words(dict(paper.levels), catalogue)) for paper in catalogue.attachments],
        "age_count": len(catalogue.age_rules),
        "model_count": len(catalogue.eliminated_models),
    }
    return TemplateResponse(request, "console/catalogue/draft.html", context, status=status)


def _categories(
    data: Data, catalogue: Catalogue, changed: set[tuple[str, str]]
) -> list[tuple[Data, list[dict[str, Any]]]]:
    found = []
    for entry in data["categories"]:
        if not catalogue.category(entry["code"]).enabled:
            continue
        rows = [
            {
                "entry": one,
                "required": REQUIRED[one.get("required", "optional")],
                "is_own": is_own(entry["code"], one["code"]),
                "changed": (entry["label"], f"parameters.{one['code']}") in changed,
            }
            for one in entry.get("parameters", [])
        ]
        found.append((entry, rows))
    return found


def _common(data: Data, changed: set[str]) -> list[dict[str, Any]]:
    return [
        {
            "entry": one,
            "required": REQUIRED[one.get("required", "optional")],
            "changed": f"device.{one['code']}" in changed,
        }
        for one in common_entries(data)
    ]


add_view("catalogue/draft/", draft_page, "catalogue_draft")
add_view("catalogue/draft/number/", draft_number, "catalogue_number")
add_view("catalogue/draft/preview/<slug:category>/", draft_preview, "catalogue_preview")
add_view("catalogue/draft/discard/", draft_discard, "catalogue_discard")
