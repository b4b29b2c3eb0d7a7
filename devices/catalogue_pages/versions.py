"""The versions of the catalogue: which is in force, which waits, what each says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.city_changes import changes_of
from accounts.policies import Action, may, require
from devices.catalogue import Catalogue
from devices.catalogue.differences import LEVELS, REQUIRED, SEVERITIES, age_words, level_words
from devices.models import CatalogueDraft, CatalogueVersion
from devices.services.catalogue import SUBJECT, start_draft, take_back
from ground.console import add_view

IN_FORCE, WAITS, FORMER = ("现行", "ok"), ("待生效", "go"), ("旧版", "")


@require_safe
def version_list(request: HttpRequest) -> HttpResponse:
    """All versions with their state, the draft, and what was done to them."""
    require(request.user, Action.KEEP_CATALOGUE)
    present = CatalogueVersion.objects.in_force()
    rows = CatalogueVersion.objects.latest_first().defer("data").select_related("published_by")
    context = {
        "title": "参数目录",
        "rows": [(row, state_of(row, present)) for row in rows[:100]],
        "draft": CatalogueDraft.objects.select_related("base", "made_by").defer("data", "base__data").first(),
        "changes": changes_of(SUBJECT),
        "may_publish": may(request.user, Action.PUBLISH_CATALOGUE),
    }
    return TemplateResponse(request, "console/catalogue/versions.html", context)


@require_safe
def version_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that one version says."""
    require(request.user, Action.KEEP_CATALOGUE)
    version = get_object_or_404(CatalogueVersion, pk=pk)
    context = {
        "title": f"参数目录第 {version.number} 版",
        "version": version,
        "state": state_of(version, CatalogueVersion.objects.in_force()),
        **contents(version.catalogue),
    }
    return TemplateResponse(request, "console/catalogue/version.html", context)


@require_POST
def draft_start(request: HttpRequest) -> HttpResponse:
    """新建草稿, from the latest version or from the one that is named."""
    require(request.user, Action.KEEP_CATALOGUE)
    base = request.POST.get("base", "")
    if base:
        get_object_or_404(CatalogueVersion, pk=int(base) if base.isdecimal() and len(base) < 15 else 0)
    draft = start_draft(user=request.user, base_id=int(base) if base else None)
    messages.success(request, f"已新建第 {draft.number} 版草稿。草稿不影响现行版本，核对无误后再使它生效。")
    return redirect("console:catalogue_draft")


@require_POST
def version_back(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回 of a version that waits for its date."""
    require(request.user, Action.PUBLISH_CATALOGUE)
    version = get_object_or_404(CatalogueVersion, pk=pk)
    draft = take_back(user=request.user, version_id=version.pk)
    messages.success(request, f"第 {draft.number} 版不再生效，已恢复为草稿，可以继续修改。")
    return redirect("console:catalogue_draft")


def state_of(version: CatalogueVersion, present: CatalogueVersion) -> tuple[str, str]:
    """现行, 待生效 or 旧版, with its tone."""
    if version.pk == present.pk:
        return IN_FORCE
    return WAITS if version.effective_on > timezone.localdate() else FORMER


def contents(catalogue: Catalogue) -> dict[str, Any]:
    """The parts of a version as the page shows them."""
    return {
        "categories": [
            (category, [(p, REQUIRED[p.required]) for p in category.parameters])
            for category in catalogue.categories
        ],
        "papers": [(paper, level_words(dict(paper.levels), catalogue)) for paper in catalogue.attachments],
        "ages": [(age_words(rule, catalogue), rule) for rule in catalogue.age_rules],
        "models": [
            (catalogue.category(model.category).label, SEVERITIES[model.severity], model)
            for model in catalogue.eliminated_models
        ],
        "levels": LEVELS,
    }


add_view("catalogue/", version_list, "catalogue")
add_view("catalogue/versions/<int:pk>/", version_detail, "catalogue_version")
add_view("catalogue/versions/<int:pk>/back/", version_back, "catalogue_back")
add_view("catalogue/draft/start/", draft_start, "catalogue_start")
