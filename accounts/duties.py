"""The three duties of administrators: who holds them, and that none is left without an active holder."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from accounts.models import DUTY_COLUMNS, User
from accounts.roles import Duty, Role

LAST = "这是最后一位启用的{duty}，不能停用、改角色或取消此项职责。请先给另一位管理员加上“{duty}”。"
STRICT = "三员分立已设为严格：一个账号只能担任系统管理员、安全管理员、审计管理员之一，请只勾选一项。"
NONE = "管理员至少要担任一项职责，请勾选。"
NOT_ADMINISTRATOR = "只有管理员可以担任此项职责，请取消勾选，或把角色改为管理员。"


def problems_of(*, role: str, duties: Iterable[Duty]) -> dict[str, str]:
    """What is wrong with role and duties together, by field."""
    held = list(duties)
    if role != Role.ADMINISTRATOR:
        return {DUTY_COLUMNS[duty]: NOT_ADMINISTRATOR for duty in held}
    if not held:
        return {DUTY_COLUMNS[Duty.SYSTEM]: NONE}
    if settings.DUTIES_STRICTLY_SEPARATED and len(held) > 1:
        return {DUTY_COLUMNS[held[1]]: STRICT}
    return {}


def last_holder_problems(*, person_id: int, after: Iterable[Duty]) -> dict[str, str]:
    """Which duties would be left without an active holder, by field; inside a transaction.

    `after` are the duties that the person would still actively hold. All administrators are locked, in one order,
    so that two at once never take each other's duty away.
    """
    office = list(User.objects.select_for_update(of=("self",)).filter(role=Role.ADMINISTRATOR).order_by("pk"))
    active = [person for person in office if person.is_active]
    none: frozenset[Duty] = frozenset()
    before = next((person.duties for person in active if person.pk == person_id), none)
    lost = before - set(after)
    others = {duty for person in active if person.pk != person_id for duty in person.duties}
    return {DUTY_COLUMNS[duty]: LAST.format(duty=duty.label) for duty in Duty if duty in lost - others}
