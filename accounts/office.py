"""What the city's 安全管理员 does with accounts beside keeping their data: invite, end sessions, open and close."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts.credentials import EndedWhy, LinkPurpose
from accounts.duties import last_holder_problems
from accounts.leaving import give_back
from accounts.links import end_links, make_link
from accounts.models import DUTY_COLUMNS, Enterprise, User
from accounts.policies import Action, require
from accounts.roles import ENTERPRISE_ROLES
from accounts.services import ALREADY_DISABLED, ALREADY_ENABLED, NOT_OPENED, TAKEN, MadeLink, PersonInput
from accounts.sessions import end_sessions
from audit.services import record_account_step
from ground.errors import RuleBroken, StepRefused
from ground.glossary import AccountState, AccountStep
from ground.writing import lock_row

RIGHTS = frozenset(
    {"role", "enterprise", "town", *DUTY_COLUMNS.values()}
)  # what an account may do, and where
ONESELF = "不能停用自己的账号。确需停用的，请由另一位安全管理员办理。"
CLOSED_FIRM = "这家企业已停用，不能邀请人员。请先在“企业”中启用。"


@transaction.atomic
def invite_by_office(
    *, administrator: User, enterprise_id: int, username: str, given: PersonInput
) -> MadeLink:
    """Open a firm's account, the first manager's as a rule, by a one-time link (72 h).

    Raises RuleBroken at `username` where the name is taken, at `role` for a role outside a firm, StepRefused for a
    firm that is switched off.
    """
    require(administrator, Action.KEEP_ACCOUNTS)
    firm = lock_row(Enterprise.objects.visible_to(administrator).filter(pk=enterprise_id))
    if not firm.is_active:
        raise StepRefused("firm_closed", CLOSED_FIRM)
    if given.role not in ENTERPRISE_ROLES:
        raise RuleBroken("role_outside", "请选择企业用户或企业管理员。", path="role")
    if User.objects.filter(username__iexact=username).exists():
        raise RuleBroken("username_taken", TAKEN, path="username")
    person = User(username=username, enterprise=firm, role=given.role, is_active=False)
    person.full_name, person.phone, person.email = given.full_name, given.phone, given.email
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # somebody else took the name at this moment
        raise RuleBroken("username_taken", TAKEN, path="username") from None
    record(AccountStep.INVITED, administrator, person, role=given.role)
    return MadeLink(person, make_link(person=person, purpose=LinkPurpose.INVITE), LinkPurpose.INVITE)


@transaction.atomic
def end_sessions_by_office(*, administrator: User, person_id: int, keep: str | None = None) -> int:
    """结束会话 of anybody; `keep` is the administrator's own session; how many sessions ended."""
    require(administrator, Action.KEEP_ACCOUNTS)
    person = lock_row(User.objects.visible_to(administrator).filter(pk=person_id))
    own = person.pk == administrator.pk
    why = EndedWhy.OWN if own else EndedWhy.OFFICE
    many = end_sessions(person.pk, why=why, keep=keep if own else None)
    if many:
        record(AccountStep.SESSIONS_ENDED, administrator, person, sessions=many)
    return many


@transaction.atomic
def disable_by_office(*, administrator: User, person_id: int) -> User:
    """停用 of anybody but oneself: out at once, and what was claimed is free again.

    Raises StepRefused for oneself, for who is not active, and for the last active holder of an administrator's duty.
    """
    require(administrator, Action.KEEP_ACCOUNTS)
    lost = last_holder_problems(
        person_id=person_id, after=()
    )  # locks the administrators first, always in one order
    person = lock_row(User.objects.visible_to(administrator).filter(pk=person_id))
    if person.pk == administrator.pk:
        raise StepRefused("oneself", ONESELF)
    if not person.is_active:
        raise StepRefused("already_disabled", ALREADY_DISABLED)
    for sentence in lost.values():
        raise StepRefused("last_holder", sentence)
    person.is_active = False
    person.save(update_fields=["is_active"])
    after_keeping(administrator=administrator, person=person, fields=["is_active"], left=True)
    return person


@transaction.atomic
def enable_by_office(*, administrator: User, person_id: int) -> User:
    """启用 of a disabled account, which has its old password again. Raises StepRefused where it was never opened."""
    require(administrator, Action.KEEP_ACCOUNTS)
    person = lock_row(User.objects.visible_to(administrator).filter(pk=person_id))
    if person.is_active:
        raise StepRefused("already_enabled", ALREADY_ENABLED)
    if person.account_state == AccountState.INVITED:
        raise StepRefused("not_opened", NOT_OPENED)
    person.is_active = True
    person.save(update_fields=["is_active"])
    after_keeping(administrator=administrator, person=person, fields=["is_active"], left=False)
    return person


def after_keeping(*, administrator: User, person: User, fields: list[str], left: bool) -> int:
    """What follows from changed data, in the transaction that keeps them: shut out, and give back what was held.

    `left`: the account was switched off or lost its role; how many claimed cases were freed.
    """
    if not person.is_active:
        end_sessions(person.pk, why=EndedWhy.CLOSED)
        if person.account_state == AccountState.DISABLED:
            end_links(person)
    elif not RIGHTS.isdisjoint(fields):
        end_sessions(person.pk, why=EndedWhy.ROLE)
    freed = give_back(person, administrator.actor) if left else 0
    detail = {"fields": fields, **({"freed": freed} if freed else {})}
    record(AccountStep.KEPT_BY_OFFICE, administrator, person, **detail)
    return freed


def record(step: AccountStep, by: User, person: User, **detail: object) -> None:
    """Append a step of the office on a person's account."""
    record_account_step(
        step=step, actor=by.actor, account_id=person.pk, enterprise_id=person.enterprise_id, detail=detail
    )
