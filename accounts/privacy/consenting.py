"""Agreeing to the notice, and taking it back.

People of the office work by duty: the notice informs them, nothing is asked of them.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.credentials import EndedWhy
from accounts.leaving import give_back
from accounts.links import end_links
from accounts.models import Consent, User
from accounts.policies import Action, holders
from accounts.privacy.notices import notice_in_force
from accounts.sessions import end_sessions
from audit.services import record_account_step
from ground.errors import StepRefused
from ground.glossary import AccountStep
from ground.writing import lock_row

NEWER = "政策刚刚更新为第 {version} 版，请阅读新版本后再确认。"
NOT_ASKED = "您的账号由单位依职责使用，不以同意为依据，无需撤回。停用账号请联系安全管理员。"


@transaction.atomic
def give_consent(*, person: User, version: int) -> None:
    """The person has read and confirmed that version; a second time changes nothing.

    Raises StepRefused("stale") where another version is in force by now.
    """
    notice = notice_in_force()
    if notice is not None:
        if notice.version != version:
            raise StepRefused("stale", NEWER.format(version=notice.version))
        lock_row(User.objects.filter(pk=person.pk))
        _row, made = Consent.objects.get_or_create(
            person=person, version=version, withdrawn_at=None, defaults={"digest": notice.digest}
        )
        if made:
            _record(AccountStep.CONSENT_GIVEN, person, version=version)
    User.objects.filter(pk=person.pk).update(must_consent=False)
    person.must_consent = False


@transaction.atomic
def withdraw_consent(*, person: User) -> User:
    """撤回同意: the account is closed at its owner's request, also that of a firm's last manager.

    What was done before stays as it is. The firm's other people, or 安全管理员, can open it again, and then the
    notice is confirmed anew.
    """
    if not person.is_enterprise:
        raise StepRefused("by_duty", NOT_ASKED)
    fresh = lock_row(User.objects.filter(pk=person.pk))
    fresh.is_active, fresh.must_consent = False, True
    fresh.save(update_fields=["is_active", "must_consent"])
    Consent.objects.filter(person=fresh, withdrawn_at=None).update(withdrawn_at=timezone.now())
    give_back(fresh, fresh.actor)
    end_links(fresh)
    end_sessions(fresh.pk, why=EndedWhy.CLOSED)
    _record(AccountStep.CONSENT_WITHDRAWN, fresh)
    return fresh


def keepers() -> list[User]:
    """安全管理员, who are told of what people ask for."""
    return list(holders(Action.KEEP_ACCOUNTS))


def _record(step: AccountStep, person: User, **detail: object) -> None:
    record_account_step(
        step=step,
        actor=person.actor,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
        detail=detail,
    )
