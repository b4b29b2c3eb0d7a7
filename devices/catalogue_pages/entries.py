"""Changing one entry of the draft: a parameter, a paper, a row of the age table, a banned model."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.policies import Action, require
from devices.catalogue import additions, editing
from devices.catalogue.differences import SEVERITIES, age_words
from devices.catalogue.schema import Data
from devices.catalogue_pages.draft import the_draft
from devices.catalogue_pages.forms import AgeForm, EliminatedForm, PaperForm
from devices.catalogue_pages.keeping import Change, form_page, keeping, kept
from devices.catalogue_pages.own import own_parameter
from devices.catalogue_pages.parameter_forms import ParameterForm
from devices.models import CatalogueDraft
from devices.services.catalogue import read_draft
from ground.console import add_view

FORMS = ["GET", "HEAD", "POST"]


@require_http_methods(FORMS)
def parameter(request: HttpRequest, category: str, code: str) -> HttpResponse:
    """One parameter; one of the city's own has a page with more to change."""
    require(request.user, Action.KEEP_CATALOGUE)
    draft = the_draft()
    try:
        entry = editing.parameter_entry(draft.data, category, code)
    except KeyError as unknown:
        raise Http404 from unknown
    if additions.is_own(category, code):
        return own_parameter(request, draft, category, entry)
    place = editing.place_of(draft.data, category, code)
    form = ParameterForm(entry, place, request.POST or None)
    kind = editing.category_entry(draft.data, category)

    def change(data: Data) -> Data:
        return editing.with_parameter(data, category, code, form.given(), form.cleaned_data["place"])

    keep = keeping(request, change)
    return form_page(request, draft, form, keep, title=entry["label"], section=kind["label"])


@require_http_methods(FORMS)
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The switches of one kind of paper."""
    require(request.user, Action.KEEP_CATALOGUE)
    draft = the_draft()
    entry = next((one for one in draft.data["attachments"] if one["code"] == code), None)
    if entry is None:
        raise Http404
    form = PaperForm(entry, read_draft(draft), request.POST or None)

    def change(data: Data) -> Data:
        return editing.with_levels(data, code, form.cleaned_data)

    keep = keeping(request, change)
    return form_page(request, draft, form, keep, title=entry["label"], section="附件")


@require_http_methods(FORMS)
def age(request: HttpRequest, row: int) -> HttpResponse:
    """One row of the age table."""
    require(request.user, Action.KEEP_CATALOGUE)
    draft = the_draft()
    rules = draft.data["age_rules"]
    if row >= len(rules):
        raise Http404
    catalogue = read_draft(draft)
    form = AgeForm(rules[row], request.POST or None)

    def change(data: Data) -> Data:
        return editing.with_age_rule(data, row, form.given())

    title = age_words(catalogue.age_rules[row], catalogue)
    return form_page(request, draft, form, keeping(request, change), title=title, section="使用年限")


@require_http_methods(FORMS)
def tables(request: HttpRequest) -> HttpResponse:
    """The age table and the banned models; one more model, or one taken out."""
    require(request.user, Action.KEEP_CATALOGUE)
    draft = the_draft()
    catalogue = read_draft(draft)
    removing = request.POST.get("remove", "")
    form = EliminatedForm(catalogue, request.POST if request.method == "POST" and not removing else None)
    status = 200
    if request.method == "POST":
        change = _taking_out(draft, removing) if removing else _adding(form)
        if change and not (status := kept(request, form, keeping(request, change))):
            return redirect("console:catalogue_tables")
        draft, status = the_draft(), status or 422
    context = {
        "title": "使用年限和淘汰型号",
        "draft": draft,
        "form": form,
        "ages": [(age_words(rule, catalogue), rule) for rule in catalogue.age_rules],
        "models": [
            (catalogue.category(one.category).label, SEVERITIES[one.severity], one)
            for one in catalogue.eliminated_models
        ],
    }
    return TemplateResponse(request, "console/catalogue/tables.html", context, status=status)


def _taking_out(draft: CatalogueDraft, removing: str) -> Change:
    if not removing.isdecimal() or len(removing) > 4 or int(removing) >= len(draft.data["eliminated_models"]):
        raise Http404
    return lambda data: editing.with_eliminated(data, int(removing), None)


def _adding(form: EliminatedForm) -> Change | None:
    return (lambda data: editing.with_eliminated(data, None, form.given())) if form.is_valid() else None


add_view("catalogue/draft/parameters/<slug:category>/<slug:code>/", parameter, "catalogue_parameter")
add_view("catalogue/draft/papers/<slug:code>/", paper, "catalogue_paper")
add_view("catalogue/draft/tables/", tables, "catalogue_tables")
add_view("catalogue/draft/ages/<int:row>/", age, "catalogue_age")
