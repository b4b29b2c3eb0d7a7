"""The intake review: the record beside its papers, remarks at its fields, the conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.idle import background
from accounts.models import User
from accounts.policies import Action, require
from audit.models import HistoryEntry
from audit.showing import timeline
from desk.console.forms import RemarkedForm
from desk.console.presence import presence_of
from desk.console.reviewing import ReviewPage, rights_on
from devices.checking import findings_for_intake
from devices.models import Device
from devices.services.claiming import INTAKES, word_of
from devices.services.intake import approve_intake, reject_intake
from devices.showing import Shown, record_sections
from devices.shown_by import papers_for
from devices.viewing import ViewedKind, first_in_page, origin_of, viewed_kinds, viewed_paper
from documents.models import Attachment, SubjectKind
from ground.glossary import IntakeStatus, Step

TIMELINE_LENGTH = 40


class IntakeForm(RemarkedForm):
    """The reason, and a remark at any field; whether a reason is needed is the service's rule."""

    opinion_name = "reason"
    reason = forms.CharField(
        label="审核意见",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5, "placeholder": "审核不通过时必填，企业按此修改"}),
        error_messages={"max_length": "审核意见最多 2000 字，请精简。"},
    )


@dataclass(frozen=True, slots=True)
class Noted:
    """A line or kind of paper with what was said of it before and what is being typed now."""

    subject: Shown | ViewedKind
    earlier: list[dict[str, Any]]
    typed: str
    shown_by: str = ""


class IntakeReview(ReviewPage):
    """The page of one machine's record; what is in the register is shown without a step."""

    kind = INTAKES
    form_class = IntakeForm
    template = "console/intake_review.html"
    queue, queue_word = "console:intake_queue", "入库待办"
    steps: ClassVar[frozenset[str]] = frozenset({"approve", "reject"})

    def found(self, user: User, **key: Any) -> Device:
        return _found(user, key["pk"])

    def approve(self, request: HttpRequest, case: Device, form: IntakeForm) -> str:
        """审核通过."""
        form.refuse_unsent("审核通过")
        seen, said = form.cleaned_data["revision"], form.cleaned_data["reason"]
        approve_intake(device_id=case.pk, revision=seen, reviewer=request.user, opinion=said)
        return f"{word_of(case)} 已审核通过，转入“备案设备信息管理”。"

    def reject(self, request: HttpRequest, case: Device, form: IntakeForm) -> str:
        """审核不通过."""
        reject_intake(
            device_id=case.pk,
            revision=form.cleaned_data["revision"],
            reviewer=request.user,
            reason=form.cleaned_data["reason"],
            remarks=form.remarks(),
        )
        return f"{word_of(case)} 审核不通过，原因已通知企业。"

    def context(self, request: HttpRequest, case: Device, form: IntakeForm) -> dict[str, Any]:
        kinds, typed = _papers(case), form.typed_remarks
        pending = case.intake_status == IntakeStatus.PENDING
        entries = list(HistoryEntry.objects.of_device(case.pk)[:TIMELINE_LENGTH])
        earlier = _earlier_remarks(entries)
        return {
            "title": f"{case.model} · {'入库审核' if pending else '设备资料'}",
            "section": "console:intake_queue" if pending else "console:devices_device_changelist",
            "device": case,
            "sections": [
                (section.label, [_noted(line, line.path, earlier, typed) for line in section.lines])
                for section in record_sections(case, request.user)
            ],
            "kinds": [_noted(kind, kind.path, earlier, typed) for kind in kinds],
            "first_paper": first_in_page(kinds),
            "findings": findings_for_intake(case) if pending else [],
            "entries": timeline(entries, inside=True),
            "viewing_url": reverse("console:intake_viewing", args=[case.pk]),
            **rights_on(INTAKES, case, request.user, pending=pending),
        }


@background
@require_POST
def intake_viewing(request: HttpRequest, pk: int) -> HttpResponse:
    """The heartbeat of an open page."""
    return presence_of(INTAKES, _found(request.user, pk), request)


@require_safe
@xframe_options_sameorigin
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture fitted to the frame beside the record; a click shows it in full size."""
    require(request.user, Action.VIEW_REGISTER)
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    return TemplateResponse(request, "console/paper.html", {"attachment": attachment})


def _found(user: User, pk: int) -> Device:
    known = Device.objects.visible_to(user).select_related("enterprise", "claimed_by", "catalogue_version")
    return get_object_or_404(known, pk=pk)


def _noted(
    subject: Shown | ViewedKind, path: str, earlier: dict[str, list[dict[str, Any]]], typed: dict[str, str]
) -> Noted:
    shown_by = " ".join(papers_for(path, "intake"))
    return Noted(subject, earlier.get(path, []), typed.get(path, ""), shown_by)


def _earlier_remarks(entries: list[HistoryEntry]) -> dict[str, list[dict[str, Any]]]:
    """What was remarked at each field when the record was refused, by path, the first refusal first."""
    found: dict[str, list[dict[str, Any]]] = {}
    refusals = [entry for entry in reversed(entries) if entry.step == Step.INTAKE_REJECTED]
    for number, entry in enumerate(refusals, 1):
        for remark in entry.remarks:
            found.setdefault(remark["path"], []).append({"round": number, "text": remark["text"]})
    return found


def _papers(device: Device) -> list[ViewedKind]:
    """The machine's own papers and the standing ones of its owner."""
    own = Q(subject=SubjectKind.DEVICE, subject_id=device.pk)
    standing = Q(subject=SubjectKind.ENTERPRISE, subject_id=device.enterprise_id)
    held = Attachment.objects.filter(own | standing).select_related("file").order_by("id")
    papers = [
        (
            item.kind,
            viewed_paper(
                pk=item.pk,
                name=item.name,
                media_type=item.file.media_type,
                origin=origin_of(item.photo_link_id, item.added_at),
            ),
        )
        for item in held
    ]
    return viewed_kinds(device.catalogue.attachment_requirements("intake", device.category), papers)
