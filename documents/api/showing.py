"""Files as the API says them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from documents.models import Attachment, Scan, SubjectKind


def shown_attachment(attachment: Attachment) -> dict[str, Any]:
    """One attachment; read it with `select_related("file")`."""
    file = attachment.file
    return {
        "id": attachment.pk,
        "kind": attachment.kind,
        "name": attachment.name,
        "media_type": file.media_type,
        "size": file.size,
        "sm3": file.sm3,
        "scan": {"code": file.scan, "label": str(Scan(file.scan).label)},
        "carried_over": attachment.carried_over,
        "by_phone": attachment.by_phone,
        "added_at": attachment.added_at,
        "content": reverse("api:files-content", args=[attachment.pk]),
    }


def shown_file(attachment: Attachment) -> dict[str, Any]:
    """One attachment with the sort of thing that it belongs to."""
    subject = SubjectKind(attachment.subject)
    return {**shown_attachment(attachment), "subject": {"code": subject.value, "label": str(subject.label)}}
