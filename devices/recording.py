"""Taking over what a person filled in, for a machine's record and for a renewal alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accounts.models import Enterprise, User
from devices.models import MachineRecord
from documents.models import Attachment, SubjectKind
from documents.services import attach, detach
from documents.staging import Staged
from ground.errors import RuleBroken
from ground.glossary import Provenance

if TYPE_CHECKING:
    from devices.recognised.marks import Mark

HELD = "此设备已有内容相同的文件。"


@dataclass(frozen=True)
class RecordInput:
    """A form's parsed content: stored scalars by code, and the files added to or taken from it.

    `source` is where a value comes from that differs from the converted one; `recognised` are the checked marks of
    those that were taken over from recognition, by path.
    """

    common: dict[str, str]
    parameters: dict[str, str]
    staged: tuple[Staged, ...] = ()
    removed: frozenset[int] = field(default_factory=frozenset)
    source: Provenance = Provenance.TYPED
    recognised: Mapping[str, Mark] = field(default_factory=dict)


def keep_attachments(
    *, given: RecordInput, subject: SubjectKind, record: MachineRecord, enterprise: Enterprise, user: User
) -> None:
    """Link the staged files to the record and unlink those that the person took away."""
    for attachment in Attachment.objects.of(subject, record.pk).filter(pk__in=given.removed):
        detach(attachment=attachment)
    for staged in given.staged:
        attach(
            file=staged.file,
            kind=staged.kind,
            name=staged.name,
            enterprise=enterprise,
            subject=subject,
            subject_id=record.pk,
            added_by=user,
        )


def attach_once(
    item: Staged, *, subject: SubjectKind, record: MachineRecord, enterprise: Enterprise, user: User
) -> str:
    """Add one file unless the record has the same bytes already; why it was not added, empty where it was."""
    if Attachment.objects.filter(subject=subject, subject_id=record.pk, file=item.file).exists():
        return HELD
    try:
        attach(
            file=item.file,
            kind=item.kind,
            name=item.name,
            enterprise=enterprise,
            subject=subject,
            subject_id=record.pk,
            added_by=user,
            photo_link_id=item.photo_link_id,
        )
    except RuleBroken as refusal:
        return refusal.message
    return ""
