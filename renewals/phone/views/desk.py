"""扫码传图 at the desk: the QR code in a dialog of the form, what arrives, and ending it. Without script: a page."""

from __future__ import annotations

import re

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import door, portal_door
from accounts.idle import background
from accounts.models import Enterprise
from accounts.policies import Action
from devices.models import Device
from documents.models import Attachment
from ground.qr import qr_picture
from renewals.batch_words import PackVerdict
from renewals.models import Batch, LinkSubject, PackFile, PhotoLink, RenewalApplication
from renewals.phone.links import end_link, is_used_up, make_link

NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
LOOKS = 300  # of the open dialog, every three seconds: a quarter of an hour, then the person asks for more
SHOWN = 12
SECTIONS = {
    LinkSubject.ENTERPRISE: "enterprise:page",
    LinkSubject.DEVICE: "devices:unapproved",
    LinkSubject.RENEWAL: "renewals:entries",
    LinkSubject.BATCH: "renewals:batches",
}


@never_cache
@door(Action.KEEP_RENEWALS)
@require_http_methods(["GET", "POST"])
def of_renewal(request: HttpRequest, reference: str) -> HttpResponse:
    """The QR code of a renewal."""
    renewal = get_object_or_404(RenewalApplication.objects.visible_to(request.user), reference=reference)
    return _page(request, LinkSubject.RENEWAL, renewal, reverse("renewals:entries_edit", args=[reference]))


@never_cache
@door(Action.KEEP_DEVICES)
@require_http_methods(["GET", "POST"])
def of_device(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code of a machine's record that is not yet in the register."""
    device = get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    return _page(request, LinkSubject.DEVICE, device, reverse("devices:unapproved_edit", args=[pk]))


@never_cache
@door(Action.KEEP_STANDING_PAPERS)
@require_http_methods(["GET", "POST"])
def of_enterprise(request: HttpRequest) -> HttpResponse:
    """The QR code of the firm's standing papers."""
    firm = get_object_or_404(Enterprise.objects.visible_to(request.user))
    return _page(request, LinkSubject.ENTERPRISE, firm, reverse("enterprise:page"))


@never_cache
@door(Action.KEEP_RENEWALS)
@require_http_methods(["GET", "POST"])
def of_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One QR code for all machines of a batch."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    return _page(request, LinkSubject.BATCH, batch, reverse("renewals:batches_detail", args=[pk]))


@background
@never_cache
@portal_door
@require_GET
def arrived(request: HttpRequest, pk: int) -> HttpResponse:
    """What has come since the last look; `rows` says that the form's own list wants to be told, too."""
    link = get_object_or_404(PhotoLink.objects.visible_to(request.user), pk=pk)
    looks, since = _number(request, "looks"), _number(request, "since")
    came = Attachment.objects.filter(photo_link_id=link.pk).select_related("file").order_by("-id")
    fresh = list(came.filter(pk__gt=since)[:100]) if request.GET.get("rows") else []
    context = _state(link, looks + 1, rows=bool(request.GET.get("rows")))
    context |= {"fresh": fresh[::-1], "since": fresh[0].pk if fresh else since}
    answer = render(request, "renewals/phone/_arrived.html", context)
    if fresh:
        answer["HX-Trigger-After-Settle"] = "papers"
    return answer


@portal_door
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """停用此二维码."""
    get_object_or_404(PhotoLink.objects.visible_to(request.user), pk=pk)
    link = end_link(user=request.user, link_id=pk)
    if request.htmx:
        return render(request, "renewals/phone/_ended.html", {"link": link})
    messages.success(request, "二维码已停用，手机不能再用它传图。")
    return redirect(request.POST.get("back") if _is_ours(request) else "renewals:entries")


def _page(request: HttpRequest, subject: LinkSubject, thing: Model, back: str) -> HttpResponse:
    context = {"subject": subject, "here": request.path, "back": back, "section": SECTIONS[subject]}
    if request.method == "POST":
        link, address = make_link(user=request.user, subject=subject, subject_id=thing.pk)
        rows = bool(request.htmx) and subject != LinkSubject.BATCH
        context |= {"address": address, "qr": qr_picture(address), **_state(link, 0, rows=rows)}
    others = PhotoLink.objects.living(timezone.now()).to(subject, thing.pk).select_related("made_by")
    context["others"] = others.exclude(pk=context["link"].pk if "link" in context else 0).order_by("-id")[:20]
    return render(request, f"renewals/phone/{'_made' if request.htmx else 'link'}.html", context)


def _state(link: PhotoLink, looks: int, *, rows: bool) -> dict[str, object]:
    living = link.is_living(timezone.now()) and not is_used_up(link)
    came = Attachment.objects.filter(photo_link_id=link.pk).select_related("file").order_by("-id")
    return {
        "link": link,
        "living": living,
        "looks": looks,
        "asking": living and looks < LOOKS,
        "since": 0,
        "rows": rows,
        "came": came[:SHOWN],
        "waiting": PackFile.objects.filter(pack__photo_link=link, verdict=PackVerdict.WAITING).count(),
    }


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if NUMBER.fullmatch(text) else 0


def _is_ours(request: HttpRequest) -> bool:
    back = request.POST.get("back", "")
    return back.startswith("/portal/") and "\\" not in back
