"""One case: what was reported, the machine, the pictures, the steps; a refused step keeps what was typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.policies import Action, may, require
from audit.account_events import Subject
from audit.naming import about
from cases.forms import StepForm
from cases.models import Case
from cases.services import answer_case, claim_case, release_case, take_over_case
from cases.words import CaseStatus
from documents.views import answer_with
from ground.errors import RuleBroken
from ground.glossary import AboutKind

UNKNOWN_STEP = "请点页面上的按钮办理。"


@require_http_methods(["GET", "HEAD", "POST"])
def one_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the case, or take the step of the button that was pressed (`step`)."""
    require(request.user, Action.VIEW_REGISTER)
    case = _found(request.user, reference)
    if request.method != "POST":
        return _page(request, case, StepForm())
    require(request.user, Action.HANDLE_CASES)
    return _take_step(request, case)


@require_safe
@xframe_options_sameorigin
def photo(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A picture of the report."""
    require(request.user, Action.VIEW_REGISTER)
    found = get_object_or_404(_found(request.user, reference).photos.select_related("file"), pk=pk)
    answer = answer_with(request, found.file, found.name)
    return about(answer, [Subject(AboutKind.CASE, found.case_id)])


def _take_step(request: HttpRequest, case: Case) -> HttpResponse:
    form = StepForm(request.POST)
    step = STEPS.get(request.POST.get("step", ""))
    try:
        if step is None:
            raise RuleBroken("unknown_step", UNKNOWN_STEP)
        if not form.is_valid():
            return _page(request, case, form, status=422)
        happened = step(request.user, case, form.cleaned_data)
    except RuleBroken as refusal:
        form.show_refusal(refusal)
        return _page(request, _found(request.user, case.reference), form, status=refusal.status)
    messages.success(request, f"{case.reference} {happened}")
    return HttpResponseRedirect(reverse("console:case", args=[case.reference]))


def _claim(user: User, case: Case, given: dict[str, Any]) -> str:
    claim_case(case_id=case.pk, revision=given["revision"], user=user)
    return "由您处理。核查后请填写处理结果。"


def _take_over(user: User, case: Case, given: dict[str, Any]) -> str:
    take_over_case(case_id=case.pk, revision=given["revision"], user=user, reason=given["note"])
    return "已由您接手。"


def _release(user: User, case: Case, given: dict[str, Any]) -> str:
    release_case(case_id=case.pk, revision=given["revision"], user=user, reason=given["note"])
    return "已退回待处理。"


def _settle(user: User, case: Case, given: dict[str, Any]) -> str:
    answer_case(case_id=case.pk, revision=given["revision"], user=user, answer=given["note"], founded=True)
    return "已办结，上报人可以查到处理结果。"


def _dismiss(user: User, case: Case, given: dict[str, Any]) -> str:
    answer_case(case_id=case.pk, revision=given["revision"], user=user, answer=given["note"], founded=False)
    return "已认定不属实，上报人可以查到说明。"


STEPS = {
    "claim": _claim,
    "take_over": _take_over,
    "release": _release,
    "settle": _settle,
    "dismiss": _dismiss,
}


def _found(user: User, reference: str) -> Case:
    related = Case.objects.visible_to(user).select_related("device__enterprise", "claimed_by")
    return get_object_or_404(related, reference=reference)


def _page(request: HttpRequest, case: Case, form: StepForm, *, status: int = 200) -> HttpResponse:
    handles = may(request.user, Action.HANDLE_CASES)
    mine = case.claimed_by_id == request.user.pk
    in_hand = case.status == CaseStatus.IN_HAND
    context = {
        "title": f"疑似问题 · {case.sort.label}",
        "section": "console:cases",
        "case": case,
        "form": form,
        "photos": list(case.photos.select_related("file")),
        "events": case.events.select_related("by"),
        "handles": handles,
        "may_claim": handles and case.status == CaseStatus.OPEN,
        "may_answer": handles and in_hand and mine,
        "may_take_over": handles and in_hand and not mine,
        "others": _others(request.user, case),
    }
    return TemplateResponse(request, "console/cases/one.html", context, status=status)


def _others(user: User, case: Case) -> list[Case]:
    """The newest other reports on the same machine."""
    if case.device_id is None:
        return []
    return list(
        Case.objects.visible_to(user)
        .filter(device_id=case.device_id)
        .exclude(pk=case.pk)
        .order_by("-created_at", "-id")[:5]
    )
