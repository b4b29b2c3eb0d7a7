"""扫码传图 on the phone: no account, one machine (or a batch's list), big buttons, files in pieces."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from devices.models import Device
from documents import limits, transfers
from documents.models import StagedUpload
from documents.services import take_upload
from ground.errors import RuleBroken
from ground.keyset import keyset_page
from ground.searching import matching
from renewals.models import Batch, LinkSubject, PhotoLink, RenewalApplication
from renewals.phone.limiting import count_request, note_miss, require_few_misses
from renewals.phone.links import DEAD, PhotoLinkDead, living_link
from renewals.phone.receiving import add_photo, open_target
from renewals.phone.targets import open_renewals_of, target_of, why_no_photos, why_not_waiting
from vision.offering import offered

View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Let in who has a living link; whatever is wrong with another one, the answer is the same."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        require_few_misses()
        try:
            link = living_link(token)
            count_request(link.pk)
            answer = view(request, link, token, **kwargs)
        except PhotoLinkDead:
            note_miss()
            if "json" in request.headers.get("Accept", ""):
                raise
            answer = render(request, "phone/dead.html", {"message": DEAD}, status=404)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return guarded


@require_http_methods(["GET", "POST"])
@by_link
def page(request: HttpRequest, link: PhotoLink, token: str, machine: int | None = None) -> HttpResponse:
    """One thing with its papers, or a batch's machines; POST takes files from a phone without script."""
    if link.subject == LinkSubject.BATCH and machine is None:
        return _machines(request, link, token)
    if request.method == "POST":
        return _take_files(request, link, token, machine)
    return _papers(request, link, token, machine)


@require_POST
@by_link
def begin_upload(
    request: HttpRequest, link: PhotoLink, token: str, machine: int | None = None
) -> HttpResponse:
    """A file is announced; where nothing can be added now, this is said before it is sent."""
    open_target(link, machine)
    return transfers.begin(request, link.holder)


@require_http_methods(["GET", "POST", "DELETE"])
@by_link
def upload(
    request: HttpRequest, link: PhotoLink, token: str, upload: str, machine: int | None = None
) -> HttpResponse:
    """The next piece of a file; once it is whole it belongs to the draft."""

    def added(found: StagedUpload, kind: str) -> dict[str, Any]:
        add_photo(token=token, machine_id=machine, kind=kind, name=found.name, file=found.file)
        counts = {paper.code: paper.count for paper in target_of(link, machine).wanted()}
        return {"count": counts.get(kind, 0)}

    return transfers.go_on(request, link.holder, upload, added)


def _papers(
    request: HttpRequest, link: PhotoLink, token: str, machine: int | None, *, errors: list[str] | None = None
) -> HttpResponse:
    try:
        target = target_of(link, machine)
    except RuleBroken as refusal:
        if isinstance(refusal, PhotoLinkDead):
            raise
        return render(
            request,
            "phone/page.html",
            {"token": token, "link": link, "closed": refusal.message},
            status=refusal.status,
        )
    context = {
        "link": link,
        "token": token,
        "machine": machine,
        "target": target,
        "closed": target.why_not,
        "papers": [] if target.why_not else target.wanted(),
        "errors": errors or [],
        "limits": limits.current(),
        "most_of_one": limits.in_megabytes(limits.current().file_bytes),
        "is_batch": link.subject == LinkSubject.BATCH,
        "recognises": offered(),
    }
    return render(
        request, "phone/page.html", context, status=409 if target.why_not else 422 if errors else 200
    )


def _take_files(request: HttpRequest, link: PhotoLink, token: str, machine: int | None) -> HttpResponse:
    """What a page without script sends at once: each file by itself, so that a bad one keeps none back."""
    target = open_target(link, machine)
    errors, taken = [], 0
    for code, label in target.labels().items():
        for file in request.FILES.getlist(f"attachments.{code}"):
            try:
                stored = take_upload(upload=file, path=f"attachments.{code}").file
                add_photo(token=token, machine_id=machine, kind=code, name=file.name, file=stored)
                taken += 1
            except PhotoLinkDead:
                raise
            except RuleBroken as refusal:
                errors.append(f"{label} {file.name}：{refusal.message}")
    if taken:
        messages.success(request, f"已收到 {taken} 个文件，电脑上的表格里马上能看到。")
    if errors:
        return _papers(request, link, token, machine, errors=errors)
    if not taken:
        messages.info(request, "没有选择文件。请先拍照或选择图片。")
    return redirect(request.path)


def _machines(request: HttpRequest, link: PhotoLink, token: str) -> HttpResponse:
    """The batch's machines, searched by number, model or serial; those without an open draft say why."""
    batch = Batch.objects.get(pk=link.subject_id)
    text = request.GET.get("q", "").strip()[:64]
    machines = batch.machines.select_related("device__enterprise")
    if text:
        machines = machines.filter(matching(text, "device__search_text"))
    page = keyset_page(machines, params=request.GET, by="added_at", oldest_first=True)
    ids = [machine.device_id for machine in page]
    renewals = {one.device_id: one for one in open_renewals_of(batch).filter(device_id__in=ids)}
    rows = [
        {
            "device": one.device,
            "why_not": _why_not(batch, one.device, renewals.get(one.device_id)),
            "waits": one.device_id not in renewals,
        }
        for one in page
    ]
    context = {"link": link, "token": token, "batch": batch, "page": page, "rows": rows, "q": text}
    return render(request, "phone/machines.html", context)


def _why_not(batch: Batch, device: Device, renewal: RenewalApplication | None) -> str:
    if renewal is None and batch.is_intake:
        return "还没有生成换证申请"
    closed = why_no_photos(renewal) if renewal else why_not_waiting(device)
    return "已不能传图" if closed else ""
