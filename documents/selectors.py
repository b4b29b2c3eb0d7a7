"""Reads of attachments for pages and rules."""

from __future__ import annotations

from documents.models import Attachment, SubjectKind


def attachments_by_kind(subject: SubjectKind, subject_id: int) -> dict[str, list[Attachment]]:
    """The attachments of one enterprise, machine or renewal, by kind, each in the order of adding; one query.

    No look at who asks: the caller has fetched the subject through its own `visible_to`.
    """
    found: dict[str, list[Attachment]] = {}
    for attachment in Attachment.objects.of(subject, subject_id):
        found.setdefault(attachment.kind, []).append(attachment)
    return found
