"""The review pages of matters: what a firm applies for, what the office has filed, and numbers to correct."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.idle import background
from accounts.models import User
from accounts.roles import Role
from audit.models import HistoryEntry
from audit.showing import timeline
from desk.console.forms import VerdictForm
from desk.console.presence import presence_of
from desk.console.reviewing import ReviewPage, rights_on
from devices.showing import record_sections
from devices.viewing import ViewedKind, first_in_page
from ground.glossary import IntakeStatus, MatterStatus
from matters.checks import findings_of
from matters.forms import shown_content
from matters.models import Matter, MatterRound
from matters.papers import papers_for
from matters.services.claiming import CORRECTIONS, MATTERS
from matters.services.deciding import accept_matter, reject_matter
from matters.services.office import why_not_decided_by
from matters.words import KINDS
from renewals.console.due import due_tag
from renewals.frozen_papers import frozen_papers
from renewals.services.superseding import open_renewal_of

TIMELINE_LENGTH = 40


class DecisionForm(VerdictForm):
    """What the reviewer writes; whether an opinion is needed is the service's rule."""

    opinion = forms.CharField(
        label="审核意见",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5, "placeholder": "审核不通过时必填，企业按此修改"}),
        error_messages={"max_length": "审核意见最多 2000 字，请精简。"},
    )


class MatterReview(ReviewPage):
    """The page of one 企业事项."""

    kind = MATTERS
    form_class = DecisionForm
    template = "console/matters/review.html"
    queue, queue_word, register = "console:matter_queue", "企业事项待办", "console:matter_register"
    steps: ClassVar[frozenset[str]] = frozenset({"accept", "reject"})

    def found(self, user: User, **key: Any) -> Matter:
        return _found(user, key["reference"])

    def key_of(self, case: Matter) -> dict[str, Any]:
        return {"reference": case.reference}

    def accept(self, request: HttpRequest, case: Matter, form: DecisionForm) -> str:
        """审核通过."""
        accept_matter(**_said(request, case, form))
        word = "复核通过" if case.by_office else "审核通过"
        return f"{case.reference} {case.sort.label}已{word}，企业已收到消息。"

    def reject(self, request: HttpRequest, case: Matter, form: DecisionForm) -> str:
        """审核不通过."""
        reject_matter(**_said(request, case, form))
        word = "不予办理" if case.by_office else "审核不通过"
        return f"{case.reference} {case.sort.label}{word}，意见已通知企业。"

    def context(self, request: HttpRequest, case: Matter, form: DecisionForm) -> dict[str, Any]:
        handed_in = case.rounds.select_related("decided_by").get(number=case.round)
        pending, today = case.status == MatterStatus.PENDING, timezone.localdate()
        kinds = _papers(case, handed_in, request.user)
        rights = rights_on(self.kind, case, request.user, pending=pending)
        barred = why_not_decided_by(case, request.user) if pending else ""
        if case.by_office:
            form.fields["opinion"].widget.attrs["placeholder"] = "不予办理时必填，提出人和企业可以看到"
        return {
            "title": f"{case.sort.label} · {'依职权提出' if case.by_office else f'第 {case.round} 次提交'}",
            "section": self.queue if pending else self.register,
            "matter": case,
            "words": KINDS[case.sort],
            "handed_in": handed_in,
            "content": shown_content(case.sort, handed_in.body["content"]),
            "sections": _record_of(case, request.user),
            "renewal": open_renewal_of(case.device_id) if case.device_id else None,
            "kinds": kinds,
            "first_paper": first_in_page(kinds),
            "findings": findings_of(case, today) if pending else [],
            "due": due_tag(case.due_on, today) if pending else None,
            "entries": timeline(HistoryEntry.objects.of_matter(case.pk)[:TIMELINE_LENGTH], inside=True),
            "decision": handed_in if handed_in.outcome else None,
            "viewing_url": reverse("console:matter_viewing", args=[case.reference]),
            **rights,
            "decides": rights["decides"] and not barred,
            "barred": barred,
        }


class CorrectionReview(MatterReview):
    """The page of one 备案号更正, which another administrator decides on; nobody claims it."""

    kind = CORRECTIONS
    queue, queue_word, register = "console:number_corrections", "备案号更正", "console:number_corrections"
    shared_steps: ClassVar[frozenset[str]] = frozenset()


def review(request: HttpRequest, reference: str) -> HttpResponse:
    """The page that fits the kind of the matter."""
    corrected = Matter.objects.corrections().filter(reference=reference).exists()
    page = CorrectionReview if corrected else MatterReview
    return page.as_view()(request, reference=reference)


@background
@require_POST
def matter_viewing(request: HttpRequest, reference: str) -> HttpResponse:
    """The heartbeat of an open page."""
    return presence_of(MATTERS, _found(request.user, reference), request)


def _said(request: HttpRequest, matter: Matter, form: DecisionForm) -> dict[str, Any]:
    return {
        "matter_id": matter.pk,
        "revision": form.cleaned_data["revision"],
        "reviewer": request.user,
        "opinion": form.cleaned_data["opinion"],
    }


def _found(user: User, reference: str) -> Matter:
    related = Matter.objects.visible_to(user).select_related(
        "enterprise", "device__enterprise", "counterparty", "outcome", "claimed_by", "created_by"
    )
    return get_object_or_404(related, reference=reference)


def _record_of(matter: Matter, viewer: User) -> list[Any]:
    """The whole record of a machine that is not in the register: the office has not seen it before."""
    device = matter.device
    if device is None or device.intake_status == IntakeStatus.APPROVED:
        return []
    return record_sections(device, viewer)


def _papers(matter: Matter, handed_in: MatterRound, user: User) -> list[ViewedKind]:
    """The papers of the round; a supervisor sees none."""
    if user.role == Role.SUPERVISOR:
        return []
    asked = papers_for(matter.sort, handed_in.body["content"], by_office=matter.by_office)
    return frozen_papers(handed_in.attachments, asked)
