"""The way of a review page: show the case, take the step of the button pressed, open the next one.

A refused step leaves everything that was typed on the page, which shows the case as it is now.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views import View

from accounts.models import User
from accounts.policies import Action, may, require
from desk.claiming import claim_case, release_case, take_over_case
from desk.console.forms import VerdictForm
from desk.kinds import CaseKind
from ground.errors import RuleBroken


class ReviewPage(View):
    """One kind's review page. `steps` are the names of the methods that a button may call (`step`).

    Such a method gives the sentence of what happened, and the next case is opened, or a whole answer.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]
    kind: CaseKind
    form_class: type[VerdictForm]
    template: str
    queue: str  # the url name of the list
    queue_word: str  # 入库待办
    steps: ClassVar[frozenset[str]] = frozenset()
    shared_steps: ClassVar[frozenset[str]] = frozenset({"claim", "release", "take_over"})
    unknown_step = "请点“审核通过”或“审核不通过”。"

    def found(self, user: User, **key: Any) -> Any:
        """The case as the person may see it; Http404 where there is none."""
        raise NotImplementedError

    def key_of(self, case: Any) -> dict[str, Any]:
        """What `found` is asked with."""
        return {"pk": case.pk}

    def context(self, request: HttpRequest, case: Any, form: VerdictForm) -> dict[str, Any]:
        """What the page shows beside the form."""
        raise NotImplementedError

    def blank(self, case: Any) -> VerdictForm:
        """The form before anything is typed."""
        return self.form_class()

    def refuse_unseen(self, case: Any, form: VerdictForm) -> None:
        """Raise StepRefused where the page was made from another round than the present one."""

    def get(self, request: HttpRequest, **key: Any) -> HttpResponse:
        """The page."""
        require(request.user, Action.VIEW_REGISTER)
        case = self.found(request.user, **key)
        return self.page(request, case, self.blank(case))

    def post(self, request: HttpRequest, **key: Any) -> HttpResponse:
        """The step."""
        require(request.user, Action.VIEW_REGISTER)
        case = self.found(request.user, **key)
        require(request.user, self.kind.action)
        form = self.form_class(request.POST)
        name = request.POST.get("step", "")
        try:
            if name not in self.steps | self.shared_steps:
                raise RuleBroken("unknown_step", self.unknown_step)
            if not form.is_valid():
                return self.page(request, case, form, status=422)
            self.refuse_unseen(case, form)
            happened = getattr(self, name)(request, case, form)
        except RuleBroken as refusal:
            form.show_refusal(refusal)
            fresh = self.found(request.user, **self.key_of(case))
            return self.page(request, fresh, form, status=refusal.status)
        return self.on_to_the_next(request, happened) if isinstance(happened, str) else happened

    def claim(self, request: HttpRequest, case: Any, form: VerdictForm) -> HttpResponse:
        """签收."""
        claim_case(self.kind, case_id=case.pk, reviewer=request.user)
        messages.success(request, "已签收，此件由您办理；企业不能再直接撤回。")
        if form.holds_words:
            return self.page(request, self.found(request.user, **self.key_of(case)), form)
        return HttpResponseRedirect(self.kind.address(case))

    def release(self, request: HttpRequest, case: Any, form: VerdictForm) -> HttpResponse:
        """退回待办."""
        release_case(self.kind, case_id=case.pk, reviewer=request.user)
        word = self.kind.word(case)
        messages.success(request, f"{word} 已退回待办，企业可以撤回，其他审核人员可以签收。")
        return HttpResponseRedirect(reverse(self.queue))

    def take_over(self, request: HttpRequest, case: Any, form: VerdictForm) -> HttpResponse:
        """接手办理."""
        reason = form.cleaned_data["takeover_reason"]
        take_over_case(self.kind, case_id=case.pk, reviewer=request.user, reason=reason)
        messages.success(request, "已接手，此件现在由您办理；原审核人员已收到通知。")
        return HttpResponseRedirect(self.kind.address(case))

    def on_to_the_next(self, request: HttpRequest, happened: str) -> HttpResponse:
        """Say what happened, and open the oldest case that nobody else has in hand."""
        following = self.kind.next_for(request.user)
        if following is None:
            messages.success(request, f"{happened}{self.queue_word}已全部办完。")
            return HttpResponseRedirect(reverse(self.queue))
        messages.success(request, f"{happened}已为您打开下一件。")
        return HttpResponseRedirect(self.kind.address(following))

    def page(self, request: HttpRequest, case: Any, form: VerdictForm, *, status: int = 200) -> HttpResponse:
        """The page with that form on it."""
        context = {"form": form, **self.context(request, case, form)}
        return TemplateResponse(request, self.template, context, status=status)


def rights_on(kind: CaseKind, case: Any, user: User, *, pending: bool) -> dict[str, Any]:
    """Who works on the case, and what this person may do on its page now."""
    now, reviews = timezone.now(), pending and may(user, kind.action)
    by_other = case.claimed_by_other(user, now)
    return {
        "pending": pending,
        "decides": reviews and not by_other,
        "takes_over": reviews and by_other,
        "claimed_by_other": case.claimed_by if by_other else None,
        "claimed_by_me": case.is_claimed(now) and case.claimed_by_id == user.pk,
        "review_url": kind.address(case),
    }
