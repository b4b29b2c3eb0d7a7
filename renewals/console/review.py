"""The review page: 签收, 接受备案, 不接受备案; a refused step leaves everything typed on the page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.policies import Action, require
from ground.errors import RuleBroken, StepRefused
from ground.glossary import RefusalKind
from ground.writing import STALE
from renewals.console.case import review_context
from renewals.console.forms import DecisionForm
from renewals.console.queue import handed_in, next_waiting
from renewals.models import RenewalApplication
from renewals.services.deciding import accept, claim, reject, release_claim
from renewals.services.joint import accept_both, register_and_reject, reject_both
from renewals.services.presence import take_over
from renewals.services.withdrawal_requests import agree_to_withdrawal, decline_withdrawal

RESUBMITTED = (
    "企业在您打开之后已重新提交(现为第 {round} 次)，您的操作没有生效。下面是最新内容，请重新核对后办理。"
)
UNSENT = "您写了 {count} 条逐项意见，接受备案不会把它们发给企业。请删除后再接受，或点“不接受备案”。"
UNKNOWN_STEP = "请点“接受备案”或“不接受备案”。"


@require_http_methods(["GET", "HEAD", "POST"])
def renewal_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the case, or take the step of the button that was pressed (`step`)."""
    require(request.user, Action.VIEW_REGISTER)
    renewal = handed_in(request.user, reference)
    if request.method == "POST":
        require(request.user, Action.REVIEW_RENEWALS)
        return _take_step(request, renewal)
    return _page(request, renewal, _blank(renewal))


def _take_step(request: HttpRequest, renewal: RenewalApplication) -> HttpResponse:
    form = DecisionForm(request.POST)
    step = STEPS.get(request.POST.get("step", ""))
    try:
        if step is None:
            raise RuleBroken("unknown_step", UNKNOWN_STEP)
        if not form.is_valid():
            return _page(request, renewal, form, status=422)
        if form.cleaned_data["round"] != renewal.round:
            raise StepRefused("stale", RESUBMITTED.format(round=renewal.round))
        return step(request, renewal, form)
    except RuleBroken as refusal:
        form.show_refusal(refusal)
        return _page(request, handed_in(request.user, renewal.reference), form, status=refusal.status)


def _accept(request: HttpRequest, renewal: RenewalApplication, form: DecisionForm) -> HttpResponse:
    _refuse_unsent(form)
    accept(
        renewal_id=renewal.pk,
        revision=form.cleaned_data["revision"],
        reviewer=request.user,
        opinion=form.cleaned_data["opinion"],
        confirmed=form.cleaned_data["confirmed"],
    )
    minutes = settings.HANDOVER_HOLD_SECONDS // 60
    undo = f"{minutes} 分钟内可在该件页面“撤销接受”。" if minutes else ""
    return _on_to_the_next(request, f"{renewal.reference} 已接受备案，系统将自动报送省网。{undo}")


def _reject(request: HttpRequest, renewal: RenewalApplication, form: DecisionForm) -> HttpResponse:
    reject(**_refusal(request, renewal, form))
    return _on_to_the_next(request, f"{renewal.reference} 已不接受备案，备案意见已通知企业。")


def _refusal(request: HttpRequest, renewal: RenewalApplication, form: DecisionForm) -> dict[str, Any]:
    """What a refusal says, as the services take it."""
    statutory = form.cleaned_data["kind"] == RefusalKind.STATUTORY
    return {
        "renewal_id": renewal.pk,
        "revision": form.cleaned_data["revision"],
        "reviewer": request.user,
        "kind": form.cleaned_data["kind"],
        "opinion": form.cleaned_data["opinion"],
        "remarks": form.remarks(),
        "grounds": form.cleaned_data["grounds"] if statutory else [],
        "late_reason": form.cleaned_data["late_reason"],
    }


def _accept_both(request: HttpRequest, renewal: RenewalApplication, form: DecisionForm) -> HttpResponse:
    _refuse_unsent(form)
    accept_both(
        renewal_id=renewal.pk,
        revision=form.cleaned_data["revision"],
        device_revision=_device_revision(form),
        reviewer=request.user,
        opinion=form.cleaned_data["opinion"],
        confirmed=form.cleaned_data["confirmed"],
    )
    return _on_to_the_next(request, f"{renewal.reference} 已入库并接受备案，系统将自动报送省网。")


