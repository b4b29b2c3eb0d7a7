"""Making, finding and ending the links of 扫码传图."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, may, require
from audit.account_events import Subject
from audit.services import record_account_step
from documents import limits
from ground.digests import sm3_hex
from ground.errors import StepRefused
from ground.glossary import AboutKind, AccountStep
from ground.writing import lock_row
from renewals.models import LinkSubject, PhotoLink
from renewals.phone.targets import require_open

# One answer for unknown, out of time, ended and used up: who tries addresses learns nothing.
DEAD = "二维码无效或已失效。请让企业人员在电脑上重新生成二维码，再用手机扫码。"
WHO: dict[str, Action] = {
    LinkSubject.ENTERPRISE: Action.KEEP_STANDING_PAPERS,
    LinkSubject.DEVICE: Action.KEEP_DEVICES,
    LinkSubject.RENEWAL: Action.KEEP_RENEWALS,
    LinkSubject.BATCH: Action.KEEP_RENEWALS,
}


class PhotoLinkDead(StepRefused):
    """The link cannot be used (any more)."""

    status = 404


@transaction.atomic
def make_link(*, user: User, subject: LinkSubject, subject_id: int) -> tuple[PhotoLink, str]:
    """Return a new link to the firm's own thing, and its whole address, which is told this once.

    The person's earlier links to it end. Raises StepRefused where it cannot be edited now, Http404 of a stranger's
    is the caller's.
    """
    require(user, WHO[subject])
    require_open(user.own_enterprise, subject, subject_id)
    now, token = timezone.now(), secrets.token_urlsafe(24)
    earlier = PhotoLink.objects.living(now).to(subject, subject_id).filter(made_by=user)
    earlier.update(revoked_at=now)
    link = PhotoLink.objects.create(
        digest=_digest(token),
        enterprise=user.own_enterprise,
        subject=subject,
        subject_id=subject_id,
        made_by=user,
        created_at=now,
        expires_at=now + dt.timedelta(hours=settings.PHOTO_LINK_HOURS),
    )
    _record(AccountStep.PHOTO_LINK_MADE, user, link)
    return link, settings.PUBLIC_BASE_URL + reverse("phone:page", args=[token])


@transaction.atomic
def end_link(*, user: User, link_id: int) -> PhotoLink:
    """停用, by anybody of the firm who might have made it; a second click changes nothing."""
    link = lock_row(PhotoLink.objects.visible_to(user).filter(pk=link_id))
    require(user, WHO[link.subject])
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        _record(AccountStep.PHOTO_LINK_ENDED, user, link)
    return link


def living_link(token: str, *, lock: bool = False) -> PhotoLink:
    """The link of a token; raises PhotoLinkDead where it can not be used, whatever the reason."""
    links = PhotoLink.objects.filter(digest=_digest(token))
    if lock:
        links = links.select_for_update(of=("self",))
    link = links.select_related("made_by", "enterprise").first()
    if link is None or not link.is_living(timezone.now()) or is_used_up(link) or not _maker_may(link):
        raise PhotoLinkDead("photo_link_dead", DEAD)
    return link


def is_used_up(link: PhotoLink) -> bool:
    """It has brought as much as one link may."""
    files, size = most_of(link)
    return link.files >= files or link.size >= size


def most_of(link: PhotoLink) -> tuple[int, int]:
    """Files and bytes that the link may bring."""
    most = limits.current()
    if link.subject == LinkSubject.BATCH:
        return most.batch_link_files, most.batch_link_bytes
    return most.link_files, most.link_bytes


def _maker_may(link: PhotoLink) -> bool:
    """Who made it still belongs to the firm and may still do what the link does."""
    maker = link.made_by
    return maker.enterprise_id == link.enterprise_id and may(maker, WHO[link.subject])


def _record(step: AccountStep, user: User, link: PhotoLink) -> None:
    record_account_step(
        step=step,
        actor=user.actor,
        account_id=user.pk,
        enterprise_id=link.enterprise_id,
        about=Subject(AboutKind(link.subject), link.subject_id) if link.subject in AboutKind.values else None,
        detail={"link": link.pk, "subject": link.subject, "subject_id": link.subject_id},
    )


def _digest(token: str) -> str:
    return sm3_hex(token.encode())
