"""A round under review as the office reads it: compared, with its papers, and the points of the checklist.

The page shows it, and the decision asks it again: what a person must confirm follows from the data that are decided on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from devices.uniqueness import same_serial_elsewhere
from devices.viewing import ViewedKind
from ground.errors import RuleBroken
from ground.glossary import UploadStatus
from renewals.agreement.papers import frozen_papers, readings_of
from renewals.agreement.table import agreement
from renewals.checklist import Case, PapersSay, Point, checklist
from renewals.comparing import ComparedGroup, compare, rows_of
from renewals.frozen_papers import submitted_papers
from renewals.models import Remark, RenewalApplication, Submission
from vision.models import Reading
from vision.offering import offered

UNCONFIRMED = "还有 {count} 项审核要点没有核对：{points}。请逐项核对并勾选后再接受备案。"


@dataclass(frozen=True, slots=True)
class ReadCase:
    """One round as it was read: `earlier` holds the remarks of former rounds by field, oldest first."""

    submission: Submission
    before: Submission | None
    groups: list[ComparedGroup]
    kinds: list[ViewedKind]
    earlier: dict[str, list[dict[str, Any]]]
    points: list[Point]


def read_case(renewal: RenewalApplication) -> ReadCase:
    """Read the present round of a renewal that was handed in; a fixed number of queries."""
    submission, before = _present_rounds(renewal)
    groups = _compared(renewal, submission, before)
    kinds = submitted_papers(renewal, submission)
    earlier = _earlier_remarks(renewal)
    same_serial = same_serial_elsewhere(renewal.device)
    points = _points(renewal, submission, before, groups, earlier, same_serial=same_serial)
    return ReadCase(submission, before, groups, kinds, earlier, points)


def _present_rounds(renewal: RenewalApplication) -> tuple[Submission, Submission | None]:
    """The present round of a renewal that was handed in, and the one before it; one query."""
    rounds = {item.round: item for item in renewal.submissions.filter(round__gte=renewal.round - 1)}
    return rounds[renewal.round], rounds.get(renewal.round - 1)


def points_of(
    renewal: RenewalApplication,
    submission: Submission,
    *,
    same_serial: bool,
    readings: dict[str, Reading],
) -> list[Point]:
    """The checklist alone, for a decision: no file is looked up, and a first round has no remarks to answer.

    The decision has read along `same_serial`, as `same_serial_elsewhere` says of the machine, and the `readings` of
    the round's attachments by SM3.
    """
    before = renewal.submissions.filter(round=renewal.round - 1).first() if renewal.round > 1 else None
    groups = _compared(renewal, submission, before, worded=False)
    earlier = _earlier_remarks(renewal) if before else {}
    return _points(renewal, submission, before, groups, earlier, same_serial=same_serial, readings=readings)


def confirmed_points(points: Collection[Point], confirmed: Collection[int]) -> list[dict[str, Any]]:
    """The checklist as it is kept with an acceptance: each point, the machine's answer, whether a person confirmed.

    Raises RuleBroken where a point that the machine could not clear is not among `confirmed`.
    """
    if missing := [point.title for point in points if point.asks and point.number not in confirmed]:
        named = "、".join(missing[:3]) + ("等" if len(missing) > 3 else "")
        raise RuleBroken(
            "points_unconfirmed", UNCONFIRMED.format(count=len(missing), points=named), path="confirmed"
        )
    return kept_points(points, confirmed)


def kept_points(points: Collection[Point], confirmed: Collection[int]) -> list[dict[str, Any]]:
    """The points as data, to be stored."""
    return [
        {
            "number": point.number,
            "title": point.title,
            "tone": point.tone,
            "evidence": point.evidence,
            "confirmed": point.asks and point.number in confirmed,
        }
        for point in points
    ]


def unchanged_since(path: str, now: Submission, before: Submission) -> bool:
    """Whether the field or kind of paper that `path` names is the same in both rounds."""
    return _value_at(path, now) == _value_at(path, before)


def _papers_say(
    renewal: RenewalApplication, submission: Submission, readings: dict[str, Reading] | None
) -> PapersSay | None:
    """How far what was read of the papers agrees; None where nothing was read."""
    if not offered():
        return None
    papers = frozen_papers(submission.attachments)
    known = readings_of(papers) if readings is None else readings
    found = {paper.sm3: known[paper.sm3] for paper in papers if paper.sm3 in known}
    if not any(reading.is_read for reading in found.values()):
        return None
    table = agreement(renewal, submission, readings=found)
    if not (table.agreeing or table.differing):
        return None
    return PapersSay(table.agreeing, tuple(row.label for row in table.rows if row.differs))


def _value_at(path: str, submission: Submission) -> object:
    part, _dot, code = path.partition(".")
    body = submission.body
    if part == "attachments":
        return sorted(item["sm3"] for item in submission.attachments if item["kind"] == code)
    if part == "parameters":
        values = {entry["code"]: entry.get("value") or "" for entry in body.get("parameters", [])}
        return values.get(code, "") if code else values
    named = {**body, **body.get("common", {})}
    return named.get(code) or ""


def _compared(
    renewal: RenewalApplication, submission: Submission, previous: Submission | None, *, worded: bool = True
) -> list[ComparedGroup]:
    # Once the certificate is issued the machine's record is the submission itself: nothing to compare with.
    issued = renewal.upload_status == UploadStatus.UPLOADED
    return compare(
        renewal.catalogue,
        submission.body,
        record={} if issued else renewal.device.impersonal_values(),
        raw=renewal.raw_values(),
        previous=previous.body if previous else None,
        worded=worded,
    )


def _earlier_remarks(renewal: RenewalApplication) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    remarks = Remark.objects.filter(decision__renewal=renewal).order_by("id")
    for path, text, number in remarks.values_list("path", "text", "decision__submission__round"):
        found.setdefault(path, []).append({"text": text, "round": number})
    return found


def _points(
    renewal: RenewalApplication,
    submission: Submission,
    before: Submission | None,
    groups: list[ComparedGroup],
    earlier: dict[str, list[dict[str, Any]]],
    *,
    same_serial: bool,
    readings: dict[str, Reading] | None = None,
) -> list[Point]:
    owner, now = submission.body["owner"], renewal.enterprise
    remarked = frozenset(path for path, said in earlier.items() if said[-1]["round"] == renewal.round - 1)
    answered = {path for path in remarked if before and not unchanged_since(path, submission, before)}
    asked = renewal.catalogue.attachment_requirements("renewal", renewal.category)
    given = {item["kind"] for item in submission.attachments}
    case = Case(
        body=submission.body,
        record=renewal.device.impersonal_values(),
        rows=rows_of(groups),
        findings=submission.findings,
        required_papers=frozenset(kind.path for kind in asked if kind.level == "required"),
        given_papers=frozenset(kind.path for kind in asked if kind.kind.code in given),
        today=timezone.localdate(),
        owner_matches=owner["name"] == now.name and owner["uscc"] == now.uscc,
        owner_is_local=now.is_local,
        same_serial_elsewhere=same_serial,
        papers=_papers_say(renewal, submission, readings),
        remarked=remarked,
        answered=frozenset(answered),
    )
    return checklist(case)
