"""The review page of one matter: 审核通过, 审核不通过; a refused step leaves what was typed on the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.policies import Action, may, require
from accounts.roles import Role
from audit.models import HistoryEntry
from audit.showing import timeline
from devices.showing import record_sections
from devices.viewing import ViewedKind, first_in_page
from ground.errors import RuleBroken
from ground.glossary import IntakeStatus, MatterKind, MatterStatus
from matters.checks import findings_of
from matters.forms import shown_content
from matters.models import Matter, MatterRound
from matters.papers import papers_for
from matters.services.deciding import accept_matter, reject_matter
from matters.services.office import action_to_decide, why_not_decided_by
from matters.words import KINDS
from renewals.console.due import due_tag
from renewals.frozen_papers import frozen_papers
from renewals.services.superseding import open_renewal_of

TIMELINE_LENGTH = 40
UNKNOWN_STEP = "请点“审核通过”或“审核不通过”。"


class DecisionForm(forms.Form):
    """What the reviewer writes; whether an opinion is needed is the service's rule."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    opinion = forms.CharField(
        label="审核意见",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5, "placeholder": "审核不通过时必填，企业按此修改"}),
        error_messages={"max_length": "审核意见最多 2000 字，请精简。"},
    )

    def show_refusal(self, refusal: RuleBroken) -> None:
        """Put the service's refusal to its field, or over the form."""
        self.add_error(refusal.path if refusal.path in self.fields else None, refusal.message)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the matter, or take the step of the button that was pressed (`step`)."""
    require(request.user, Action.VIEW_REGISTER)
    matter = _found(request.user, reference)
    if request.method == "POST":
        require(request.user, action_to_decide(matter))
        return _take_step(request, matter)
    return _page(request, matter, DecisionForm())


def _take_step(request: HttpRequest, matter: Matter) -> HttpResponse:
    form = DecisionForm(request.POST)
    step = STEPS.get(request.POST.get("step", ""))
    try:
        if step is None:
            raise RuleBroken("unknown_step", UNKNOWN_STEP)
        if not form.is_valid():
            return _page(request, matter, form, status=422)
        happened = step(request.user, matter, form.cleaned_data)
    except RuleBroken as refusal:
        form.show_refusal(refusal)
        return _page(request, _found(request.user, matter.reference), form, status=refusal.status)
    return _on_to_the_next(request, happened)


def _accept(reviewer: User, matter: Matter, given: dict[str, Any]) -> str:
    accept_matter(
        matter_id=matter.pk, revision=given["revision"], reviewer=reviewer, opinion=given["opinion"]
    )
    word = "复核通过" if matter.by_office else "审核通过"
    return f"{matter.reference} {matter.sort.label}已{word}，企业已收到消息。"


def _reject(reviewer: User, matter: Matter, given: dict[str, Any]) -> str:
    reject_matter(
        matter_id=matter.pk, revision=given["revision"], reviewer=reviewer, opinion=given["opinion"]
    )
    word = "不予办理" if matter.by_office else "审核不通过"
    return f"{matter.reference} {matter.sort.label}{word}，意见已通知企业。"


STEPS = {"accept": _accept, "reject": _reject}


def _on_to_the_next(request: HttpRequest, happened: str) -> HttpResponse:
    if not may(request.user, Action.REVIEW_MATTERS):
        messages.success(request, happened)
        return HttpResponseRedirect(reverse("console:number_corrections"))
    waiting = Matter.objects.awaiting_review().visible_to(request.user)
    others = waiting.exclude(by_office=True, created_by=request.user)
    following = others.order_by("submitted_at", "id").first()
    if following is None:
        messages.success(request, f"{happened}企业事项待办已全部办完。")
        return HttpResponseRedirect(reverse("console:matter_queue"))
    messages.success(request, f"{happened}已为您打开下一件。")
    return HttpResponseRedirect(reverse("console:matter_review", args=[following.reference]))


def _found(user: User, reference: str) -> Matter:
    related = Matter.objects.visible_to(user).select_related(
        "enterprise", "device__enterprise", "counterparty", "outcome", "created_by"
    )
    return get_object_or_404(related, reference=reference)


def _page(request: HttpRequest, matter: Matter, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    handed_in = matter.rounds.select_related("decided_by").get(number=matter.round)
    pending, today = matter.status == MatterStatus.PENDING, timezone.localdate()
    said = "依职权提出" if matter.by_office else f"第 {matter.round} 次提交"
    if matter.by_office:
        form.fields["opinion"].widget.attrs["placeholder"] = "不予办理时必填，提出人和企业可以看到"
    decides = pending and may(request.user, action_to_decide(matter))
    barred = why_not_decided_by(matter, request.user) if pending else ""
    kinds = _papers(matter, handed_in, request.user)
    context = {
        "title": f"{matter.sort.label} · {said}",
        "section": _section(matter),
        "matter": matter,
        "words": KINDS[matter.sort],
        "handed_in": handed_in,
        "content": shown_content(matter.sort, handed_in.body["content"]),
        "sections": _record_of(matter),
        "renewal": open_renewal_of(matter.device_id) if matter.device_id else None,
        "kinds": kinds,
        "first_paper": first_in_page(kinds),
        "findings": findings_of(matter, today) if pending else [],
        "due": due_tag(matter.due_on, today) if pending else None,
        "entries": timeline(HistoryEntry.objects.of_matter(matter.pk)[:TIMELINE_LENGTH]),
        "form": form,
        "decides": decides and not barred,
        "barred": barred if matter.by_office else "",
        "decision": handed_in if handed_in.outcome else None,
    }
    return TemplateResponse(request, "console/matters/review.html", context, status=status)


def _section(matter: Matter) -> str:
    if matter.kind == MatterKind.NUMBER_CORRECTION:
        return "console:number_corrections"
    return "console:matter_queue" if matter.status == MatterStatus.PENDING else "console:matter_register"


def _record_of(matter: Matter) -> list[Any]:
    """The whole record of a machine that is not in the register: the office has not seen it before."""
    device = matter.device
    if device is None or device.intake_status == IntakeStatus.APPROVED:
        return []
    return record_sections(device)


def _papers(matter: Matter, handed_in: MatterRound, user: User) -> list[ViewedKind]:
    """The papers of the round; a supervisor sees none."""
    if user.role == Role.SUPERVISOR:
        return []
    asked = papers_for(matter.sort, handed_in.body["content"], by_office=matter.by_office)
    return frozen_papers(handed_in.attachments, asked)
