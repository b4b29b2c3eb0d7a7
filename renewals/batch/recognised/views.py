"""识别 of a batch: how far it is, what was matched, and one table of proposals, taken over machine by machine or all at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.idle import background
from ground.errors import RuleBroken
from ground.keyset import keyset_page
from renewals.batch.doors import batch_door, my_batch, section_of
from renewals.batch.jobs import ask
from renewals.batch.recognised.gathering import read_pictures, stop_reading, tally
from renewals.batch.recognised.matching import loose_files, readable_now
from renewals.batch.recognised.proposing import suggestions, take_blanks
from renewals.batch.subjects import subjects_of
from renewals.batch_words import JobKind
from renewals.models import Batch
from vision.offering import offered, require_offered

MACHINES_SHOWN = 15


@batch_door
@require_GET
def readings(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of what the batch's pictures propose."""
    return _page(request, my_batch(request, pk))


@background
@batch_door
@require_GET
def reading_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone; once nothing waits any more, htmx loads the page anew."""
    count = tally(my_batch(request, pk))
    answer = render(request, "renewals/batch/_reading.html", {"tally": count, "batch_pk": pk})
    if not count.waiting:
        answer["HX-Refresh"] = "true"
    return answer


@batch_door
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """识别: read what was not read yet, or stop; match what was read; take everything over."""
    batch = my_batch(request, pk)
    require_offered()
    step = request.POST.get("step", "")
    try:
        _do(request, batch, step)
    except RuleBroken as refusal:
        return _page(request, batch, refusal=refusal)
    return redirect("renewals:batches_readings", pk=pk)


@batch_door
@require_POST
def take(request: HttpRequest, pk: int, machine_pk: int) -> HttpResponse:
    """填入空白项 of one machine."""
    batch = my_batch(request, pk)
    machine = get_object_or_404(batch.machines.select_related("batch", "device__enterprise"), pk=machine_pk)
    require_offered()
    try:
        count = take_blanks(machine=machine, user=request.user)
    except RuleBroken as refusal:
        return _page(request, batch, refusal=refusal)
    messages.success(request, f"{machine.device.registration_number}：已填入 {count} 项，请在申请表中核对。")
    return redirect(f"{request.path.rpartition('take/')[0]}?{request.GET.urlencode()}")


def _do(request: HttpRequest, batch: Batch, step: str) -> None:
    if step == "stop":
        messages.success(request, f"已停止，{stop_reading(batch)} 个文件不再等待识别。需要时可以继续识别。")
    elif step == "match":
        ask(batch=batch, kind=JobKind.READ, user=request.user, total=len(loose_files(batch)))
    elif step == "take":
        ask(
            batch=batch,
            kind=JobKind.TAKE,
            user=request.user,
            total=batch.machines.exclude(renewal=None).count(),
        )
    else:
        read_pictures(batch)


def _page(request: HttpRequest, batch: Batch, *, refusal: RuleBroken | None = None) -> HttpResponse:
    machines = batch.machines.select_related("device__enterprise", "renewal")
    page = keyset_page(machines, params=request.GET, by="added_at", oldest_first=True, size=MACHINES_SHOWN)
    shown = list(page)
    known = subjects_of(batch, shown)
    proposed = suggestions(batch, known.values(), viewer=request.user) if offered() else {}
    context = {
        "batch": batch,
        "offered": offered(),
        "job": batch.open_job(),
        "tally": tally(batch),
        "matchable": readable_now(batch),
        "loose": loose_files(batch)[:20],
        "page": page,
        "rows": [
            {
                "machine": machine,
                "record": known[machine.device_id].record,
                "why_not": known[machine.device_id].why_not,
                "items": (items := proposed.get(machine.device_id, [])),
                "blanks": sum(item.fills_blank for item in items),
            }
            for machine in shown
        ],
        "refusal": refusal,
        "batch_pk": batch.pk,
        "section": section_of(batch),
    }
    status = refusal.status if refusal else 200
    return render(request, "renewals/batch/readings.html", context, status=status)
