"""电子证照 of a firm and their files."""

from __future__ import annotations

from typing import IO, cast

from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import portal_door
from accounts.exporting import list_answer
from accounts.policies import Action, require
from audit.account_events import Subject
from audit.naming import about
from certificates.archives.packing import archive
from certificates.bundling import bundle, within_bounds
from certificates.expiry import warning
from certificates.listing import certificate_list
from certificates.models import CertificateQuerySet, ElectronicCertificate
from certificates.plates import plates_pdf, plates_title, with_plates
from devices.models import Device
from documents.views import answer_with
from ground.errors import RuleBroken
from ground.glossary import AboutKind
from ground.selecting import picked
from renewals.models import RenewalApplication
from renewals.printing.choosing import MOST, require_few, require_found
from renewals.printing.sources import printable
from renewals.printing.typesetting import pdf_answer


@portal_door
@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    """The firm's certificates, newest first."""
    listing = certificate_list(request.user, request.GET, timezone.localdate())
    page = listing.page()
    prefetch_related_objects(page.rows, "device", "file")
    today = timezone.localdate()
    rows = [(certificate, warning(certificate, today)) for certificate in page]
    return render(request, "certificates/list.html", {"listing": listing, "page": page, "rows": rows})


@portal_door
@require_POST
def export_certificates(request: HttpRequest) -> FileResponse:
    """导出 of what the list's filter finds, or of the ticked machines' certificates."""
    listing = certificate_list(request.user, request.POST, timezone.localdate())
    choice = picked(request.POST, "certificate")
    return list_answer(listing, choice, user=request.user, name="电子证照", related=("device",))


def _chosen(request: HttpRequest, params: QueryDict, *, what: str) -> CertificateQuerySet:
    """The ticked certificates, or all that the list's filter finds; a stranger's is not found."""
    choice = picked(params, "certificate")
    require_few(choice, what=what)
    chosen = certificate_list(request.user, params, timezone.localdate()).taken(choice)
    if not choice.everything:
        require_found(chosen, choice)
    return cast(CertificateQuerySet, chosen)


@require_http_methods(["GET", "POST"])
@login_required
def bundled(request: HttpRequest) -> FileResponse:
    """下载: the ticked certificates, or all that the list's filter finds, as one ZIP."""
    params = request.POST if request.method == "POST" else request.GET
    chosen = within_bounds(_chosen(request, params, what="电子证照"))
    name = f"电子证照_{len(chosen)}份_{timezone.localdate():%Y%m%d}.zip"
    return about(_zip_answer(bundle(chosen), name), map(_subject, chosen))


@require_GET
@login_required
def archived(request: HttpRequest, reference: str) -> FileResponse:
    """归档包 of a finished renewal, for its firm and the office."""
    require(request.user, Action.DOWNLOAD_ARCHIVES)
    renewals = printable(RenewalApplication.objects.visible_to(request.user))
    renewal = get_object_or_404(renewals, reference=reference)
    answer = _zip_answer(archive(renewal), f"归档包_{renewal.reference}.zip")
    return about(answer, [Subject(AboutKind.RENEWAL, renewal.pk)])


def _zip_answer(file: IO[bytes], name: str) -> FileResponse:
    """The ZIP to be saved; it holds a firm's data and no browser keeps it."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@login_required
@xframe_options_sameorigin
def plates(request: HttpRequest) -> HttpResponse:
    """打印设备码牌: of the ticked machines, or of all that the list's filter finds; a stranger's is not found."""
    params = request.POST if request.method == "POST" else request.GET
    devices = _with_plates(request, params)
    pdf = plates_pdf(devices, per_sheet=4 if params.get("layout") == "a4" else 1)
    answer = pdf_answer(pdf, f"{plates_title(devices)}.pdf")
    return about(answer, (Subject(AboutKind.DEVICE, device.pk) for device in devices))


def _with_plates(request: HttpRequest, params: QueryDict) -> list[Device]:
    renewed = with_plates(Device.objects.visible_to(request.user)).order_by("-created_at", "-id")
    if params.getlist("device"):
        choice = picked(params, "device")
        require_few(choice, what="设备")
        found = list(choice.of(renewed))
        require_found(found, choice)
        return found
    chosen = _chosen(request, params, what="电子证照")
    found = list(renewed.filter(pk__in=chosen.valid().order_by().values("device"))[: MOST + 1])
    if len(found) > MOST:
        raise RuleBroken("too_many", f"一次最多打印 {MOST} 张码牌。请用查询条件缩小范围后再打印。")
    if not found:
        raise RuleBroken(
            "nothing_chosen", "没有可打印码牌的设备。换证完成后即可打印，已注销的证照不再打印码牌。"
        )
    return found


@require_GET
@login_required
@xframe_options_sameorigin
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate's file, as the province issued it."""
    found = ElectronicCertificate.objects.visible_to(request.user).select_related("file")
    return certificate_answer(request, get_object_or_404(found, pk=pk))


def certificate_answer(request: HttpRequest, certificate: ElectronicCertificate) -> HttpResponse:
    """The bytes of a certificate that the person may see, under the name that says whose it is."""
    suffix = "ofd" if certificate.file.media_type.endswith("ofd") else "pdf"
    name = f"电子证照_{certificate.registration_number}.{suffix}"
    return about(answer_with(request, certificate.file, name), [_subject(certificate)])


def _subject(certificate: ElectronicCertificate) -> Subject:
    """The renewal that a certificate came from; the machine where it was issued elsewhere."""
    if certificate.renewal_id:
        return Subject(AboutKind.RENEWAL, certificate.renewal_id)
    return Subject(AboutKind.DEVICE, certificate.device_id)
