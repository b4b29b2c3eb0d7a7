"""What changed since the last submission: the mark 已修改 on form and page."""

from __future__ import annotations

from documents.models import SubjectKind
from renewals.comparing import Body, submitted_common, submitted_parameters
from renewals.models import RenewalApplication
from renewals.submission_body import frozen_attachments, frozen_body


def changed_since_submission(renewal: RenewalApplication) -> frozenset[str]:
    """The paths of fields and papers that differ from the last submission; none before the first.

    `renewal` may be an unsaved copy with what stands on the screen. Contact persons are not compared:
    submissions hold no personal data.
    """
    submission = renewal.current_submission() if renewal.round else None
    if submission is None:
        return frozenset()
    body = frozen_body(renewal)
    common = _differing(submitted_common(body), submitted_common(submission.body))
    parameters = _differing(_values(body), _values(submission.body))
    return frozenset(
        {f"device.{code}" for code in common}
        | {f"parameters.{code}" for code in parameters}
        | _papers(renewal, submission.attachments)
    )


def _values(body: Body) -> dict[str, str]:
    return {code: entry.get("value") or "" for code, entry in submitted_parameters(body).items()}


def _differing(now: dict[str, str], before: dict[str, str]) -> set[str]:
    return {code for code in now.keys() | before.keys() if now.get(code, "") != before.get(code, "")}


def _papers(renewal: RenewalApplication, before: list[Body]) -> set[str]:
    now = frozen_attachments(SubjectKind.RENEWAL, renewal.pk)
    held, handed_in = ({(paper["kind"], paper["sm3"]) for paper in papers} for papers in (now, before))
    return {f"attachments.{kind}" for kind, _sm3 in held ^ handed_in}
