"""One-time links: made for a person, shown once, used once."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.credentials import EndedWhy, LinkPurpose, OneTimeLink
from accounts.lockout import forgive
from accounts.models import User
from accounts.sessions import end_sessions
from audit.services import record_account_step
from ground.digests import sm3_hex
from ground.errors import StepRefused
from ground.glossary import AccountState, AccountStep
from ground.writing import lock_row

UNKNOWN = "链接无效。请核对是否复制完整，或联系给您链接的管理员重新生成。"
USED = "此链接已经使用过，不能再次使用。如已设置密码，请直接登录；不是您本人操作的，请立即联系管理员。"
REVOKED = "此链接已作废，可能已有更新的链接。请使用最新的链接，或联系管理员重新生成。"
EXPIRED = "此链接已超过有效期。请联系管理员重新生成，或在登录页点“忘记密码”。"
DISABLED = "此账号已停用，不能设置密码。请联系本单位企业管理员或系统管理员启用。"


class LinkDead(StepRefused):
    """The link cannot be used (any more)."""

    status = 410


def make_link(*, person: User, purpose: LinkPurpose) -> str:
    """Return the address of a new link; earlier ones of the same purpose end.

    To be called inside a transaction that holds the person's row. The key stands in the query, which no log keeps.
    """
    now, key = timezone.now(), secrets.token_urlsafe(32)
    OneTimeLink.objects.living(now).filter(person=person, purpose=purpose).update(revoked_at=now)
    OneTimeLink.objects.create(
        digest=_digest(key), person=person, purpose=purpose, created_at=now, expires_at=now + purpose.lifetime
    )
    return f"{settings.PUBLIC_BASE_URL}{reverse('accounts:link')}?{urlencode({'key': key})}"


def living_link(key: str) -> OneTimeLink:
    """The link of a key; raises LinkDead, with the reason and the way out, where it can not be used."""
    link = OneTimeLink.objects.select_related("person").filter(digest=_digest(key)).first()
    if link is None:
        raise LinkDead("link_unknown", UNKNOWN)
    if link.used_at:
        raise LinkDead("link_used", USED)
    if link.revoked_at:
        raise LinkDead("link_revoked", REVOKED)
    if link.expires_at <= timezone.now():
        raise LinkDead("link_expired", EXPIRED)
    if link.person.account_state == AccountState.DISABLED:
        raise LinkDead("account_disabled", DISABLED)
    return link


@transaction.atomic
def use_link(*, key: str, password: str) -> User:
    """Set the person's password, open an invited account, end all other links and all sessions.

    `password` has passed the rules. Raises LinkDead; who clicks second is told that the link was used.
    """
    person = lock_row(User.objects.filter(pk=living_link(key).person_id))
    link = living_link(key)  # again, now that the row is held: two clicks end in one change
    opened = link.purpose == LinkPurpose.INVITE and not person.is_active
    if not (person.is_active or opened):
        raise LinkDead("account_disabled", DISABLED)
    person.is_active, person.must_change_password = True, False
    person.set_password(password)
    person.save(update_fields=["password", "is_active", "must_change_password"])
    forgive(person.username)
    OneTimeLink.objects.filter(pk=link.pk).update(used_at=timezone.now())
    end_links(person)
    end_sessions(person.pk, why=EndedWhy.PASSWORD)
    record_account_step(
        step=AccountStep.OPENED if opened else AccountStep.PASSWORD_RESET,
        actor=person.actor,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
    )
    return person


def end_links(person: User) -> int:
    """Make all links of a person unusable; return how many could have been used."""
    now = timezone.now()
    return OneTimeLink.objects.living(now).filter(person=person).update(revoked_at=now)


def _digest(key: str) -> str:
    return sm3_hex(key.encode())
