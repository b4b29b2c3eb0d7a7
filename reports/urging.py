"""催办: the office reminds firms that have not begun, or whose drafts are not handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, require
from audit.services import record_step
from devices import city_rules
from devices.models import Device
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, CertificateStatus, Step
from ground.kept_counts import kept_of
from inbox.services import tell_enterprise
from inbox.words import Event
from renewals.models import RenewalApplication
from reports.models import Urging
from reports.scope import Scope

FEW = 1000  # machines or drafts whose firms are named one by one
MOST = 500  # firms at once: one transaction each, and a person waits
NOBODY = "请先勾选要催办的企业，再点“催办”。"
TOO_MANY = f"一次最多催办 {MOST} 家企业，请缩小查询范围后再催办。"
NONE_LEFT = "所选企业都不能催办：已全部办理、已停用，或近期已催办过。请刷新页面后核对。"
LINK = "/portal/devices/"


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a firm has not done: machines not begun, drafts never or not again handed in; and its last 催办."""

    not_begun: int = 0
    drafts: int = 0
    last: dt.datetime | None = None
    recent: int = 0

    @property
    def is_urgeable(self) -> bool:
        """Whether there is something to urge and the limit leaves room."""
        return bool(self.not_begun or self.drafts) and self.recent < settings.URGING_MOST

    @property
    def words(self) -> str:
        """What the firm is told."""
        parts = (
            f"还有 {self.not_begun} 台设备未办理换证" if self.not_begun else "",
            f"{self.drafts} 份申请表未提交备案" if self.drafts else "",
        )
        return "，".join(part for part in parts if part)


def behind(scope: Scope) -> QuerySet[Enterprise]:
    """The active firms with something not begun or not handed in, in the person's scope."""
    active = Enterprise.objects.filter(is_active=True)
    return active.filter(_firms_of(_not_begun(scope)) | _firms_of(_drafts(scope)))


def backlogs(scope: Scope, firms: Sequence[int]) -> dict[int, Backlog]:
    """Firm → backlog; three queries for all of them."""
    begun = dict(_per_firm(_not_begun(scope), firms))
    drafts = dict(_per_firm(_drafts(scope), firms))
    urged = {
        firm: (last, recent)
        for firm, last, recent in Urging.objects.filter(enterprise__in=firms)
        .order_by()
        .values_list("enterprise_id")
        .annotate(last=Max("sent_at"), recent=Count("pk", filter=Q(sent_at__gt=_since())))
    }
    return {
        firm: Backlog(begun.get(firm, 0), drafts.get(firm, 0), *urged.get(firm, (None, 0))) for firm in firms
    }


def urge(*, firms: Iterable[int], user: User) -> tuple[int, int]:
    """Urge these firms; how many were, and how many were left out because nothing is open or the limit is reached.

    Each firm is a transaction of its own that holds its row, so that two people at once urge it once.
    Raises NotAllowed, RuleBroken where nothing or too much is chosen, StepRefused where none could be urged.
    """
    require(user, Action.URGE_FIRMS)
    chosen = list(dict.fromkeys(firms))
    if not chosen:
        raise RuleBroken("nothing_chosen", NOBODY)
    if len(chosen) > MOST:
        raise RuleBroken("too_many", TOO_MANY)
    sent = sum(_urge_one(pk, user) for pk in chosen)
    if not sent:
        raise StepRefused("none_left", NONE_LEFT)
    return sent, len(chosen) - sent


@transaction.atomic
def _urge_one(pk: int, user: User) -> bool:
    firm = Enterprise.objects.select_for_update().filter(pk=pk, is_active=True).first()
    if firm is None:
        return False
    backlog = backlogs(Scope(user), [pk])[pk]
    if not backlog.is_urgeable:
        return False
    Urging.objects.create(enterprise=firm, sent_by=user, not_begun=backlog.not_begun, drafts=backlog.drafts)
    record_step(
        step=Step.FIRM_URGED,
        actor=user.actor,
        enterprise_id=pk,
        device_id=None,
        opinion=f"{backlog.words}，请尽快办理。",
    )
    tell_enterprise(
        enterprise=pk,
        event=Event.URGED,
        about=backlog.words,
        body=_body(backlog),
        link=f"{LINK}?progress={_tab(backlog)}",
    )
    return True


def _body(backlog: Backlog) -> str:
    deadline = city_rules.deadline()
    end = f"换证截止日期为 {deadline.isoformat()}。" if deadline else ""
    return f"贵单位{backlog.words}。{end}请尽快登录系统填写证件换发申请表并提交备案；确实不再换证的，请办理暂不换证或注销。"


def _tab(backlog: Backlog) -> str:
    return "awaiting" if backlog.not_begun else "not_submitted"


def _since() -> dt.datetime:
    return timezone.now() - dt.timedelta(days=settings.URGING_DAYS)


def _not_begun(scope: Scope) -> QuerySet[Device]:
    return scope.machines().filter(certificate_status=CertificateStatus.AWAITING_RENEWAL)


def _drafts(scope: Scope) -> QuerySet[RenewalApplication]:
    """Drafts of machines of the register: those never handed in are counted, though the office reads none of them."""
    return (
        RenewalApplication.objects.live()
        .filter(approval_status=ApprovalStatus.NOT_SUBMITTED, device__in=scope.machines().values("pk"))
        .order_by()
    )


def _firms_of(rows: QuerySet[Any]) -> Q:
    """The condition that a firm has some of these rows.

    Firms of few rows are named. Where there are many, which is known for some seconds, each firm of the list asks for
    its own first row, and a page is full after a short walk; by EXISTS, PostgreSQL would read all rows first.
    """
    firms: list[int] = []

    def are_many() -> bool:
        firms.extend(rows.order_by("enterprise_id").values_list("enterprise_id", flat=True)[: FEW + 1])
        return len(firms) > FEW

    if kept_of(rows, "many", are_many):
        return Q(IsNull(Subquery(rows.filter(enterprise=OuterRef("pk")).values("pk")[:1]), False))
    if not firms:  # known from before
        are_many()
    return Q(pk__in=set(firms))


def _per_firm(rows: QuerySet, firms: Sequence[int]) -> QuerySet:
    return rows.filter(enterprise__in=firms).order_by().values_list("enterprise_id").annotate(Count("pk"))
