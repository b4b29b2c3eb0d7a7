"""忘记密码: asking for a link by e-mail, and sending it.

The page answers alike whether the account exists or not, and as quickly: the mail is a worker's task. Its
order is the row of the request; the broker carries a hint alone.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.credentials import LinkPurpose, ResetRequest
from accounts.links import make_link
from accounts.mailing import mail_link
from accounts.models import User
from audit.actors import SYSTEM
from audit.services import record_account_step
from ground.digests import sm3_hex
from ground.errors import RuleBroken
from ground.glossary import AccountStep
from ground.writing import lock_row

TOO_OFTEN = "申请过于频繁，请一小时后再试。急需登录的，请联系本单位企业管理员或系统管理员重置密码。"
WINDOW = dt.timedelta(hours=1)
KEPT = dt.timedelta(days=1)
LEASE = dt.timedelta(minutes=5)
BATCH = 20


class AskedTooOften(RuleBroken):
    """More requests than one account or one address may make in an hour."""

    status = 429


def ask_for_reset(*, username: str, email: str, address: str) -> None:
    """Note the request; the link goes out where name and mailbox belong to one active account.

    Raises AskedTooOften by what was typed and from where, never by whether the account exists.
    """
    now = timezone.now()
    request = ResetRequest.objects.create(
        asked_at=now, account_digest=sm3_hex(username.lower().encode()), address=address
    )
    # Counted after the row stands and up to it, so that several at once do not pass together.
    lately = ResetRequest.objects.filter(asked_at__gt=now - WINDOW, pk__lte=request.pk)
    by_account = lately.filter(account_digest=request.account_digest).count()
    by_address = lately.filter(address=address).count() if address else 0
    if by_account > settings.RESETS_BY_ACCOUNT or by_address > settings.RESETS_BY_ADDRESS:
        request.delete()
        raise AskedTooOften("too_often", TOO_OFTEN)
    owner = User.objects.filter(username=username, email=email, is_active=True).first()
    ResetRequest.objects.filter(pk=request.pk).update(person=owner)
    ResetRequest.objects.filter(asked_at__lt=now - KEPT).delete()


def send_due_resets() -> int:
    """Mail the links that are asked for and not sent; return how many went out.

    Each is one worker's by the row count of an UPDATE; one that fails is tried again while it is useful.
    """
    now = timezone.now()
    due = ResetRequest.objects.filter(
        Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE),
        person__isnull=False,
        sent_at=None,
        asked_at__gt=now - WINDOW,
    )
    return sum(_send(request, now) for request in due.order_by("asked_at")[:BATCH])


def _send(request: ResetRequest, now: dt.datetime) -> bool:
    mine = ResetRequest.objects.filter(pk=request.pk, sent_at=None, claimed_at=request.claimed_at)
    if not mine.update(claimed_at=now):
        return False
    with transaction.atomic():
        person = lock_row(User.objects.filter(pk=request.person_id))
        if not person.is_active:
            return False
        url = make_link(person=person, purpose=LinkPurpose.FORGOTTEN)
    if not mail_link(person=person, url=url, purpose=LinkPurpose.FORGOTTEN):
        return False
    ResetRequest.objects.filter(pk=request.pk).update(sent_at=timezone.now())
    record_account_step(
        step=AccountStep.RESET_MAILED,
        actor=SYSTEM,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
    )
    return True
