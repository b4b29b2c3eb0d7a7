"""动态口令 and 恢复码: set up, checked, made anew, switched off, reset by the office.

Whoever has set it up is asked for it at each login; the roles in OTP_REQUIRED_ROLES cannot do without.
"""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import totp
from accounts.credentials import EndedWhy, RecoveryCode, SecondFactor
from accounts.models import User
from accounts.policies import Action, require
from accounts.sessions import end_sessions
from audit.actors import SYSTEM
from audit.services import record_account_step
from ground.errors import RuleBroken, StepRefused
from ground.glossary import AccountStep
from ground.keys import decrypt, encrypt, lookup_digest, lookup_digests
from ground.writing import lock_row

CODES, CODE_DIGITS, CODE_GROUP = 10, 12, 4
LEAST, MOST = 5, 300
TOTP, RECOVERY = "totp", "recovery"
WRONG = "动态口令不正确。请确认手机时间为自动设置，等出现新的 6 位数字后再输入。"
REQUIRED = "您的角色必须使用动态口令，不能关闭。更换手机的，请点“更换手机”。"
NOT_SET = "此账号没有启用动态口令，无需重置。"
NOT_OWN = "本人的动态口令请在“安全设置”中更换；手机遗失的，请由另一位安全管理员重置。"
PURPOSE, _CODES = "second_factor", "recovery_code"


def is_required(person: User) -> bool:
    """Whether the city wants a second factor of this role."""
    return person.role in settings.OTP_REQUIRED_ROLES


def is_set(person: User) -> bool:
    """Whether the person has set one up."""
    return SecondFactor.objects.filter(pk=person.pk).exists()


@transaction.atomic
def enrol(*, person: User, secret: str, code: str) -> list[str]:
    """Begin to ask for codes of this secret, instead of an earlier one; return new 恢复码, shown once.

    Raises RuleBroken at `code` unless it is the secret's code of now: nobody shuts out themself by a slip.
    """
    person = lock_row(User.objects.filter(pk=person.pk))
    step = totp.step_of(secret, re.sub(r"\s", "", code), now=timezone.now(), drift=settings.OTP_DRIFT_STEPS)
    if step is None:
        raise RuleBroken("code_wrong", WRONG, path="code")
    given = {"secret": encrypt(secret, purpose=PURPOSE), "set_at": timezone.now(), "last_step": step}
    SecondFactor.objects.update_or_create(person=person, defaults=given)
    _record(AccountStep.FACTOR_SET, person)
    return _new_codes(person)


def take(*, person: User, typed: str) -> str:
    """Which proof was typed, TOTP or RECOVERY, empty where it is none; each is taken once, whoever comes first.

    Asks as many queries for a wrong code as for a right one of the same form.
    """
    digits = re.sub(r"[\s\-]", "", typed)
    if not (digits.isascii() and digits.isdigit()):
        return ""
    if len(digits) == totp.DIGITS:
        return TOTP if _take_code(person, digits) else ""
    return RECOVERY if len(digits) == CODE_DIGITS and _take_recovery_code(person, digits) else ""


@transaction.atomic
def renew_codes(*, person: User) -> list[str]:
    """New 恢复码, shown once; the earlier ones end. StepRefused without a second factor."""
    person = lock_row(User.objects.filter(pk=person.pk))
    _require_set(person)
    _record(AccountStep.RECOVERY_CODES_MADE, person)
    return _new_codes(person)


@transaction.atomic
def switch_off(*, person: User) -> None:
    """Ask for the password alone; StepRefused where the role must have it."""
    person = lock_row(User.objects.filter(pk=person.pk))
    if is_required(person):
        raise StepRefused("factor_required", REQUIRED)
    _require_set(person)
    _forget(person)
    _record(AccountStep.FACTOR_OFF, person)


@transaction.atomic
def reset_by_office(*, administrator: User, person_id: int, reason: str) -> User:
    """重置动态口令 of a person who has lost the device, with a reason; the sessions end.

    Who must have one sets a new one up at the next login, by the password. Raises RuleBroken at `reason`, StepRefused
    for oneself and where there is none.
    """
    require(administrator, Action.KEEP_ACCOUNTS)
    person = lock_row(User.objects.visible_to(administrator).filter(pk=person_id))
    reason = reason.strip()
    if not LEAST <= len(reason) <= MOST:
        raise RuleBroken(
            "reason_missing", f"请写明重置的原因({LEAST} 至 {MOST} 字)，将记入账号记录。", path="reason"
        )
    if person.pk == administrator.pk:
        raise StepRefused("oneself", NOT_OWN)
    _require_set(person)
    _forget(person)
    ended = end_sessions(person.pk, why=EndedWhy.FACTOR)
    record_account_step(
        step=AccountStep.FACTOR_RESET,
        actor=administrator.actor,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
        detail={"reason": reason, "sessions": ended},
    )
    return person


@transaction.atomic
def reset_on_the_server(*, username: str, reason: str) -> int:
    """The same by whoever keeps the server, where no 安全管理员 can; how many sessions ended.

    Raises User.DoesNotExist, and StepRefused where there is no second factor.
    """
    person = lock_row(User.objects.filter(username=username))
    _require_set(person)
    _forget(person)
    ended = end_sessions(person.pk, why=EndedWhy.FACTOR)
    record_account_step(
        step=AccountStep.FACTOR_RESET,
        actor=SYSTEM,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
        detail={"reason": reason, "sessions": ended},
    )
    return ended


def codes_left(person: User) -> int:
    """How many 恢复码 can still be used."""
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def _take_code(person: User, code: str) -> bool:
    factor = SecondFactor.objects.filter(pk=person.pk).first()
    if factor is None:
        return False
    secret = decrypt(factor.secret, purpose=PURPOSE)
    step = totp.step_of(secret, code, now=timezone.now(), drift=settings.OTP_DRIFT_STEPS)
    # The row count decides: of two who send the same code, and of whoever repeats it later, one passes.
    newer = SecondFactor.objects.filter(pk=person.pk, secret=factor.secret, last_step__lt=step or 0)
    return newer.update(last_step=step or 0) == 1


@transaction.atomic
def _take_recovery_code(person: User, code: str) -> bool:
    digests = lookup_digests(f"{person.pk}:{code}", purpose=_CODES)
    unused = RecoveryCode.objects.filter(person=person, digest__in=digests, used_at=None)
    if unused.update(used_at=timezone.now()) != 1:
        return False
    _record(AccountStep.RECOVERY_CODE_USED, person, codes_left=codes_left(person))
    return True


def _new_codes(person: User) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    codes = [f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}" for _ in range(CODES)]
    digests = [lookup_digest(f"{person.pk}:{code}", purpose=_CODES) for code in codes]
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=digest) for digest in digests)
    return [
        "-".join(code[at : at + CODE_GROUP] for at in range(0, CODE_DIGITS, CODE_GROUP)) for code in codes
    ]


def _forget(person: User) -> None:
    SecondFactor.objects.filter(pk=person.pk).delete()
    RecoveryCode.objects.filter(person=person).delete()


def _require_set(person: User) -> None:
    if not is_set(person):
        raise StepRefused("factor_not_set", NOT_SET)


def _record(step: AccountStep, person: User, **detail: object) -> None:
    record_account_step(
        step=step,
        actor=person.actor,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
        detail=detail,
    )
