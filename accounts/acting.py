"""代查看: an administrator looks at the portal as a firm's people see it, reads only, and leaves a trace of each page.

What stands here is the session's part: who looks as which firm, why, until when. The door that refuses every
step while it lasts is `zhongshan_crane.acting`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, may, require
from accounts.roles import Role
from audit.account_events import Subject
from audit.services import record_account_steps
from ground.errors import NotAllowed, RuleBroken
from ground.glossary import AccountStep

KEY = "looks_as_firm"
LEAST, MOST = 5, 300
READ_ONLY = "代查看只能查看，不能办理。需要办理的，请由企业自己操作；不再查看的，请点“结束代查看”。"
BY_TIME, BY_HAND, BY_LOGOUT, BY_RIGHTS = "到时自动结束", "手动结束", "退出登录", "权限已收回"


@dataclass(frozen=True)
class Acting:
    """One 代查看 under way, as the session keeps it."""

    firm: Enterprise
    reason: str
    until: dt.datetime


def begin(*, session: SessionBase, user: User, firm: Enterprise, reason: str) -> None:
    """Begin to look as `firm`, for ACTING_MINUTES at most; RuleBroken at `reason` where none is given."""
    require(user, Action.LOOK_AS_FIRM)
    reason = reason.strip()
    if len(reason) < LEAST:
        raise RuleBroken(
            "reason_missing", f"请写明代查看的原因(至少 {LEAST} 个字)，将记入留痕。", path="reason"
        )
    if len(reason) > MOST:
        raise RuleBroken("reason_long", f"最多 {MOST} 字，请精简。", path="reason")
    until = timezone.now() + dt.timedelta(minutes=settings.ACTING_MINUTES)
    session[KEY] = {"firm": firm.pk, "reason": reason, "until": until.isoformat()}
    note(AccountStep.ACTING_STARTED, user, firm.pk, reason=reason)


def under_way(session: SessionBase) -> Acting | None:
    """What the session keeps, None where nobody looks as a firm; whether it is over is `why_over`'s."""
    held = session.get(KEY)
    if not held:
        return None
    firm = Enterprise.objects.filter(pk=held["firm"]).first()
    if firm is None:
        return None
    return Acting(firm, held["reason"], dt.datetime.fromisoformat(held["until"]))


def why_over(acting: Acting, user: User) -> str:
    """Why it ends now, empty while it goes on."""
    if not may(user, Action.LOOK_AS_FIRM):
        return BY_RIGHTS
    return BY_TIME if timezone.now() >= acting.until else ""


def end(*, session: SessionBase, user: User, why: str) -> None:
    """End it, whatever it was; a second time changes nothing."""
    held = session.pop(KEY, None)
    if held and user.is_authenticated:
        note(AccountStep.ACTING_ENDED, user, held["firm"], reason=why)


@transaction.atomic
def note(
    step: AccountStep, user: User, firm_id: int, *, abouts: Iterable[Subject] = (), **detail: Any
) -> None:
    """Leave a trace of one step or one page: who, which firm, which page, what its file was about, from where."""
    record_account_steps(
        step=step,
        actor=user.actor,
        account_id=user.pk,
        enterprise_id=firm_id,
        abouts=abouts,
        detail=detail,
    )


def stand_in(user: User, firm: Enterprise) -> User:
    """Somebody who sees what staff of `firm` see and is nobody: no messages, no account, no row in the table.

    Its key is the administrator's, negated: it equals no person's, so that whatever is personal is empty, and a
    write that slipped through would fail on its foreign key.
    """
    person = User(
        pk=-user.pk,
        username=user.username,
        full_name=user.full_name,
        role=Role.ENTERPRISE_STAFF,
        enterprise=firm,
        large_type=user.large_type,
        must_consent=False,
    )
    person._state.adding = False
    person.save = _refuse_save  # type: ignore[method-assign]
    return person


def _refuse_save(*args: Any, **kwargs: Any) -> None:
    raise NotAllowed("read_only", READ_ONLY)
