"""What stands beside the comparison: answered remarks, the same model's values, the firm's and machine's past."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import User
from audit.models import HistoryEntry
from audit.showing import Moment, timeline
from ground.glossary import ApprovalStatus, Outcome, UploadStatus
from renewals.comparing import rows_of
from renewals.models import Decision, RenewalApplication
from renewals.review_points import ReadCase, unchanged_since
from renewals.same_model import same_model_offers

EARLIER_CASES = 5
MACHINE_STEPS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """One remark of the round before and whether it was answered; `now` and `before` are the values in words."""

    path: str
    label: str
    text: str
    answered: bool
    before: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Background:
    """The firm's cases by state, its latest refusals, the machine's other cases and what befell it besides."""

    waiting: int
    accepted: int
    returned: int
    uploaded: int
    earlier: list[RenewalApplication]
    refusals: list[Decision]
    machine: list[Moment]


def answers_to_remarks(case: ReadCase, round_number: int) -> list[Answer]:
    """Each remark of the round before beside what became of its field."""
    if case.before is None:
        return []
    rows = {row.path: row for row in rows_of(case.groups)}
    labels = {kind.path: kind.label for kind in case.kinds}
    answers = []
    for path, said in case.earlier.items():
        if said[-1]["round"] != round_number - 1:
            continue
        row = rows.get(path)
        answers.append(
            Answer(
                path=path,
                label=row.label if row else labels.get(path, "整体"),
                text=said[-1]["text"],
                answered=not unchanged_since(path, case.submission, case.before),
                before=row.previous if row else "",
                now=row.new if row else "",
            )
        )
    return answers


def spread_words(renewal: RenewalApplication) -> dict[str, str]:
    """What machines of the same maker and model have, in words by path; one query."""
    offers = same_model_offers(renewal)
    parameters = {parameter.code: parameter for parameter in renewal.category_data.parameters}
    return {parameters[code].path: offer.words(parameters[code]) for code, offer in offers.items()}


def background_of(renewal: RenewalApplication, user: User) -> Background:
    """The past of firm and machine, as far as the person sees it; four queries."""
    visible = RenewalApplication.objects.visible_to(user)
    tally = visible.live().filter(enterprise_id=renewal.enterprise_id)
    counts = tally.aggregate(
        waiting=Count("pk", filter=Q(approval_status=ApprovalStatus.PENDING)),
        accepted=Count("pk", filter=Q(approval_status=ApprovalStatus.ACCEPTED)),
        returned=Count("pk", filter=Q(returned_count__gt=0)),
        uploaded=Count("pk", filter=Q(upload_status=UploadStatus.UPLOADED)),
    )
    others = visible.filter(device_id=renewal.device_id, round__gt=0)
    earlier = others.exclude(pk=renewal.pk).order_by("-created_at", "-id")[:EARLIER_CASES]
    refused = Decision.objects.filter(
        renewal__in=tally, outcome=Outcome.REJECTED, revoked_at__isnull=True
    ).exclude(renewal=renewal)
    steps = HistoryEntry.objects.of_device(renewal.device_id).exclude(renewal_id=renewal.pk)
    return Background(
        **counts,
        earlier=list(earlier),
        refusals=list(refused.select_related("renewal").order_by("-at", "-id")[:EARLIER_CASES]),
        machine=timeline(steps[:MACHINE_STEPS], inside=True),
    )
