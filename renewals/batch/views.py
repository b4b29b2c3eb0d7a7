"""设备信息管理 › 批量换证: choose, download, upload, look, make, hand in."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from accounts.idle import background
from devices.models import Device
from devices.services.drafting import require_open_intake
from ground.errors import RuleBroken
from ground.keyset import keyset_page
from ground.listing import Listing
from ground.selecting import MOST as MOST_NAMED
from ground.selecting import picked
from ground.workbooks import MEDIA_TYPE
from renewals.batch import showing as renewals
from renewals.batch.choosing import MOST, Choice, start_batch
from renewals.batch.doors import INTAKE_SECTION, batch_door, my_batch, section_of
from renewals.batch.intake import showing as records
from renewals.batch.intake.making import ask_handing_in, start_intake_batch
from renewals.batch.intake.template import empty_workbook
from renewals.batch.making import ask_making, ask_submitting
from renewals.batch.marking import marked_workbook
from renewals.batch.receiving import receive_workbook
from renewals.batch.recognised.proposing import suggested_cells
from renewals.batch.showing import result_context
from renewals.batch.subjects import bring_up_to_date, subjects_of
from renewals.batch.writing import workbook_of
from renewals.batch_words import BatchPurpose, JobState
from renewals.listings import register_list
from renewals.listings.register import eligible_list
from renewals.models import Batch, BatchJob
from vision.offering import offered

NOTHING_OPEN = "本批的设备都不能再填写：可能已提交备案或已换证。请新建批次。"


@batch_door
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """Choosing machines, and the batches so far."""
    listing = eligible_list(request.user, request.GET, timezone.localdate())
    mine = Batch.objects.visible_to(request.user).filter(purpose=BatchPurpose.RENEWAL)
    mine = mine.annotate(count=Count("machines"))
    context = {
        "listing": listing,
        "page": listing.page(size=50),
        "most": MOST,
        "recent": mine.order_by("-created_at", "-id")[:10],
    }
    return render(request, "renewals/batch/list.html", context)


@batch_door
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """建立批次 of what was chosen on 批量换证."""
    return _start(request, eligible_list(request.user, request.POST, timezone.localdate()))


@batch_door
@require_POST
def start_registered(request: HttpRequest) -> HttpResponse:
    """建立批次 of what was chosen on 备案设备信息管理; machines that no batch can take stay out."""
    return _start(request, register_list(request.user, request.POST, timezone.localdate()))


def _start(request: HttpRequest, listing: Listing[Device]) -> HttpResponse:
    choice = picked(request.POST)
    everything = choice.everything or request.POST.get("scope") == "all"
    ids = listing.filtered.values_list("pk", flat=True)[:MOST_NAMED] if everything else choice.ids
    batch = start_batch(user=request.user, choice=Choice(ids=tuple(ids)))
    count = batch.machines.count()
    messages.success(request, f"已建立第 {batch.number} 批，共 {count} 台。请下载表格，填好后在本页上传。")
    return redirect("renewals:batches_detail", pk=batch.pk)


@batch_door
@require_GET
def intake_batches(request: HttpRequest) -> HttpResponse:
    """批量入库: what it is, and the batches so far. A refused owner gets the official words."""
    try:
        require_open_intake(request.user.own_enterprise)
    except RuleBroken as refusal:
        return render(request, "devices/not_taken_in.html", {"message": refusal.message})
    mine = Batch.objects.visible_to(request.user).filter(purpose=BatchPurpose.INTAKE)
    recent = mine.annotate(count=Count("machines")).order_by("-created_at", "-id")[:10]
    return render(
        request,
        "renewals/batch/intake_list.html",
        {"recent": recent, "most": MOST, "section": INTAKE_SECTION},
    )


@batch_door
@require_POST
def start_intake(request: HttpRequest) -> HttpResponse:
    """新建入库批次."""
    batch = start_intake_batch(user=request.user)
    messages.success(request, f"已建立第 {batch.number} 批。请下载空白表格，填好后在本页上传。")
    return redirect("renewals:batches_detail", pk=batch.pk)


@batch_door
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: where it stands, and what to do next."""
    return _page(request, my_batch(request, pk))


