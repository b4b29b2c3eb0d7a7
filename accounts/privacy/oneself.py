"""What a person does with the own data: correcting, downloading, asking for deletion."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.mailboxes import mailbox_changed
from accounts.models import DeletionRequest, User
from accounts.policies import Action, require
from accounts.privacy.forgetting import forget_person
from accounts.privacy.models import RequestState
from audit.actors import Actor
from audit.services import record_account_step
from ground.errors import RuleBroken, StepRefused
from ground.glossary import AccountStep
from ground.writing import lock_row

COLUMNS = ("full_name", "phone", "email")
ASKED = "您的申请已在处理，无需重复提交。"
ANSWERED = "这份申请已经答复，无需再次办理。"
NO_ANSWER = "请写明不予删除的理由，申请人会看到。"


@dataclass(frozen=True)
class OwnData:
    """What a person says of themself."""

    full_name: str
    phone: str
    email: str


@transaction.atomic
def correct_own_data(*, person: User, given: OwnData) -> list[str]:
    """Keep the own name, number and mailbox; the names of what changed."""
    fresh = lock_row(User.objects.filter(pk=person.pk))
    changed = [name for name in COLUMNS if getattr(fresh, name) != getattr(given, name)]
    former = fresh.email
    for name in changed:
        setattr(fresh, name, getattr(given, name))
    if changed:
        fresh.save(update_fields=changed)
        record(AccountStep.PERSONAL_CORRECTED, fresh, fields=changed)
        mailbox_changed(person=fresh, former=former)
    return changed


@transaction.atomic
def ask_for_deletion(*, person: User, note: str) -> DeletionRequest:
    """申请删除; one open request at a time (StepRefused)."""
    lock_row(User.objects.filter(pk=person.pk))
    if DeletionRequest.objects.filter(person=person, state=RequestState.WAITING).exists():
        raise StepRefused("asked", ASKED)
    made = DeletionRequest.objects.create(person=person, note=note)
    record(AccountStep.DELETION_ASKED, person)
    return made


@transaction.atomic
def answer_deletion(*, administrator: User, request_id: int, grant: bool, answer: str) -> DeletionRequest:
    """Close the account and forget its owner, or decline with a reason; who is second is told so."""
    require(administrator, Action.KEEP_ACCOUNTS)
    if not grant and not answer.strip():
        raise RuleBroken("no_reason", NO_ANSWER, path="answer")
    row = lock_row(DeletionRequest.objects.filter(pk=request_id))
    if row.state != RequestState.WAITING:
        raise StepRefused("answered", ANSWERED)
    if grant and row.person_id == administrator.pk:
        raise StepRefused("oneself", "本人的申请由另一位安全管理员答复。")
    row.state = RequestState.DONE if grant else RequestState.DECLINED
    row.answer, row.answered_by, row.answered_at = answer.strip(), administrator, timezone.now()
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    record(AccountStep.DELETION_ANSWERED, row.person, administrator.actor, granted=grant)
    if grant:
        forget_person(person_id=row.person_id, actor=administrator.actor)
    return row


def record(step: AccountStep, person: User, actor: Actor | None = None, **detail: object) -> None:
    """Append a step on the person's account, taken by themself where no `actor` is named."""
    record_account_step(
        step=step,
        actor=actor or person.actor,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
        detail=detail,
    )
