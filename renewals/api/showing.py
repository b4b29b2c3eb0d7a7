"""Renewals as the API says them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from api.fields import coded
from audit.models import HistoryEntry
from audit.showing import timeline
from devices.api.showing import record_fields
from devices.field_labels import label_of
from devices.findings import Finding
from devices.listing import town_words
from ground.glossary import Outcome, RefusalKind
from renewals.api.machine_showing import shown_machine, shown_papers
from renewals.models import Decision, RenewalApplication, ServiceRating
from renewals.models.ratings import TAGS
from renewals.opinions import ground_texts
from renewals.precheck import precheck
from renewals.services.moving import unseen_changes
from renewals.way import next_step

LATEST = 50  # steps of the timeline; all of them stand in history/


def shown_items(renewals: Sequence[RenewalApplication]) -> list[dict[str, Any]]:
    """Lines of the list; read them with `select_related("device")`, then this asks nothing."""
    towns = town_words()
    return [_item(renewal, towns) for renewal in renewals]


def shown_renewal(renewal: RenewalApplication, viewer: User) -> dict[str, Any]:
    """One renewal as its firm's page or the office shows it."""
    editable = renewal.is_editable
    entries = list(_entries(viewer).of_renewal(renewal.pk)[:LATEST])
    rating = ServiceRating.objects.filter(renewal=renewal).first()
    decision = renewal.last_decision()
    found = precheck(renewal, submitted_by_manager=is_manager(viewer)) if editable else []
    return {
        **shown_items([renewal])[0],
        "catalogue_version": renewal.catalogue.version,
        **record_fields(renewal, viewer, renewal.enterprise_id),
        "attachments": renewal_papers(renewal, viewer),
        "editable": editable,
        "edited_since_return": renewal.edited_since_return,
        "claimed": renewal.is_claimed(timezone.now()),
        "withdrawal_requested_at": renewal.withdrawal_requested_at,
        "withdrawal_reason": renewal.withdrawal_reason,
        "voided_at": renewal.voided_at,
        "void_reason": renewal.void_reason,
        "findings": shown_findings(renewal, found),
        "catalogue_changes": [asdict(told) for told in unseen_changes(entries)] if editable else [],
        "decision": shown_decision(decision, renewal) if decision else None,
        "timeline": [
            {"at": moment.at, "who": moment.who, "title": moment.title, "opinion": moment.sub}
            for moment in timeline(entries, inside=viewer.is_office)
        ],
        "rating": shown_rating(rating) if rating else None,
    }


def renewal_papers(renewal: RenewalApplication, viewer: User) -> list[dict[str, Any]]:
    """The papers of a renewal; while it can be edited with the firm's standing ones that it would hand in."""
    return shown_papers(renewal, viewer, standing_of=renewal.enterprise_id if renewal.is_editable else None)


def shown_findings(renewal: RenewalApplication, found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings with the labels of their fields."""
    return [
        {
            "code": finding.code,
            "severity": finding.severity,
            "path": finding.path,
            "label": label_of(renewal.catalogue, renewal.category, finding.path),
            "detail": finding.sentence,
            "suggestion": asdict(finding.suggestion) if finding.suggestion else None,
            "statutory": finding.statutory,
        }
        for finding in found
    ]


def shown_decision(decision: Decision, renewal: RenewalApplication) -> dict[str, Any]:
    """A decision with its remarks, which must have been fetched with it."""
    return {
        "outcome": coded(Outcome(decision.outcome)),
        "kind": coded(RefusalKind(decision.kind)) if decision.kind else None,
        "opinion": decision.opinion,
        "grounds": ground_texts(decision.grounds),
        "remarks": [
            {
                "path": remark.path,
                "label": label_of(renewal.catalogue, renewal.category, remark.path),
                "text": remark.text,
            }
            for remark in decision.remarks.all()
        ],
        "at": decision.at,
        "revoked_at": decision.revoked_at,
    }


def shown_rounds(renewal: RenewalApplication) -> list[dict[str, Any]]:
    """Each submission's frozen body, papers and decisions; three queries."""
    submissions = renewal.submissions.select_related("catalogue_version")
    submissions = submissions.defer("catalogue_version__data").prefetch_related("decisions__remarks")
    return [
        {
            "round": submission.round,
            "submitted_at": submission.submitted_at,
            "catalogue_version": submission.catalogue_version.number,
            "sm3": submission.sm3,
            "body": submission.body,
            "attachments": submission.attachments,
            "decisions": [shown_decision(each, renewal) for each in submission.decisions.all()],
        }
        for submission in submissions.order_by("round")
    ]


def shown_rating(rating: ServiceRating) -> dict[str, Any]:
    """服务评价 and the office's answer."""
    return {
        "level": coded(rating.satisfaction),
        "tags": [{"code": code, "label": TAGS[code]} for code in rating.tags if code in TAGS],
        "words": rating.words,
        "created_at": rating.created_at,
        "callback": rating.callback,
        "improvement": rating.improvement,
        "answered_at": rating.answered_at,
    }


def is_manager(user: User) -> bool:
    """Whether the firm's manager acts; a key acts as its manager, who made it."""
    return user.role == Role.ENTERPRISE_MANAGER


def _entries(viewer: User) -> Any:
    steps = HistoryEntry.objects.all()
    return steps if viewer.is_office else steps.for_firms()


def _item(renewal: RenewalApplication, towns: dict[str, str]) -> dict[str, Any]:
    town = renewal.storage_town
    return {
        "reference": renewal.reference,
        "revision": renewal.revision,
        "machine": shown_machine(renewal.device),
        "old_registration_number": renewal.old_registration_number,
        "category": {"code": renewal.category, "label": renewal.category_label},
        "model": renewal.model,
        "factory_number": renewal.factory_number,
        "internal_number": renewal.internal_number,
        "storage_town": {"code": town, "label": towns.get(town, town)} if town else None,
        "approval_status": coded(renewal.approval),
        "upload_status": coded(renewal.upload),
        "voided": renewal.is_voided,
        "next_step": next_step(renewal),
        "round": renewal.round,
        "returned_count": renewal.returned_count,
        "created_at": renewal.created_at,
        "updated_at": renewal.updated_at,
        "submitted_at": renewal.submitted_at,
        "due_on": renewal.due_on,
        "decided_at": renewal.decided_at,
        "completed_at": renewal.completed_at,
    }