@background
@batch_door
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone; once the work is over, htmx loads the page anew."""
    batch = my_batch(request, pk)
    job = batch.open_job()
    answer = render(request, "renewals/batch/_progress.html", {"batch": batch, "job": job})
    if job is None:
        answer["HX-Refresh"] = "true"
    return answer


@batch_door
@require_GET
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """下载表格."""
    batch = my_batch(request, pk)
    if batch.is_intake:
        return _download(empty_workbook(batch), f"批量入库_第{batch.number}批.xlsx")
    bring_up_to_date(batch)
    subjects = [subject for subject in subjects_of(batch).values() if not subject.why_not]
    if not subjects:
        raise RuleBroken("nothing_open", NOTHING_OPEN)
    return _download(
        workbook_of(batch, subjects, suggested_cells(batch, subjects)), f"批量换证_第{batch.number}批.xlsx"
    )


@batch_door
@require_GET
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """下载标注后的表格."""
    batch = my_batch(request, pk)
    upload = batch.last_upload()
    if upload is None or upload.checked_at is None:
        raise RuleBroken("not_checked", "表格还没有校验完成，请稍后刷新页面再下载。")
    return _download(marked_workbook(upload), f"{batch.purpose_word}_第{batch.number}批_标注.xlsx")


@batch_door
@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """上传表格: kept, and checked by a worker."""
    batch = my_batch(request, pk)
    try:
        receive_workbook(batch=batch, user=request.user, upload=request.FILES.get("workbook"))
    except RuleBroken as refusal:
        return _page(request, batch, refusal=refusal)
    return redirect("renewals:batches_detail", pk=pk)


@batch_door
@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """生成申请."""
    return _asked(request, pk, lambda batch: ask_making(batch=batch, user=request.user))


@batch_door
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """一并提交 of the ticked renewals, or of all that are 未提交备案; 提交入库 of the batch's records."""
    declared = request.POST.get("declared") == "yes"

    def ask(batch: Batch) -> BatchJob:
        if batch.is_intake:
            return ask_handing_in(batch=batch, user=request.user, declared=declared)
        ids = picked(request.POST).ids
        return ask_submitting(batch=batch, user=request.user, declared=declared, ids=ids)

    return _asked(request, pk, ask)


def _asked(request: HttpRequest, pk: int, ask: Callable[[Batch], BatchJob]) -> HttpResponse:
    batch = my_batch(request, pk)
    try:
        ask(batch)
    except RuleBroken as refusal:
        return _page(request, batch, refusal=refusal)
    return redirect("renewals:batches_detail", pk=pk)


def _page(request: HttpRequest, batch: Batch, *, refusal: RuleBroken | None = None) -> HttpResponse:
    sheet, job = batch.last_upload(), batch.open_job()
    last = batch.jobs.order_by("-id").first()
    machines = batch.machines.select_related("device__enterprise", "renewal")
    kind = records if batch.is_intake else renewals
    page = keyset_page(machines, params=request.GET, by="added_at", oldest_first=True)
    context = {
        "batch": batch,
        "upload": sheet,
        "job": job,
        "failed": last if last and last.state == JobState.FAILED else None,
        "steps": kind.steps_of(batch, sheet),
        "page": page,
        **kind.page_context(batch, list(page)),
        "refusal": refusal,
        "section": section_of(batch),
        "total": batch.machines.count(),
        "recognises": offered() and not batch.is_intake,
        **({} if job and job.upload_id else result_context(batch, sheet, request.GET.get("show", ""))),
    }
    name = "intake_detail" if batch.is_intake else "detail"
    return render(request, f"renewals/batch/{name}.html", context, status=refusal.status if refusal else 200)


def _download(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