def _register_and_reject(
    request: HttpRequest, renewal: RenewalApplication, form: DecisionForm
) -> HttpResponse:
    register_and_reject(**_refusal(request, renewal, form), device_revision=_device_revision(form))
    return _on_to_the_next(request, f"{renewal.reference} 的设备已入库，换证申请不接受备案，意见已通知企业。")


def _reject_both(request: HttpRequest, renewal: RenewalApplication, form: DecisionForm) -> HttpResponse:
    reject_both(**_refusal(request, renewal, form), device_revision=_device_revision(form))
    return _on_to_the_next(request, f"{renewal.reference} 的入库和备案均未通过，意见已通知企业。")


def _device_revision(form: DecisionForm) -> int:
    """The revision of the machine's record that the page showed; StepRefused where it says none."""
    seen = form.cleaned_data["device_revision"]
    if seen is None:
        raise StepRefused("stale", STALE)
    return int(seen)


def _refuse_unsent(form: DecisionForm) -> None:
    if form.typed_remarks:
        raise RuleBroken("remarks_unsent", UNSENT.format(count=len(form.typed_remarks)))


def _claim(request: HttpRequest, renewal: RenewalApplication, form: DecisionForm) -> HttpResponse:
    claim(renewal_id=renewal.pk, reviewer=request.user)
    messages.success(request, "已签收，此件由您办理；企业不能再直接撤回。")
    if form.cleaned_data["opinion"] or form.typed_remarks:
        return _page(request, handed_in(request.user, renewal.reference), form)
    return HttpResponseRedirect(_address(renewal))


def _release(request: HttpRequest, renewal: RenewalApplication, form: DecisionForm) -> HttpResponse:
    release_claim(renewal_id=renewal.pk, reviewer=request.user)
    messages.success(request, f"{renewal.reference} 已退回待办，企业可以撤回，其他审核人员可以签收。")
    return HttpResponseRedirect(reverse("console:renewal_queue"))


def _take_over(request: HttpRequest, renewal: RenewalApplication, form: DecisionForm) -> HttpResponse:
    take_over(renewal_id=renewal.pk, reviewer=request.user, reason=form.cleaned_data["takeover_reason"])
    messages.success(request, "已接手，此件现在由您办理；原审核人员已收到通知。")
    return HttpResponseRedirect(_address(renewal))


def _agree(request: HttpRequest, renewal: RenewalApplication, form: DecisionForm) -> HttpResponse:
    agree_to_withdrawal(renewal_id=renewal.pk, revision=form.cleaned_data["revision"], reviewer=request.user)
    return _on_to_the_next(request, f"{renewal.reference} 已同意撤回，企业可以修改后重新提交。")


def _decline(request: HttpRequest, renewal: RenewalApplication, form: DecisionForm) -> HttpResponse:
    decline_withdrawal(
        renewal_id=renewal.pk,
        revision=form.cleaned_data["revision"],
        reviewer=request.user,
        opinion=form.cleaned_data["opinion"],
    )
    messages.success(request, "已告知企业不同意撤回，请继续审核。")
    return HttpResponseRedirect(_address(renewal))


STEPS = {
    "take_over": _take_over,
    "agree_withdrawal": _agree,
    "decline_withdrawal": _decline,
    "accept": _accept,
    "reject": _reject,
    "claim": _claim,
    "release": _release,
    "accept_both": _accept_both,
    "register_and_reject": _register_and_reject,
    "reject_both": _reject_both,
}


def _on_to_the_next(request: HttpRequest, happened: str) -> HttpResponse:
    following = next_waiting(request.user)
    if following is None:
        messages.success(request, f"{happened}换证待办已全部办完。")
        return HttpResponseRedirect(reverse("console:renewal_queue"))
    messages.success(request, f"{happened}已为您打开下一件。")
    return HttpResponseRedirect(_address(following))


def _blank(renewal: RenewalApplication) -> DecisionForm:
    return DecisionForm(
        initial={"revision": renewal.revision, "round": renewal.round, "kind": RefusalKind.CORRECTION}
    )


def _page(
    request: HttpRequest, renewal: RenewalApplication, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    context = review_context(request, renewal, form)
    return TemplateResponse(request, "console/renewal_review.html", context, status=status)


def _address(renewal: RenewalApplication) -> str:
    return reverse("console:renewal_review", args=[renewal.reference])
