"""补充附件 of a batch: one file for many machines, a ZIP, and what became of each file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ground.asking import posted_text
from ground.errors import RuleBroken
from ground.keyset import keyset_page
from renewals.batch.doors import batch_door, my_batch, section_of
from renewals.batch.papers.receiving import kinds_for, receive_common, receive_pack
from renewals.batch.papers.taking import assign
from renewals.batch.showing import Tile
from renewals.batch_words import JobState, PackVerdict
from renewals.models import Batch, PackFile, PaperPack
from vision.offering import offered

USUAL_KIND = "nameplate_photo"
USUAL_COMMON_KIND = "manual_param_page"
RECENT = 20


@batch_door
@require_GET
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The two ways to add papers, and what was added so far."""
    return _papers_page(request, my_batch(request, pk))


@batch_door
@require_POST
def add_zip(request: HttpRequest, pk: int) -> HttpResponse:
    """上传 ZIP: kept, and matched by a worker."""
    batch = my_batch(request, pk)
    try:
        receive_pack(
            batch=batch,
            user=request.user,
            uploads=request.FILES.getlist("pack"),
            kind=posted_text(request, "kind"),
        )
    except RuleBroken as refusal:
        return _papers_page(request, batch, refusal=refusal)
    return redirect("renewals:batches_papers", pk=pk)


@batch_door
@require_POST
def add_common(request: HttpRequest, pk: int) -> HttpResponse:
    """One file for all machines, or for those of one model."""
    batch = my_batch(request, pk)
    try:
        receive_common(
            batch=batch,
            user=request.user,
            upload=request.FILES.get("common"),
            kind=posted_text(request, "common_kind"),
            model=posted_text(request, "model"),
        )
    except RuleBroken as refusal:
        return _papers_page(request, batch, refusal=refusal)
    return redirect("renewals:batches_papers", pk=pk)


@batch_door
@require_GET
def pack(request: HttpRequest, pk: int, pack_pk: int) -> HttpResponse:
    """What became of each file of a pack."""
    batch = my_batch(request, pk)
    return _pack_page(request, batch, _pack(batch, pack_pk))


@batch_door
@require_POST
def give_to(request: HttpRequest, pk: int, pack_pk: int, file_pk: int) -> HttpResponse:
    """添加 of one file to the machine that the person names."""
    batch = my_batch(request, pk)
    found = _pack(batch, pack_pk)
    row = get_object_or_404(PackFile, pk=file_pk, pack=found)
    try:
        given = assign(
            file_id=row.pk,
            batch=batch,
            user=request.user,
            number=posted_text(request, "number"),
            kind=posted_text(request, "kind"),
        )
    except RuleBroken as refusal:
        return _pack_page(request, batch, found, refusal=refusal, typed=(row.pk, request.POST))
    assert given.machine  # noqa: S101 - it was given to one
    number = given.machine.device.registration_number or given.machine.device.model
    messages.success(request, f"“{given.path}”：{given.result.label}({number})。")
    address = reverse("renewals:batches_pack", args=[pk, pack_pk])
    return redirect(f"{address}?show={posted_text(request, 'show') or row.verdict}")


def _pack(batch: Batch, pack_pk: int) -> PaperPack:
    return get_object_or_404(batch.packs, pk=pack_pk)


def _papers_page(request: HttpRequest, batch: Batch, *, refusal: RuleBroken | None = None) -> HttpResponse:
    last = batch.jobs.order_by("-id").first()
    models = batch.machines.order_by("device__model").values_list("device__model", flat=True).distinct()
    packs = batch.packs.order_by("-id")[:RECENT]
    context = {
        "batch": batch,
        "job": batch.open_job(),
        "failed": last if last and last.state == JobState.FAILED else None,
        "refusal": refusal,
        "kinds": kinds_for(batch),
        "kind": posted_text(request, "kind") or USUAL_KIND,
        "common_kind": posted_text(request, "common_kind") or USUAL_COMMON_KIND,
        "model": posted_text(request, "model"),
        "models": [model for model in models if model][:200],
        "packs": [{"pack": pack, "counts": _counts(pack)} for pack in packs],
        "total": batch.machines.count(),
        "undrafted": batch.machines.filter(renewal=None).count() if not batch.is_intake else 0,
        "recognises": offered() and not batch.is_intake,
        "section": section_of(batch),
    }
    status = refusal.status if refusal else 200
    return render(request, "renewals/batch/papers.html", context, status=status)


def _pack_page(
    request: HttpRequest,
    batch: Batch,
    pack: PaperPack,
    *,
    refusal: RuleBroken | None = None,
    typed: tuple[int, Any] | None = None,
) -> HttpResponse:
    tiles = _tiles(pack)
    wanted = _wanted(tiles, request.GET.get("show", "") or posted_text(request, "show"))
    files = pack.files.filter(verdict=wanted).select_related("machine__device")
    kinds = kinds_for(batch)
    page = keyset_page(files, params=request.GET, by="added_at", oldest_first=True, size=15)
    typed_at, post = typed or (0, {})
    context = {
        "batch": batch,
        "pack": pack,
        "tiles": tiles,
        "wanted": PackVerdict(wanted),
        "page": page,
        "rows": [
            {
                "file": file,
                "kind_label": kinds.get(file.kind, "—"),
                "kind": post.get("kind", file.kind) if file.pk == typed_at else file.kind,
                "number": post.get("number", "") if file.pk == typed_at else "",
                "refusal": refusal if file.pk == typed_at else None,
            }
            for file in page
        ],
        "refusal": refusal,
        "kinds": kinds,
        "keep_days": settings.BATCH_PAPERS_DAYS,
        "section": section_of(batch),
    }
    status = refusal.status if refusal else 200
    return render(request, "renewals/batch/pack.html", context, status=status)


def _tiles(pack: PaperPack) -> list[Tile]:
    counts = dict(pack.files.order_by().values_list("verdict").annotate(Count("pk")))
    return [Tile(word.value, word.label, counts.get(word.value, 0), word.tone) for word in PackVerdict]


def _wanted(tiles: list[Tile], asked: str) -> str:
    if asked in PackVerdict.values:
        return asked
    counts = {tile.key: tile.count for tile in tiles}
    order = (*PackVerdict.open_ones(), PackVerdict.WAITING, PackVerdict.TAKEN, PackVerdict.HELD)
    return next((word.value for word in order if counts.get(word.value)), PackVerdict.TAKEN.value)


def _counts(pack: PaperPack) -> str:
    return "，".join(f"{tile.label} {tile.count}" for tile in _tiles(pack) if tile.count) or "—"
