"""人员与账号: what a firm's manager, and the city's administrator, do with people's accounts.

Each step of a manager holds the firm's row, so that two managers at once never leave the firm without one.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.credentials import EndedWhy, LinkPurpose
from accounts.links import end_links, make_link
from accounts.mailboxes import mailbox_changed
from accounts.marks import mark_for, refuse_stale
from accounts.models import Enterprise, User
from accounts.policies import Action, require
from accounts.roles import ENTERPRISE_ROLES, Role
from accounts.sessions import end_session, end_sessions
from audit.services import record_account_step
from ground.errors import RuleBroken, StepRefused
from ground.glossary import AccountState, AccountStep
from ground.writing import lock_row

TAKEN = "这个账号名已被使用，请换一个，例如在后面加上单位简称或数字。"
ONESELF = "不能停用自己的账号。确需停用的，请由本企业另一位企业管理员办理。"
LAST_MANAGER = "这是本企业最后一位启用的企业管理员，不能停用或改为企业用户。请先邀请或指定另一位企业管理员。"
ALREADY_DISABLED = "此账号已经停用，无需再次办理。"
ALREADY_ENABLED = "此账号已经启用，无需再次办理。"
NOT_OPENED = "此账号还没有开通。请生成开通链接，由本人设置密码后即可登录。"
OPENED_ALREADY = "此账号已由本人开通，不能再撤销邀请。需要停用的，请点“停用”。"
STILL_DISABLED = "此账号已停用。请先启用，再生成链接。"


@dataclass(frozen=True)
class PersonInput:
    """What a manager says of a person."""

    full_name: str
    role: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class MadeLink:
    """A person and the link to hand over; the link is nowhere else."""

    person: User
    url: str
    purpose: LinkPurpose


@transaction.atomic
def invite_person(*, manager: User, username: str, given: PersonInput) -> MadeLink:
    """Make an account that its owner opens by a one-time link (72 h).

    Raises RuleBroken at `username` where the name is taken, at `role` for a role outside the firm.
    """
    manager = _present_manager(manager)
    _require_firms_role(given.role)
    if User.objects.filter(username__iexact=username).exists():
        raise RuleBroken("username_taken", TAKEN, path="username")
    person = User(username=username, enterprise_id=manager.enterprise_id, is_active=False)
    _take_details(person, given)
    person.role = given.role
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # another firm took the name at this moment
        raise RuleBroken("username_taken", TAKEN, path="username") from None
    _record(AccountStep.INVITED, manager, person, role=given.role)
    return MadeLink(person, make_link(person=person, purpose=LinkPurpose.INVITE), LinkPurpose.INVITE)


@transaction.atomic
def change_person(
    *, manager: User, person_id: int, given: PersonInput, keep: str | None = None, seen: str | None = None
) -> User:
    """Keep name, phone, e-mail and role; the firm keeps an active manager (StepRefused).

    With another role the person's sessions end; `keep` is the key of the manager's own, which the view renews. `seen` is
    the mark (`mark_of_person`) of what the manager read: StepRefused("stale") where the person has changed meanwhile.
    """
    manager, person = _lock(manager, person_id)
    refuse_stale(seen, mark_of_person(person))
    _require_firms_role(given.role)
    before = {name: getattr(person, name) for name in ("full_name", "phone", "email")}
    _take_details(person, given)
    changed = [name for name, value in before.items() if getattr(person, name) != value]
    if changed:
        _record(AccountStep.DETAILS_CHANGED, manager, person, fields=changed)
        mailbox_changed(person=person, former=before["email"])
    if given.role != person.role:
        if person.role == Role.ENTERPRISE_MANAGER and person.is_active:
            _require_another_manager(person)
        _record(AccountStep.ROLE_CHANGED, manager, person, before=str(person.role), after=given.role)
        person.role = given.role
        end_sessions(person.pk, why=EndedWhy.ROLE, keep=keep if person.pk == manager.pk else None)
    person.save(update_fields=["full_name", "phone", "email", "role"])
    return person


def mark_of_person(person: User) -> str:
    """What stands for that which `change_person` keeps."""
    kept = {name: getattr(person, name) for name in ("full_name", "phone", "email", "role")}
    return mark_for("person", kept)


@transaction.atomic
def disable_person(*, manager: User, person_id: int) -> User:
    """停用: the person is out at once, with all links and sessions; what was done stays.

    Raises StepRefused for oneself, for the last active manager, and where the account is not active.
    """
    manager, person = _lock(manager, person_id)
    if person.pk == manager.pk:
        raise StepRefused("oneself", ONESELF)
    if not person.is_active:
        raise StepRefused("already_disabled", ALREADY_DISABLED)
    if person.role == Role.ENTERPRISE_MANAGER:
        _require_another_manager(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_links(person)
    end_sessions(person.pk, why=EndedWhy.CLOSED)
    _record(AccountStep.DISABLED, manager, person)
    return person


@transaction.atomic
def enable_person(*, manager: User, person_id: int) -> User:
    """启用 of a disabled account, which has its old password again."""
    manager, person = _lock(manager, person_id)
    if person.is_active:
        raise StepRefused("already_enabled", ALREADY_ENABLED)
    if person.account_state == AccountState.INVITED:
        raise StepRefused("not_opened", NOT_OPENED)
    person.is_active = True
    person.save(update_fields=["is_active"])
    _record(AccountStep.ENABLED, manager, person)
    return person


@transaction.atomic
def revoke_invitation(*, manager: User, person_id: int) -> User:
    """撤销邀请: the link that was handed over opens nothing any more."""
    manager, person = _lock(manager, person_id)
    if person.account_state != AccountState.INVITED:
        raise StepRefused("opened", OPENED_ALREADY)
    if end_links(person):
        _record(AccountStep.INVITATION_REVOKED, manager, person)
    return person


@transaction.atomic
def link_for_person(*, manager: User, person_id: int) -> MadeLink:
    """A new one-time link: to open an invited account, or to set the password of an active one anew.

    The present password keeps working until the link is used. Raises StepRefused for a disabled account.
    """
    manager, person = _lock(manager, person_id)
    return _made_link(manager, person)


@transaction.atomic
def link_by_office(*, administrator: User, person_id: int) -> MadeLink:
    """The same by the city's administrator, for anybody: a firm's first account begins so."""
    require(administrator, Action.KEEP_ACCOUNTS)
    return _made_link(administrator, lock_row(User.objects.filter(pk=person_id)))


@transaction.atomic
def end_persons_sessions(*, manager: User, person_id: int, keep: str | None = None) -> int:
    """结束会话: whoever is logged in with this account must log in again; return how many sessions ended.

    `keep` is the key of the manager's own session, which goes on.
    """
    manager, person = _lock(manager, person_id)
    own = person.pk == manager.pk
    why = EndedWhy.OWN if own else EndedWhy.MANAGER
    many = end_sessions(person.pk, why=why, keep=keep if own else None)
    if many:
        _record(AccountStep.SESSIONS_ENDED, manager, person, sessions=many)
    return many


@transaction.atomic
def end_own_session(*, person: User, handle: str, agent: str = "") -> bool:
    """End one of the own sessions, known by `handle`, from the browser `agent`; whether there was one."""
    ended = end_session(person.pk, handle=handle, why=EndedWhy.OWN, agent=agent)
    if ended:
        _record(AccountStep.SESSIONS_ENDED, person, person, sessions=1)
    return ended


@transaction.atomic
def end_own_sessions(*, person: User, keep: str | None, agent: str = "", why: EndedWhy = EndedWhy.OWN) -> int:
    """End all own sessions but the one with the key `keep`, from the browser `agent`; how many there were."""
    many = end_sessions(person.pk, why=why, keep=keep, agent=agent)
    if many:
        _record(AccountStep.SESSIONS_ENDED, person, person, sessions=many)
    return many


def keep_large_type(*, user: User, large: bool) -> None:
    """Remember 长者模式 for the account, so that it holds in every browser; a wish, no step to record."""
    User.objects.filter(pk=user.pk).update(large_type=large)


def _made_link(by: User, person: User) -> MadeLink:
    if person.account_state == AccountState.DISABLED:
        raise StepRefused("disabled", STILL_DISABLED)
    purpose = LinkPurpose.RESET if person.is_active else LinkPurpose.INVITE
    _record(AccountStep.LINK_MADE, by, person, purpose=str(purpose))
    return MadeLink(person, make_link(person=person, purpose=purpose), purpose)


def _present_manager(manager: User) -> User:
    """The manager as the account is now, behind the firm's row; NotAllowed where it may no longer."""
    require(manager, Action.KEEP_OWN_PEOPLE)
    lock_row(Enterprise.objects.filter(pk=manager.own_enterprise.pk))
    fresh = User.objects.get(pk=manager.pk)
    require(fresh, Action.KEEP_OWN_PEOPLE)
    return fresh


def _lock(manager: User, person_id: int) -> tuple[User, User]:
    """Manager and person as they are now; User.DoesNotExist for anybody of another firm."""
    fresh = _present_manager(manager)
    return fresh, lock_row(User.objects.filter(enterprise_id=fresh.enterprise_id, pk=person_id))


def _require_another_manager(person: User) -> None:
    managers = User.objects.filter(
        enterprise_id=person.enterprise_id, role=Role.ENTERPRISE_MANAGER, is_active=True
    )
    if not managers.exclude(pk=person.pk).exists():
        raise StepRefused("last_manager", LAST_MANAGER)


def _require_firms_role(role: str) -> None:
    if role not in ENTERPRISE_ROLES:
        raise RuleBroken("role_outside", "请选择企业用户或企业管理员。", path="role")


def _take_details(person: User, given: PersonInput) -> None:
    person.full_name, person.phone, person.email = given.full_name, given.phone, given.email


def _record(step: AccountStep, by: User, person: User, **detail: object) -> None:
    record_account_step(
        step=step,
        actor=by.actor,
        account_id=person.pk,
        enterprise_id=person.enterprise_id,
        detail=detail,
    )
