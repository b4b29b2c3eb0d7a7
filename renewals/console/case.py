"""Everything that the review page shows of one renewal, read with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, may
from audit.models import HistoryEntry
from audit.showing import timeline
from desk.console.reviewing import rights_on
from devices.checking import findings_for_intake
from devices.shown_by import papers_for
from devices.viewing import ViewedKind, first_in_page
from ground.glossary import ApprovalStatus, IntakeStatus, UploadStatus
from renewals.comparing import ComparedGroup, ComparedRow
from renewals.console.beside import answers_to_remarks, background_of, spread_words
from renewals.console.due import due_tag
from renewals.console.forms import DecisionForm
from renewals.console.identity import identity_of
from renewals.models import RenewalApplication
from renewals.opinions import ground_texts, opinion_templates
from renewals.review_points import read_case
from renewals.services.claiming import RENEWALS
from renewals.services.second_review import is_own_second, needs_second
from vision.offering import offered

TIMELINE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Noted:
    """A row or kind of paper with what was said of it before and what is being typed now.

    `notable` rows stay when only what changed is shown; `spread` is what other machines of the model have,
    `shown_by` names the kinds of paper that show the field.
    """

    subject: ComparedRow | ViewedKind
    earlier: list[dict[str, Any]]
    typed: str
    notable: bool = True
    spread: str = ""
    shown_by: str = ""


def review_context(request: HttpRequest, renewal: RenewalApplication, form: DecisionForm) -> dict[str, Any]:
    """The page's context; the renewal must have been submitted once."""
    case, typed = read_case(renewal), form.typed_remarks
    submission, groups, kinds, earlier = case.submission, case.groups, case.kinds, case.earlier
    found = {finding.get("path", "") for finding in submission.findings}
    spread, rights = spread_words(renewal), _rights(request, renewal)
    return {
        "title": f"{renewal.model} · 第 {renewal.round} 次提交",
        "section": "console:renewal_queue",
        "renewal": renewal,
        "submission": submission,
        "identity": identity_of(renewal, case),
        "groups": [_noted_group(group, earlier, typed, found, spread) for group in groups],
        "kinds": [Noted(kind, earlier.get(kind.path, []), typed.get(kind.path, "")) for kind in kinds],
        "first_paper": first_in_page(kinds),
        "points": case.points,
        "asked": [point for point in case.points if point.asks],
        "answers": answers_to_remarks(case, renewal.round),
        "recognises": offered(),
        "background": background_of(renewal, request.user),
        "findings": submission.findings,
        "entries": timeline(HistoryEntry.objects.of_renewal(renewal.pk)[:TIMELINE_LENGTH], inside=True),
        "templates": opinion_templates(),
        "due": due_tag(renewal.due_on, timezone.localdate()) if _is_pending(renewal) else None,
        "intake": {"findings": findings_for_intake(renewal.device)} if _is_joint(renewal) else None,
        **_decision(renewal),
        **rights,
        **_levels(renewal, request.user, rights),
    }


def _is_pending(renewal: RenewalApplication) -> bool:
    return renewal.approval_status == ApprovalStatus.PENDING and not renewal.is_voided


def _is_joint(renewal: RenewalApplication) -> bool:
    """Whether the machine's intake is decided on the same page."""
    return _is_pending(renewal) and renewal.device.intake_status == IntakeStatus.PENDING


def _rights(request: HttpRequest, renewal: RenewalApplication) -> dict[str, Any]:
    """Who works on it, and what this person may do on the page now."""
    held = (
        renewal.approval_status == ApprovalStatus.ACCEPTED
        and renewal.upload_status == UploadStatus.NOT_UPLOADED
    )
    return {
        **rights_on(RENEWALS, renewal, request.user, pending=_is_pending(renewal)),
        "viewing_url": reverse("console:renewal_viewing", args=[renewal.reference]),
        "revokes": held and may(request.user, Action.REVOKE_ACCEPTANCE),
    }


def _levels(renewal: RenewalApplication, user: User, rights: dict[str, Any]) -> dict[str, Any]:
    """Who has accepted it first, and what the person's own acceptance would be."""
    own = is_own_second(renewal, user)
    return {
        "first": renewal.first_acceptance,
        "takes_back": own and rights["decides"],
        "decides": rights["decides"] and not own,
        "accepts_first": needs_second(renewal),
    }


def _decision(renewal: RenewalApplication) -> dict[str, Any]:
    """The last decision where it stands for the present round, with its grounds in words."""
    if _is_pending(renewal):
        return {"decision": None}
    decision = (
        renewal.decisions.select_related("submission", "decided_by", "first__accepted_by")
        .order_by("-at", "-id")
        .first()
    )
    return {"decision": decision, "grounds": ground_texts(decision.grounds) if decision else []}


def _noted_group(
    group: ComparedGroup,
    earlier: dict[str, list[dict[str, Any]]],
    typed: dict[str, str],
    found: set[str],
    spread: dict[str, str],
) -> dict[str, Any]:
    rows = [
        Noted(
            row,
            earlier.get(row.path, []),
            typed.get(row.path, ""),
            row.notable or row.path in earlier or row.path in typed or row.path in found,
            spread.get(row.path, ""),
            " ".join(papers_for(row.path)),
        )
        for row in group.rows
    ]
    return {"label": group.label, "rows": rows, "notable": any(row.notable for row in rows)}
