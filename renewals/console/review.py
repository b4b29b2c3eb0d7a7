"""The review page: 签收, 接受备案, 不接受备案; a refused step leaves everything typed on the page."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from accounts.idle import background
from accounts.models import User
from desk.console.presence import presence_of
from desk.console.reviewing import ReviewPage
from ground.errors import StepRefused
from ground.glossary import ApprovalStatus, RefusalKind
from ground.writing import STALE
from renewals.console.case import review_context
from renewals.console.forms import DecisionForm
from renewals.console.queue import handed_in
from renewals.models import RenewalApplication
from renewals.services.claiming import RENEWALS
from renewals.services.deciding import accept, reject
from renewals.services.joint import accept_both, register_and_reject, reject_both
from renewals.services.second_review import send_back
from renewals.services.withdrawal_requests import agree_to_withdrawal, decline_withdrawal

RESUBMITTED = (
    "企业在您打开之后已重新提交(现为第 {round} 次)，您的操作没有生效。下面是最新内容，请重新核对后办理。"
)


class RenewalReview(ReviewPage):
    """The page of one 换证申请; where its machine is not in the register yet, both are decided on it."""

    kind = RENEWALS
    form_class = DecisionForm
    template = "console/renewal_review.html"
    queue, queue_word = "console:renewal_queue", "换证待办"
    unknown_step = "请点“接受备案”或“不接受备案”。"
    steps: ClassVar[frozenset[str]] = frozenset(
        {
            "accept",
            "reject",
            "accept_both",
            "register_and_reject",
            "reject_both",
            "agree_withdrawal",
            "decline_withdrawal",
            "send_back",
        }
    )

    def found(self, user: User, **key: Any) -> RenewalApplication:
        return handed_in(user, key["reference"])

    def key_of(self, case: RenewalApplication) -> dict[str, Any]:
        return {"reference": case.reference}

    def blank(self, case: RenewalApplication) -> DecisionForm:
        return DecisionForm(
            initial={"revision": case.revision, "round": case.round, "kind": RefusalKind.CORRECTION}
        )

    def refuse_unseen(self, case: RenewalApplication, form: DecisionForm) -> None:
        if form.cleaned_data["round"] != case.round:
            raise StepRefused("stale", RESUBMITTED.format(round=case.round))

    def context(self, request: HttpRequest, case: RenewalApplication, form: DecisionForm) -> dict[str, Any]:
        return review_context(request, case, form)

    def accept(self, request: HttpRequest, case: RenewalApplication, form: DecisionForm) -> str:
        """接受备案."""
        form.refuse_unsent("接受备案")
        if not _is_final(accept(**_seen(request, case, form), **_acceptance(form))):
            return f"{case.reference} 已初审接受，转另一位审核人员复核。"
        minutes = settings.HANDOVER_HOLD_SECONDS // 60
        undo = f"{minutes} 分钟内可在该件页面“撤销接受”。" if minutes else ""
        return f"{case.reference} 已接受备案，系统将自动报送省网。{undo}"

    def reject(self, request: HttpRequest, case: RenewalApplication, form: DecisionForm) -> str:
        """不接受备案."""
        reject(**_seen(request, case, form), **_refusal(form))
        return f"{case.reference} 已不接受备案，备案意见已通知企业。"

    def accept_both(self, request: HttpRequest, case: RenewalApplication, form: DecisionForm) -> str:
        """入库并接受备案."""
        form.refuse_unsent("接受备案")
        seen, given = _seen(request, case, form), _acceptance(form)
        if not _is_final(accept_both(**seen, **given, device_revision=_machine_seen(form))):
            return f"{case.reference} 的设备已入库，换证申请已初审接受，转另一位审核人员复核。"
        return f"{case.reference} 已入库并接受备案，系统将自动报送省网。"

    def register_and_reject(self, request: HttpRequest, case: RenewalApplication, form: DecisionForm) -> str:
        """只通过入库."""
        register_and_reject(
            **_seen(request, case, form), **_refusal(form), device_revision=_machine_seen(form)
        )
        return f"{case.reference} 的设备已入库，换证申请不接受备案，意见已通知企业。"

    def reject_both(self, request: HttpRequest, case: RenewalApplication, form: DecisionForm) -> str:
        """都不通过."""
        reject_both(**_seen(request, case, form), **_refusal(form), device_revision=_machine_seen(form))
        return f"{case.reference} 的入库和备案均未通过，意见已通知企业。"

    def send_back(self, request: HttpRequest, case: RenewalApplication, form: DecisionForm) -> Any:
        """退回初审."""
        send_back(**_seen(request, case, form), reason=form.cleaned_data["opinion"])
        if case.first_acceptance and case.first_acceptance.accepted_by_id == request.user.pk:
            messages.success(request, "已撤回您的初审结论，此件由您继续审核。")
            return HttpResponseRedirect(RENEWALS.address(case))
        return f"{case.reference} 已退回初审，初审人员已收到通知。"

    def agree_withdrawal(self, request: HttpRequest, case: RenewalApplication, form: DecisionForm) -> str:
        """同意撤回."""
        agree_to_withdrawal(**_seen(request, case, form))
        return f"{case.reference} 已同意撤回，企业可以修改后重新提交。"

    def decline_withdrawal(
        self, request: HttpRequest, case: RenewalApplication, form: DecisionForm
    ) -> HttpResponse:
        """不同意撤回."""
        decline_withdrawal(**_seen(request, case, form), opinion=form.cleaned_data["opinion"])
        messages.success(request, "已告知企业不同意撤回，请继续审核。")
        return HttpResponseRedirect(RENEWALS.address(case))


@background
@require_POST
def renewal_viewing(request: HttpRequest, reference: str) -> HttpResponse:
    """The heartbeat of an open page."""
    return presence_of(RENEWALS, handed_in(request.user, reference), request)


def _seen(request: HttpRequest, case: RenewalApplication, form: DecisionForm) -> dict[str, Any]:
    """Who decides on what, as the services take it."""
    return {"renewal_id": case.pk, "revision": form.cleaned_data["revision"], "reviewer": request.user}


def _is_final(renewal: RenewalApplication) -> bool:
    """Whether it is accepted, and not by the first of two people alone."""
    return renewal.approval_status == ApprovalStatus.ACCEPTED


def _acceptance(form: DecisionForm) -> dict[str, Any]:
    return {"opinion": form.cleaned_data["opinion"], "confirmed": form.cleaned_data["confirmed"]}


def _refusal(form: DecisionForm) -> dict[str, Any]:
    """What a refusal says."""
    statutory = form.cleaned_data["kind"] == RefusalKind.STATUTORY
    return {
        "kind": form.cleaned_data["kind"],
        "opinion": form.cleaned_data["opinion"],
        "remarks": form.remarks(),
        "grounds": form.cleaned_data["grounds"] if statutory else [],
        "late_reason": form.cleaned_data["late_reason"],
    }


def _machine_seen(form: DecisionForm) -> int:
    """The revision of the machine's record that the page showed; StepRefused where it says none."""
    seen = form.cleaned_data["device_revision"]
    if seen is None:
        raise StepRefused("stale", STALE)
    return int(seen)
