"""查看完整信息: a masked name or number is shown in full for a reason, a limited number of times, on the record.

What can be shown is registered by the layer that keeps it; the look itself, its limit and its entry are here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, require
from audit.account_events import AccountEvent, Subject
from audit.services import record_account_step
from ground.errors import RuleBroken
from ground.glossary import AboutKind, AccountStep
from ground.writing import lock_row

TOO_MANY = "您一小时内已查看 {most} 次完整个人信息，请稍后再看。确需继续的，请向安全管理员说明。"


class Reason(models.TextChoices):
    """Why the whole is needed."""

    CONTACT = "contact", "联系本人补正或核实材料"
    VERIFY = "verify", "核对申请材料与本人信息是否一致"
    COMPLAINT = "complaint", "处理投诉、举报或疑似问题"
    ACCOUNT = "account", "开通、重置账号前核实身份"
    OTHER = "other", "其他（须写明）"


class TooManyLooks(RuleBroken):
    """More looks than DISCLOSURES_PER_HOUR."""

    status = 429


@dataclass(frozen=True)
class Masked:
    """A kind of thing with masked data: its word, the rows that a viewer may find, and the columns by label."""

    word: str
    about: AboutKind
    rows: Callable[[User], models.QuerySet[Any]]
    columns: dict[str, str]


MASKED: dict[str, Masked] = {
    "person": Masked(
        "账号",
        AboutKind.ACCOUNT,
        lambda viewer: User.objects.visible_to(viewer),
        {"姓名": "full_name", "手机": "phone", "电子邮箱": "email"},
    ),
    "enterprise": Masked(
        "企业联系人",
        AboutKind.ENTERPRISE,
        lambda viewer: Enterprise.objects.visible_to(viewer),
        {"联系人": "contact_name", "联系电话": "contact_phone"},
    ),
}


def add_masked(kind: str, masked: Masked) -> None:
    """Register what a layer above keeps masked."""
    MASKED[kind] = masked


@transaction.atomic
def disclose(*, viewer: User, kind: str, row: Any, reason: Reason, note: str = "") -> list[tuple[str, str]]:
    """The whole values with their labels; the look is recorded with its reason in the same transaction.

    Raises NotAllowed by role, TooManyLooks beyond DISCLOSURES_PER_HOUR. The viewer's row is held, so that two
    looks at once are counted one after the other.
    """
    require(viewer, Action.SEE_PERSONAL_DATA)
    lock_row(User.objects.filter(pk=viewer.pk))
    most = settings.DISCLOSURES_PER_HOUR
    if looks_within_an_hour(viewer) >= most:
        raise TooManyLooks("too_many_looks", TOO_MANY.format(most=most))
    masked = MASKED[kind]
    said = f"{reason.label}：{note}" if note else str(reason.label)
    record_account_step(
        step=AccountStep.PERSONAL_SEEN,
        actor=viewer.actor,
        account_id=viewer.pk,
        enterprise_id=getattr(row, "enterprise_id", None),
        about=Subject(masked.about, row.pk),
        detail={"fields": list(masked.columns), "reason": said},
    )
    return [(label, str(getattr(row, column)) or "—") for label, column in masked.columns.items()]


def looks_within_an_hour(viewer: User) -> int:
    """How often the person has seen something in full within the last hour."""
    since = timezone.now() - dt.timedelta(hours=1)
    return (
        AccountEvent.objects.of_account(viewer.pk)
        .filter(step=AccountStep.PERSONAL_SEEN, actor_id=str(viewer.pk), at__gt=since)
        .count()
    )
