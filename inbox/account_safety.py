"""账号安全提醒: whoever owns an account is told of each step that lets somebody in or keeps somebody out.

The message follows from the entry of the record, so that no step is forgotten; it is written in its transaction.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from accounts.credentials import LinkPurpose
from accounts.models import User
from audit.models import AccountEvent
from ground.glossary import AccountStep, ActorKind
from inbox.models import Message
from inbox.planning import plan_elsewhere
from inbox.services import tell
from inbox.texts import SAFETY, SAFETY_BODY, SAFETY_FIELDS
from inbox.words import Event

# Who ends own sessions, or has changed the own number, knows it; a change of the mailbox is told in any case.
BY_FIELDS = {
    AccountStep.KEPT_BY_OFFICE: frozenset(SAFETY_FIELDS),
    AccountStep.DETAILS_CHANGED: frozenset({"email", "phone"}),
    AccountStep.PERSONAL_CORRECTED: frozenset({"email"}),
}
ONESELF, SERVER, MANAGER = "本人", "系统维护人员", "本企业企业管理员"
TO_FORMER = "电子邮箱已修改（发往原邮箱）"
FIRMS_HELP, OFFICES_HELP = "本单位企业管理员或安全管理员", "安全管理员"


def tell_owner(event: AccountEvent) -> None:
    """One message to the account's owner where the step concerns its safety; nothing for any other step."""
    about = _about(event)
    owner = User.objects.filter(pk=event.account_id, is_active=True).first() if about else None
    if owner is None:
        return
    at = timezone.localtime(event.at)
    tell(
        people=[owner],
        event=Event.ACCOUNT_SAFETY,
        about=about,
        body=SAFETY_BODY.format(
            at=f"{at:%Y-%m-%d %H:%M}",
            by=_doer(event, owner),
            whom=FIRMS_HELP if owner.is_enterprise else OFFICES_HELP,
        ),
        link=reverse("accounts:security"),
    )


def tell_former_mailbox(person: User, former: str) -> None:
    """The mail of the change goes to the former mailbox as well; nothing to who has no account any more."""
    if not person.is_active:
        return
    own = Message.objects.filter(recipient=person, event=Event.ACCOUNT_SAFETY)
    plan_elsewhere(message=own.latest("id"), address=former, about=TO_FORMER)


def _about(event: AccountEvent) -> str:
    step = AccountStep(event.step)
    if step in BY_FIELDS:
        changed = [name for name in event.detail["fields"] if name in BY_FIELDS[step]]
        return "、".join(dict.fromkeys(SAFETY_FIELDS[name] for name in changed))
    if step == AccountStep.SESSIONS_ENDED and _is_own(event):
        return ""
    if step == AccountStep.LINK_MADE and event.detail["purpose"] != LinkPurpose.RESET:
        return ""
    return SAFETY[step].format(**event.detail) if step in SAFETY else ""


def _is_own(event: AccountEvent) -> bool:
    return event.actor_kind == ActorKind.PERSON and event.actor_id == str(event.account_id)


def _doer(event: AccountEvent, owner: User) -> str:
    if _is_own(event):
        return ONESELF
    if event.actor_kind != ActorKind.PERSON:
        return SERVER
    by_firm = User.objects.filter(pk=int(event.actor_id), enterprise_id__isnull=False).exists()
    return MANAGER if by_firm else event.actor_unit
