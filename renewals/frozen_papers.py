"""The attachments of a submission as the review page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from devices.catalogue import RequiredAttachment
from devices.viewing import ViewedKind, origin_of, viewed_kinds, viewed_paper
from documents.models import Attachment
from renewals.models import RenewalApplication, Submission


def submitted_papers(renewal: RenewalApplication, submission: Submission) -> list[ViewedKind]:
    """The frozen list of the round, by the kinds that a renewal asks for."""
    asked = renewal.catalogue.attachment_requirements("renewal", renewal.category)
    return frozen_papers(submission.attachments, asked)


def frozen_papers(
    given: Sequence[Mapping[str, Any]], asked: Iterable[RequiredAttachment]
) -> list[ViewedKind]:
    """Papers as a round froze them; a file that the firm has replaced since has its name alone."""
    found = Attachment.objects.filter(pk__in=[item["id"] for item in given])
    held = {pk: how for pk, *how in found.values_list("pk", "photo_link_id", "added_at")}
    papers = [
        (
            item["kind"],
            viewed_paper(
                pk=item["id"],
                name=item["name"],
                media_type=item["media_type"],
                held=item["id"] in held,
                origin=origin_of(*held.get(item["id"], (None, None))),
            ),
        )
        for item in given
    ]
    return viewed_kinds(asked, papers)
