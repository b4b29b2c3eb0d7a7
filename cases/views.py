"""The public pages: 上报疑似问题, and what became of it. Nobody logs in; how often an address asks is counted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.assumptions import current
from cases.forms import LookUpForm, ReportForm
from cases.photos import Photos
from cases.reporting import Reported, case_by_code, new_form_key, report
from cases.words import TOLD, ProblemKind
from certificates.verification import verdict_on
from ground.errors import RuleBroken
from ground.limiting import too_often
from ground.request_context import current_address

SLOW_DOWN = "操作过于频繁，请一分钟后再试。填写的内容已保留，刚选的照片请重新添加。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_problem(request: HttpRequest) -> HttpResponse:
    """The form, filled with the number and serial of the check; what is wrong comes back with everything typed."""
    photos = Photos(request.user)
    if request.method != "POST":
        asked = {name: request.GET.get(name, "").strip()[:64] for name in ("number", "serial")}
        return _form_page(request, ReportForm(initial={"form_key": new_form_key(), **asked}), photos)
    form = ReportForm(request.POST)
    if _too_often("case"):
        form.is_valid()
        photos.take(request.POST.getlist("photo"), set(), [])
        return _refused(request, form, photos, SLOW_DOWN, status=429)
    dropped = set(request.POST.getlist("drop_photo"))
    photos.take(request.POST.getlist("photo"), dropped, request.FILES.getlist("photos"))
    if not form.is_valid() or photos.errors:
        return _form_page(request, form, photos, status=422)
    try:
        case, code = report(form_key=form.cleaned_data["form_key"], said=_said(form, photos))
    except RuleBroken as refusal:
        return _refused(request, form, photos, refusal.message, status=refusal.status)
    return render(request, "cases/reported.html", {"case": case, "code": code})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """What became of a report, by its number and code; both are posted, so that no address or log holds the code."""
    if request.method != "POST":
        return render(request, "cases/look_up.html", {"form": LookUpForm()})
    form = LookUpForm(request.POST)
    status = 422
    if _too_often("case-look"):
        form.is_valid()
        form.add_error(None, SLOW_DOWN)
        status = 429
    elif form.is_valid():
        try:
            found = case_by_code(**form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, refusal.message)
        else:
            context = {"form": LookUpForm(), "case": found, "told": TOLD[found.state]}
            return render(request, "cases/look_up.html", context)
    answer = render(request, "cases/look_up.html", {"form": form}, status=status)
    if status == 429:
        answer["Retry-After"] = "60"
    return answer


def _said(form: ReportForm, photos: Photos) -> Reported:
    given = form.cleaned_data
    return Reported(
        kind=ProblemKind(given["kind"]),
        number=given["number"],
        serial=given["serial"],
        place=given["place"],
        text=given["text"],
        contact=given["contact"],
        photos=photos.files,
    )


def _too_often(what: str) -> bool:
    return too_often(what=what, address=current_address(), most=current().per_minute)


def _refused(
    request: HttpRequest, form: ReportForm, photos: Photos, sentence: str, *, status: int
) -> HttpResponse:
    form.add_error(None, sentence)
    answer = _form_page(request, form, photos, status=status)
    if status == 429:
        answer["Retry-After"] = "60"
    return answer


def _form_page(request: HttpRequest, form: ReportForm, photos: Photos, *, status: int = 200) -> HttpResponse:
    number, serial = form["number"].value() or "", form["serial"].value() or ""
    known = form.is_bound is False and number and serial
    context = {
        "form": form,
        "photos": photos,
        "verdict": verdict_on(number=number, serial=serial) if known and not _too_often("verify") else None,
    }
    return render(request, "cases/report.html", context, status=status)
