"""What people do on the platform's pages: set conditions, announce registrations, check a certificate."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from mock_province import clock, conditions, elsewhere, file_store
from mock_province.forms import GeneratorForm, RegistrationChangeForm
from mock_province.models import Certificate, Platform

STYLE = Path(__file__).resolve().parent.parent / "design" / "style.css"


@require_safe
def verify(request: HttpRequest, certificate_no: str) -> HttpResponse:
    """The face of one certificate, for whoever scanned its QR code."""
    certificate = get_object_or_404(Certificate, certificate_no=certificate_no)
    return render(
        request, "mock_province/verify.html", {"face": certificate.face, "certificate": certificate}
    )


@require_safe
def certificate_file(request: HttpRequest, certificate_no: str) -> HttpResponse:
    """The file itself, for people; cities fetch it by the contract."""
    certificate = get_object_or_404(Certificate, certificate_no=certificate_no)
    content = file_store.read(file_store.CERTIFICATES, certificate.file_sm3)
    answer = HttpResponse(content, content_type=certificate.media_type)
    answer["Content-Disposition"] = f'inline; filename="certificate.{certificate.extension}"'
    return answer


@csrf_protect
def add_registration(request: HttpRequest) -> HttpResponse:
    """Announce a machine that was registered elsewhere, or a cancellation; or many at once."""
    many = "count" in request.POST
    form = RegistrationChangeForm(request.POST if request.method == "POST" and not many else None)
    generator = GeneratorForm(request.POST if many else None)
    if many and generator.is_valid():
        elsewhere.announce(**generator.cleaned_data, now=clock.now())
        return redirect("book-registrations")
    if request.method == "POST" and not many and form.is_valid():
        form.save()
        return redirect("book-registrations")
    status = 422 if form.errors or generator.errors else 200
    page = {"form": form, "generator": generator}
    return render(request, "mock_province/add_registration.html", page, status=status)


@csrf_protect
def switches(request: HttpRequest) -> HttpResponse:
    """What goes wrong on purpose."""
    if request.method == "POST":
        form = conditions.ConditionsForm(request.POST, instance=Platform.present())
        if "calm" in request.POST:
            form = conditions.change({}, keep=False)
        if form.is_valid():
            form.save()
            return redirect("switches")
    else:
        form = conditions.ConditionsForm(conditions.present(), instance=Platform.present())
    status = 422 if form.errors else 200
    page = {"form": form, "conditions": conditions.in_words()}
    return render(request, "mock_province/switches.html", page, status=status)


@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The one style sheet."""
    return HttpResponse(STYLE.read_bytes(), content_type="text/css; charset=utf-8")
