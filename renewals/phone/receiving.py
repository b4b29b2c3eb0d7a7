"""A picture that a phone has sent becomes an attachment of the firm's draft."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audit.services import record_account_step, record_step
from documents import limits
from documents.models import StoredFile
from documents.services import attach
from ground.errors import RuleBroken, StepRefused
from ground.glossary import AccountStep, Step
from renewals.models import PhotoLink
from renewals.phone.links import living_link, most_of
from renewals.phone.targets import Target, target_of
from renewals.phone.waiting import keep_waiting

NO_KIND = "请选择这张图片属于哪种资料后再传。"
FULL = "这个二维码最多可传 {files} 个文件、共 {size}，已放不下这个文件。请让企业人员在电脑上重新生成二维码。"


def open_target(link: PhotoLink, machine_id: int | None, *, lock: bool = False) -> Target:
    """What takes the link's pictures; raises StepRefused with the sentence where it takes none now."""
    target = target_of(link, machine_id, lock=lock)
    if target.why_not:
        raise StepRefused("photos_not_now", target.why_not)
    return target


@transaction.atomic
def add_photo(*, token: str, machine_id: int | None, kind: str, name: str, file: StoredFile) -> None:
    """Attach a stored file to what the link points to; the same file a second time changes nothing.

    A picture for a machine of a batch that has no renewal yet waits for it.

    State and room are looked at under lock: what was handed in a moment ago takes nothing more. The revision stays,
    because nobody's typed form is touched: an open page can still be saved. Raises StepRefused or RuleBroken.
    """
    link = living_link(token, lock=True)
    target = open_target(link, machine_id, lock=True)
    label = target.labels().get(kind)
    if label is None:
        raise RuleBroken("photo_kind", NO_KIND)
    if target.has(kind, file):
        return
    _require_room(link, file)
    detail = _keep(link, target, kind=kind, name=name, file=file)
    link.files += 1
    link.size += file.size
    link.save(update_fields=["files", "size"])
    _record(link, target, label, {"link": link.pk, "kind": kind, "sm3": file.sm3, **detail})


def _keep(link: PhotoLink, target: Target, *, kind: str, name: str, file: StoredFile) -> dict[str, int]:
    """Attach the picture or let it wait; the number under which it is kept."""
    if target.machine:
        return {"waiting": keep_waiting(link, target.machine, kind=kind, name=name, file=file).pk}
    added = attach(
        file=file,
        kind=kind,
        name=name,
        enterprise=target.enterprise,
        subject=target.subject,
        subject_id=target.subject_id,
        added_by=link.made_by,
        photo_link_id=link.pk,
    )
    return {"attachment": added.pk}


def _require_room(link: PhotoLink, file: StoredFile) -> None:
    files, size = most_of(link)
    if link.files >= files or link.size + file.size > size:
        raise RuleBroken("photo_link_full", FULL.format(files=files, size=limits.in_megabytes(size)))


def _record(link: PhotoLink, target: Target, label: str, detail: dict[str, Any]) -> None:
    """The step is its maker's: the phone has no name. The link's number leads to all that came by it."""
    if target.device_id is None:
        record_account_step(
            step=AccountStep.PHOTO_ADDED,
            actor=link.made_by.actor,
            account_id=link.made_by_id,
            enterprise_id=link.enterprise_id,
            detail=detail,
        )
        return
    renewal = target.renewal
    record_step(
        step=Step.PHOTO_ADDED,
        actor=link.made_by.actor,
        enterprise_id=link.enterprise_id,
        device_id=target.device_id,
        renewal_id=renewal.pk if renewal else None,
        round_number=renewal.round if renewal else 0,
        opinion=f"{label}，通过{link}二维码" + ("，生成申请后添加" if target.machine else ""),
        detail=detail,
    )
