"""沿用原备案资料 for many renewals at once: what `documents.services.attach` does for one paper."""

from __future__ import annotations

from collections import Counter

from documents import limits
from documents.models import Attachment, SubjectKind
from documents.names import clean_name
from renewals.models import RenewalApplication


def carried(paper: Attachment, renewal: RenewalApplication) -> Attachment:
    """The paper in its role at the renewal; it is not kept yet."""
    return Attachment(
        file=paper.file,
        kind=paper.kind,
        name=clean_name(paper.name, paper.file.media_type),
        enterprise_id=renewal.enterprise_id,
        subject=SubjectKind.RENEWAL,
        subject_id=renewal.pk,
        carried_over=True,
    )


def is_crowded(papers: list[Attachment]) -> bool:
    """Whether the papers do not fit under today's limits: then the way of one says so."""
    most, counts = limits.current(), Counter(paper.kind for paper in papers)
    return (
        max(counts.values(), default=0) > most.files_per_kind
        or sum(paper.file.size for paper in papers) > most.subject_bytes
    )
