"""What a paper is printed from: the frozen submission, or the draft as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from devices.catalogue import Catalogue
from devices.models.catalogue import catalogue_of
from documents.models import Attachment, SubjectKind
from ground.glossary import ApprovalStatus
from renewals.models import RenewalApplication, Submission
from renewals.submission_body import frozen_body

# The sentence that 提交备案 asks for; the paper repeats what was declared on the page.
DECLARATION = (
    "本企业承诺：所填参数已换算为新单位并与铭牌、说明书核对一致，所附资料真实、完整，"
    "本企业对所填资料的真实性负责。"
)


@dataclass(frozen=True)
class Source:
    """One renewal with the body and attachments that count for it now.

    `submission` is None for a draft: never handed in, taken back, or edited after a refusal.
    `attachments` are {"kind", "name"}, as a submission freezes them.
    """

    renewal: RenewalApplication
    submission: Submission | None
    body: dict[str, Any]
    attachments: list[dict[str, Any]]

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue by which the body was written."""
        pinned = self.submission or self.renewal
        return catalogue_of(pinned.catalogue_version_id)

    @property
    def submitted(self) -> str:
        """The time of the submission in China, 未提交 for a draft."""
        return moment(self.submission.submitted_at) if self.submission else "未提交"


def printable(renewals: QuerySet[RenewalApplication]) -> QuerySet[RenewalApplication]:
    """The renewals with all that a paper needs, in a fixed number of queries."""
    return renewals.select_related("device", "enterprise").prefetch_related("submissions")


def sources_of(renewals: Iterable[RenewalApplication]) -> list[Source]:
    """The sources of `printable` renewals, in their order."""
    listed = [(renewal, standing_submission(renewal)) for renewal in renewals]
    drafts = [renewal.pk for renewal, submission in listed if submission is None]
    papers = _papers_of_drafts(drafts)
    return [
        Source(renewal, submission, submission.body, submission.attachments)
        if submission
        else Source(renewal, None, frozen_body(renewal), papers.get(renewal.pk, []))
        for renewal, submission in listed
    ]


def standing_submission(renewal: RenewalApplication) -> Submission | None:
    """The submission of the present round, unless the renewal is a draft (again)."""
    if renewal.approval_status == ApprovalStatus.NOT_SUBMITTED:
        return None
    return next((item for item in renewal.submissions.all() if item.round == renewal.round), None)


def page_address(renewal: RenewalApplication) -> str:
    """The whole address of the renewal's page, for a QR code."""
    return settings.PUBLIC_BASE_URL + reverse("renewals:entries_detail", args=[renewal.reference])


def moment(at: Any) -> str:
    """A moment as it stands on paper, in China's time."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _papers_of_drafts(ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    held = Attachment.objects.filter(subject=SubjectKind.RENEWAL, subject_id__in=ids).order_by("id")
    for renewal_id, kind, name in held.values_list("subject_id", "kind", "name"):
        found.setdefault(renewal_id, []).append({"kind": kind, "name": name})
    return found
