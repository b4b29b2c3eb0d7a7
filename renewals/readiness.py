"""Running the pre-check on many drafts at once and keeping its result, in a fixed number of queries."""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.db import IntegrityError
from django.db.models import F, Q
from django.utils import timezone

from devices.checking import facts_of
from devices.identifiers import factory_number_key
from devices.rules import check_machine
from documents.models import Attachment, SubjectKind
from ground.glossary import ApprovalStatus
from renewals.models import Readiness, RenewalApplication
from renewals.models.application import RenewalQuerySet
from renewals.precheck import duplicates, twins_of

AT_ONCE = 60  # drafts that a page has judged while it is being made; the workers take the rest


def drafts() -> RenewalQuerySet:
    """Everything that waits for its firm to hand it in."""
    return RenewalApplication.objects.live().filter(approval_status=ApprovalStatus.NOT_SUBMITTED)


def refresh(enterprise_id: int, *, most: int = AT_ONCE) -> int:
    """Judge the firm's drafts whose result is missing or old, at most `most`; how many were judged.

    Old is what was judged at another revision, on another day, or with other standing papers of the firm.
    """
    standing = _standing(enterprise_id)
    stamp = _stamp(standing)
    mine = drafts().filter(enterprise_id=enterprise_id)
    old = mine.filter(_stale() | ~Q(readiness__standing=stamp)).order_by("-updated_at")
    # Most looks find nothing to judge, and need not ask for sixty columns.
    if found := list(old.values_list("pk", flat=True)[:most]):
        stale = list(drafts().filter(pk__in=found).select_related("enterprise"))
        _keep(stale, _kinds(stale), frozenset(kind for _pk, kind in standing), stamp)
    return len(found)


def refresh_all(*, seconds: float) -> int:
    """Judge everybody's drafts that were changed since, for at most `seconds` plus one firm's share."""
    until, count = time.monotonic() + seconds, 0
    firms = drafts().filter(_stale()).order_by().values_list("enterprise_id", flat=True).distinct()
    for enterprise_id in list(firms[:500]):
        while time.monotonic() < until and (done := refresh(enterprise_id, most=200)):
            count += done
    return count


def _stale() -> Q:
    today = timezone.localdate()
    other = ~Q(readiness__revision=F("revision")) | ~Q(readiness__checked_on=today)
    return Q(readiness__isnull=True) | other


def _keep(
    stale: list[RenewalApplication],
    kinds: dict[int, frozenset[str]],
    standing: frozenset[str],
    stamp: str,
) -> None:
    twins = twins_of({factory_number_key(renewal.factory_number) for renewal in stale})
    rows = []
    for renewal in stale:
        at_hand = kinds.get(renewal.pk, frozenset()) | standing
        facts = facts_of(renewal, enterprise=renewal.enterprise, attachments=at_hand)
        same = twins.get(factory_number_key(renewal.factory_number), [])
        found = [*check_machine(facts, "renewal"), *duplicates(renewal, same)]
        wrong = [finding.path for finding in found if finding.blocks]
        papers = sum(path.startswith("attachments.") for path in wrong)
        rows.append(
            Readiness(
                renewal=renewal,
                revision=renewal.revision,
                errors=len(wrong) - papers,
                missing_papers=papers,
                standing=stamp,
                checked_on=facts.today,
            )
        )
    try:
        Readiness.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["renewal"],
            update_fields=["revision", "errors", "missing_papers", "standing", "checked_on"],
        )
    except IntegrityError:  # a draft went away meanwhile: the next look judges the others
        return


def _standing(enterprise_id: int) -> list[tuple[int, str]]:
    papers = Attachment.objects.filter(subject=SubjectKind.ENTERPRISE, subject_id=enterprise_id)
    return list(papers.order_by("id").values_list("pk", "kind"))


def _stamp(standing: list[tuple[int, str]]) -> str:
    """Another one whenever a standing paper comes or goes: papers are never changed in place."""
    return f"{len(standing)}:{sum(pk for pk, _kind in standing)}:{standing[-1][0] if standing else 0}"


def _kinds(renewals: Iterable[RenewalApplication]) -> dict[int, frozenset[str]]:
    ids = [renewal.pk for renewal in renewals]
    papers = Attachment.objects.filter(subject=SubjectKind.RENEWAL, subject_id__in=ids)
    found: dict[int, set[str]] = {}
    for renewal_id, kind in papers.values_list("subject_id", "kind"):
        found.setdefault(renewal_id, set()).add(kind)
    return {renewal_id: frozenset(kinds) for renewal_id, kinds in found.items()}
