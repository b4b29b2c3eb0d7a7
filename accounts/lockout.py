"""锁定: an account whose password is guessed wrong too often is closed for a while (GB/T 22239, level 3).

Counted by what was typed, so that nobody learns which accounts exist; while it is locked nothing is counted.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime

from accounts.credentials import LoginFailure
from accounts.models import User
from accounts.policies import Action, require
from audit.actors import SYSTEM
from audit.services import record_account_step
from ground.digests import sm3_hex
from ground.errors import RuleBroken, StepRefused
from ground.glossary import AccountStep
from ground.writing import lock_row

LOCKED = (
    "此账号多次输错密码，已暂时锁定，{until} 后可再试。忘记密码的，可点“忘记密码”找回；"
    "急需登录的，请联系本单位企业管理员或系统管理员重置密码。"
)
BUSY_ADDRESS = "您所在的网络登录失败次数过多，请 {minutes} 分钟后再试。"
NOT_LOCKED = "此账号没有锁定，无需解除。"
KEPT = dt.timedelta(days=1)
NOBODY = 0  # the number in the record of an account that does not exist


class LoginLocked(RuleBroken):
    """Account or network address must wait."""

    status = 429


def refuse_locked(username: str, address: str) -> None:
    """Raise LoginLocked where the account, existing or not, or the address has failed too often."""
    now = timezone.now()
    if until := locked_until(username, now):
        raise LoginLocked("account_locked", LOCKED.format(until=f"{localtime(until):%H:%M}"))
    since = now - _minutes(settings.LOGIN_FAILURE_MINUTES)
    if address and _failed(address=address, at__gt=since) >= settings.LOGIN_FAILURES_BY_ADDRESS:
        minutes = round(settings.LOGIN_FAILURE_MINUTES)
        raise LoginLocked("address_busy", BUSY_ADDRESS.format(minutes=minutes))


def locked_until(username: str, now: dt.datetime) -> dt.datetime | None:
    """When the lock of an account ends; None where it is not locked."""
    lock = _minutes(settings.LOGIN_LOCK_MINUTES)
    failures = LoginFailure.objects.filter(account_digest=_digest(username), at__gt=now - KEPT)
    latest = list(failures.order_by("-at").values_list("at", flat=True)[: settings.LOGIN_FAILURES])
    if len(latest) < settings.LOGIN_FAILURES or latest[0] + lock <= now:
        return None
    together = latest[0] - latest[-1] <= _minutes(settings.LOGIN_FAILURE_MINUTES)
    return latest[0] + lock if together else None


def note_failure(username: str, address: str, *, what: str = "password") -> None:
    """Count and record a failed login, `what` being the wrong thing, and whether it locks the account.

    An account that does not exist is recorded as number 0, so that as much is done for it as for any other.
    """
    now = timezone.now()
    LoginFailure.objects.create(at=now, account_digest=_digest(username), address=address)
    LoginFailure.objects.filter(at__lt=now - KEPT).delete()
    person = User.objects.filter(username__iexact=username).first()
    _record(AccountStep.LOGIN_FAILED, person, what=what, username=username[:150])
    if locked_until(username, now):
        _record(AccountStep.LOCKED, person)


def forgive(username: str) -> int:
    """Forget the failures of an account: it was opened rightly, or unlocked; how many there were."""
    return int(LoginFailure.objects.filter(account_digest=_digest(username)).delete()[0])


@transaction.atomic
def unlock(*, administrator: User, person_id: int) -> User:
    """解除锁定 by 安全管理员; StepRefused where the account is not locked."""
    require(administrator, Action.KEEP_ACCOUNTS)
    person = lock_row(User.objects.visible_to(administrator).filter(pk=person_id))
    if locked_until(person.username, timezone.now()) is None:
        raise StepRefused("not_locked", NOT_LOCKED)
    forgive(person.username)
    record_account_step(
        step=AccountStep.UNLOCKED,
        actor=administrator.actor,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
    )
    return person


def _record(step: AccountStep, person: User | None, **detail: object) -> None:
    record_account_step(
        step=step,
        actor=SYSTEM,
        account_id=person.pk if person else NOBODY,
        enterprise_id=person.enterprise_id if person else None,
        detail=detail,
    )


def _failed(**which: object) -> int:
    return LoginFailure.objects.filter(**which)[: settings.LOGIN_FAILURES_BY_ADDRESS].count()


def _minutes(many: float) -> dt.timedelta:
    return dt.timedelta(minutes=many)


def _digest(username: str) -> str:
    return sm3_hex(username.strip().lower().encode())
