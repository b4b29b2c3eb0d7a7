"""台账导入 in the console: upload, say which column is what, look at the dry run, take over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.exporting import list_answer
from accounts.idle import background
from accounts.policies import Action, may, require
from devices.import_words import ImportKind, RowOutcome, RowVerdict
from devices.imports.columns import targets
from devices.imports.listing import explanations, row_list, tally
from devices.imports.receiving import receive
from devices.imports.rows import column_name
from devices.imports.steps import ask_check, ask_take
from devices.imports.work import TO_TAKE
from devices.models import CatalogueVersion, RegisterImport
from devices.showing import MASKS
from ground.console import add_view
from ground.errors import NotAllowed, RuleBroken
from ground.keyset import keyset_page
from ground.leasing import JobState
from ground.masking import without_mobiles
from ground.selecting import Picked

SECTION = "console:imports"


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Uploading a file, and what was imported so far."""
    _require_sight(request)
    return _home(request)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep a file and have it read."""
    try:
        run = receive(
            user=request.user, kind=request.POST.get("kind", ""), upload=request.FILES.get("workbook")
        )
    except NotAllowed:
        raise
    except RuleBroken as refusal:
        return _home(request, refusal)
    return redirect("console:imports_one", pk=run.pk)


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: where it stands, and what to do next."""
    return _page(request, _found(request, pk))


@background
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone; once the work is over, htmx loads the page anew."""
    run = _found(request, pk)
    job = run.open_job()
    answer = TemplateResponse(request, "console/imports/_progress.html", {"run": run, "job": job})
    if job is None:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """试算, with the columns as the person has chosen them."""
    require(request.user, Action.IMPORT_REGISTER)
    run = _found(request, pk)
    chosen = {place: request.POST.get(f"column-{place}", "") for place in range(len(run.heads))}
    chosen = {place: code for place, code in chosen.items() if code}
    try:
        ask_check(run_id=pk, revision=_revision(request), user=request.user, mapping=chosen)
    except RuleBroken as refusal:
        return _page(request, run, refusal, chosen=chosen)
    return redirect("console:imports_one", pk=pk)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """正式导入 of what the dry run found good."""
    require(request.user, Action.IMPORT_REGISTER)
    run = _found(request, pk)
    try:
        ask_take(run_id=pk, revision=_revision(request), user=request.user)
    except RuleBroken as refusal:
        return _page(request, run, refusal)
    messages.success(request, "已开始正式导入，可以离开本页，完成后回来查看结果。")
    return redirect("console:imports_one", pk=pk)


@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """导出 of the rows that the list's filter finds, each with what was found of it."""
    run = _found(request, pk)
    listing = row_list(run, request.POST)
    name = f"第{run.pk}次导入_{run.kind_word.label}_结果"
    return list_answer(listing, Picked(everything=True), user=request.user, name=name)


def _require_sight(request: HttpRequest) -> None:
    if not may(request.user, Action.READ_AUDIT):
        require(request.user, Action.IMPORT_REGISTER)


def _found(request: HttpRequest, pk: int) -> RegisterImport:
    _require_sight(request)
    return get_object_or_404(RegisterImport.objects.visible_to(request.user), pk=pk)


def _revision(request: HttpRequest) -> int:
    """The revision that the page showed; 0, which none has, where it says nothing."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _home(request: HttpRequest, refusal: RuleBroken | None = None) -> HttpResponse:
    known = RegisterImport.objects.visible_to(request.user).select_related("created_by")
    page = keyset_page(known, params=request.GET)
    context = {
        "title": "台账导入",
        "section": SECTION,
        "page": page,
        "kinds": ImportKind,
        "kind": request.POST.get("kind", ImportKind.MACHINES),
        "refusal": refusal,
        "may_import": may(request.user, Action.IMPORT_REGISTER),
    }
    return TemplateResponse(
        request, "console/imports/list.html", context, status=refusal.status if refusal else 200
    )


def _page(
    request: HttpRequest,
    run: RegisterImport,
    refusal: RuleBroken | None = None,
    *,
    chosen: dict[int, str] | None = None,
) -> HttpResponse:
    last = run.jobs.order_by("-id").first()
    job = run.open_job()
    context: dict[str, Any] = {
        "title": f"{run}：{run.kind_word.label}",
        "section": SECTION,
        "run": run,
        "job": job,
        "failed": last if last and last.state == JobState.FAILED and not job else None,
        "refusal": refusal,
        "may_import": may(request.user, Action.IMPORT_REGISTER),
        "steps": _steps(run),
    }
    if run.read_at and not job:
        context["columns"] = _columns(run, run.fields_by_place() if chosen is None else chosen)
        context["groups"] = _groups(run)
        context["asks_columns"] = run.checked_at is None or chosen is not None
    if run.checked_at and not job:
        context |= _result(request, run)
    return TemplateResponse(
        request, "console/imports/one.html", context, status=refusal.status if refusal else 200
    )


def _result(request: HttpRequest, run: RegisterImport) -> dict[str, Any]:
    listing, counts = row_list(run, request.GET), tally(run)
    page = listing.page(size=50, related=("enterprise", "device"))
    return {
        "listing": listing,
        "page": page,
        "rows": [(row, explanations(row)) for row in page.rows],
        "tiles": [
            (word, counts["verdict"].get(word.value, 0), listing.url(verdict=word.value))
            for word in RowVerdict.final()
            if counts["verdict"].get(word.value)
        ],
        "outcomes": [
            (word, counts["outcome"][word.value], listing.url(outcome=word.value))
            for word in RowOutcome
            if word and counts["outcome"].get(word.value)
        ],
        "to_take": run.rows.filter(verdict__in=TO_TAKE, outcome=RowOutcome.NONE).count(),
    }


def _columns(run: RegisterImport, chosen: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "place": place,
            "letter": column_name(place),
            "head": head,
            "samples": _samples(run, place, chosen.get(place, "")),
            "field": chosen.get(place, ""),
        }
        for place, head in enumerate(run.heads)
    ]


def _samples(run: RegisterImport, place: int, field: str) -> list[str]:
    """What stands in a column, people's names and numbers masked."""
    mask = MASKS.get(field.rpartition(".")[2], without_mobiles)
    return [mask(row[place]) for row in run.samples if place < len(row) and row[place]]


def _groups(run: RegisterImport) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for target in targets(run.kind_word, CatalogueVersion.objects.in_force().catalogue):
        groups.setdefault(target.group, []).append(target)
    return list(groups.items())


def _steps(run: RegisterImport) -> list[dict[str, Any]]:
    done = [run.read_at, run.checked_at, run.checked_at, run.taken_at]
    at = next((place for place, day in enumerate(done) if day is None), len(done))
    labels = ("上传并读取", "核对列并试算", "核对结果", "正式导入")
    if run.checked_at and not run.taken_at:
        at = 2
    return [
        {"number": place + 1, "label": label, "state": "done" if place < at else "on" if place == at else ""}
        for place, label in enumerate(labels)
    ]


add_view("imports/", imports, "imports")
add_view("imports/upload/", upload, "imports_upload")
add_view("imports/<int:pk>/", one, "imports_one")
add_view("imports/<int:pk>/progress/", progress, "imports_progress")
add_view("imports/<int:pk>/check/", check, "imports_check")
add_view("imports/<int:pk>/take/", take, "imports_take")
add_view("imports/<int:pk>/export/", export, "imports_export")
