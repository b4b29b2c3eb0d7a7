"""企业公共附件: the firm's standing papers, given once and used by each of its machines and renewals."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from accounts.models import Enterprise, User
from accounts.policies import Action, require
from devices.models import CatalogueVersion
from documents.models import Attachment, SubjectKind
from documents.services import attach
from documents.staging import Staged
from ground.errors import RuleBroken
from ground.writing import lock_row

NOT_STANDING = "这种资料不是企业公共附件，请在设备或换证申请表中添加。"


@transaction.atomic
def keep_standing_papers(*, user: User, staged: Collection[Staged], removed: Collection[int]) -> None:
    """Add and take away standing papers of the person's firm; a second click finds nothing to do.

    A paper that is taken away stays as a former one, because submissions under review may name it.
    Raises RuleBroken at `attachments.<kind>` where there are too many or the kind is none of the firm's.
    """
    require(user, Action.KEEP_STANDING_PAPERS)
    firm = lock_row(Enterprise.objects.filter(pk=user.own_enterprise.pk))
    held = Attachment.objects.of(SubjectKind.ENTERPRISE, firm.pk)
    for attachment in held.filter(pk__in=removed):
        _retire(attachment)
    kinds = standing_kinds()
    for item in staged:
        if item.kind not in kinds:
            raise RuleBroken("not_standing", NOT_STANDING, path=f"attachments.{item.kind}")
        _give(item, firm, user)


def replace_standing_papers(*, firm: Enterprise, kind: str, papers: Collection[Attachment]) -> None:
    """Put the files of `papers` in the place of the firm's standing papers of that kind.

    For a step that the office has taken (企业名称变更); the caller holds the firm's row in a transaction.
    """
    for attachment in Attachment.objects.of(SubjectKind.ENTERPRISE, firm.pk).filter(kind=kind):
        _retire(attachment)
    for paper in papers:
        _give(Staged(paper.file, paper.name, kind), firm, paper.added_by)


def standing_kinds() -> frozenset[str]:
    """The kinds that a firm gives once, by the catalogue in force."""
    catalogue = CatalogueVersion.objects.in_force().catalogue
    return frozenset(paper.code for paper in catalogue.attachments if paper.standing)


def _give(item: Staged, firm: Enterprise, user: User | None) -> None:
    attach(
        file=item.file,
        kind=item.kind,
        name=item.name,
        enterprise=firm,
        subject=SubjectKind.ENTERPRISE,
        subject_id=firm.pk,
        added_by=user,
    )


def _retire(attachment: Attachment) -> None:
    """Move it among the former papers, each under its own number: the same file may come and go again."""
    Attachment.objects.filter(pk=attachment.pk).update(
        subject=SubjectKind.FORMER_OF_ENTERPRISE, subject_id=attachment.pk
    )
