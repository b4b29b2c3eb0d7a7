"""再次验证: before a dangerous step the person proves again who is there, by 动态口令 or the password.

A login is a proof, too, for REAUTH_MINUTES. Nothing typed is lost: a form that is sent without a proof comes back as a
page that carries its fields and asks for the proof; where files belong to the form, it is asked for on opening it.
"""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import second_factor
from accounts.lockout import forgive, note_failure, refuse_locked
from accounts.models import User
from audit.services import record_account_step
from ground.glossary import AccountStep
from ground.request_context import current_address

PROVEN_AT = "proven_at"
OPENED_LASTS = dt.timedelta(hours=1)  # how long a form with files may be filled in after its proof


class Ask(enum.Enum):
    """When the proof is asked for."""

    AT_SENDING = "at_sending"
    ON_OPENING = "on_opening"


# Every dangerous step, by the name of its address; a new one is added here and nowhere else.
DANGEROUS: dict[str, Ask] = {
    # The own way in
    "accounts:enrol": Ask.ON_OPENING,
    "accounts:factor_off": Ask.AT_SENDING,
    "accounts:recovery_codes": Ask.AT_SENDING,
    "accounts:identity_link": Ask.AT_SENDING,
    "accounts:identity_unlink": Ask.AT_SENDING,
    # Other people's accounts: opening, resetting, roles and duties
    "accounts:people_invite": Ask.AT_SENDING,
    "accounts:people_person": Ask.AT_SENDING,
    "accounts:people_reset": Ask.AT_SENDING,
    "console:accounts_user_add": Ask.AT_SENDING,
    "console:accounts_user_change": Ask.AT_SENDING,
    "console:auth_user_password_change": Ask.AT_SENDING,
    "console:account_link": Ask.AT_SENDING,
    "console:account_factor": Ask.AT_SENDING,
    "console:firm_invite": Ask.AT_SENDING,
    "api:people-list": Ask.AT_SENDING,
    "api:people-detail": Ask.AT_SENDING,
    "api:people-reset": Ask.AT_SENDING,
    "api:accounts-disable": Ask.AT_SENDING,
    "api:accounts-enable": Ask.AT_SENDING,
    # Keys of the interface, which need no person any more
    "keys:new": Ask.AT_SENDING,
    "keys:revoke": Ask.AT_SENDING,
    "console:api_key_new": Ask.AT_SENDING,
    "console:api_key_revoke": Ask.AT_SENDING,
    # Where a firm's events are sent, and what proves them
    "inbox:webhooks_new": Ask.AT_SENDING,
    "inbox:webhook_change": Ask.AT_SENDING,
    "inbox:webhook_secret": Ask.AT_SENDING,
    # Personal data in one file, and looking as somebody else
    "accounts:people_export": Ask.AT_SENDING,
    "accounts:me_json": Ask.AT_SENDING,
    "accounts:me_workbook": Ask.AT_SENDING,
    "console:deletion_answer": Ask.AT_SENDING,
    "console:audit_trail_export": Ask.AT_SENDING,
    "console:acting_begin": Ask.AT_SENDING,
    # Words that go out of the record for good
    "console:audit_erase": Ask.AT_SENDING,
    # The city's rules, and the register as a whole
    "console:privacy_notice": Ask.AT_SENDING,
    "console:catalogue_publish": Ask.AT_SENDING,
    "console:catalogue_back": Ask.AT_SENDING,
    "console:rule": Ask.AT_SENDING,
    "console:imports_take": Ask.AT_SENDING,
    # Numbers corrected, machines deregistered or transferred by hand
    "console:matter_file": Ask.ON_OPENING,
}


@receiver(user_logged_in)
def a_login_is_a_proof(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Note the moment; every login passes here."""
    note_proof(request.session)


def note_proof(session: SessionBase) -> None:
    """The person has just proved who is there."""
    session[PROVEN_AT] = timezone.now().isoformat()


def is_proven(session: SessionBase, *, lasts: dt.timedelta | None = None) -> bool:
    """Whether the last proof is fresh enough, by default for REAUTH_MINUTES."""
    given: str = session.get(PROVEN_AT) or ""
    lasts = dt.timedelta(minutes=settings.REAUTH_MINUTES) if lasts is None else lasts
    return bool(given) and dt.datetime.fromisoformat(given) > timezone.now() - lasts


def owes_proof(request: HttpRequest, ask: Ask) -> bool:
    """Whether this request to a dangerous step must be preceded by a proof."""
    opened = ask is Ask.ON_OPENING
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return opened and not is_proven(request.session)
    lasts = max(OPENED_LASTS, dt.timedelta(minutes=settings.REAUTH_MINUTES)) if opened else None
    return not is_proven(request.session, lasts=lasts)


def asks_for_code(person: User) -> bool:
    """Whether 动态口令 is the proof, instead of the password."""
    return second_factor.is_set(person)


def prove(*, person: User, typed: str) -> bool:
    """Whether what was typed is the person's proof; wrong ones count as at the login. Raises LoginLocked."""
    address = current_address()
    refuse_locked(person.username, address)
    by_code = asks_for_code(person)
    right = bool(second_factor.take(person=person, typed=typed)) if by_code else person.check_password(typed)
    if not right:
        note_failure(person.username, address, what="code" if by_code else "password")
        refuse_locked(person.username, address)
        return False
    forgive(person.username)
    record_account_step(
        step=AccountStep.PROVED,
        actor=person.actor,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
        detail={"by": second_factor.TOTP if by_code else "password"},
    )
    return True
