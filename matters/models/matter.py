"""One 企业事项 of a firm and its states; which way it goes depends on its kind."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.models import Enterprise, User
from accounts.roles import Role
from desk.models import Claimable
from devices.models import Device
from ground.glossary import MatterKind as Kind
from ground.glossary import MatterStatus as Status
from ground.searching import matching

if TYPE_CHECKING:
    from matters.models.rounds import MatterRound

UNDECIDED = (Status.NOT_SUBMITTED, Status.AWAITING_CONFIRMATION, Status.PENDING, Status.REJECTED)
# What the other firm of a transfer may see: what was offered to it and not taken back.
OFFERED = (Status.AWAITING_CONFIRMATION, Status.PENDING, Status.REJECTED, Status.ACCEPTED)


def of_kind(*kinds: Kind) -> Any:
    """The condition of a transition that only some kinds know; the chart of a kind is drawn by it."""

    def fits(matter: Matter) -> bool:
        return matter.kind in kinds

    fits.kinds = kinds  # type: ignore[attr-defined]
    return fits


DECIDED_BY_OFFICE = of_kind(Kind.DEREGISTRATION, Kind.TRANSFER, Kind.RENAMING, Kind.NUMBER_UPDATE)
HANDED_TO_OFFICE = of_kind(Kind.DEREGISTRATION, Kind.RENAMING, Kind.NUMBER_UPDATE)
BETWEEN_FIRMS = of_kind(Kind.TRANSFER)
DECLARED = of_kind(Kind.DEFERRAL)


class MatterQuerySet(models.QuerySet["Matter"]):
    """Reads of matters; every page begins with `visible_to`."""

    def visible_to(self, user: User) -> MatterQuerySet:
        """The own firm's and what is offered to it; for the office those handed in; a supervisor's by town."""
        if not user.is_active:
            return self.none()
        if user.is_enterprise:
            offered = models.Q(counterparty_id=user.enterprise_id, status__in=OFFERED)
            return self.filter(models.Q(enterprise_id=user.enterprise_id) | offered)
        handed_in = self.filter(round__gt=0)
        if user.role != Role.SUPERVISOR:
            return handed_in
        return handed_in.filter(device__storage_town=user.town).exclude(device__storage_town="")

    def own_of(self, user: User) -> MatterQuerySet:
        """Those that the person's own firm applies for."""
        return self.visible_to(user).filter(enterprise=user.own_enterprise)

    def awaiting_review(self) -> MatterQuerySet:
        """企业事项待办: handed in, confirmed where another firm must, and undecided."""
        return self.filter(status=Status.PENDING)

    def undecided(self) -> MatterQuerySet:
        """Those that somebody still has to do something with."""
        return self.filter(status__in=UNDECIDED)

    def deferrals_in_force(self) -> MatterQuerySet:
        """The declarations that keep their machine 暂不换证."""
        return self.filter(kind=Kind.DEFERRAL, status=Status.IN_FORCE)

    def search(self, text: str) -> MatterQuerySet:
        """Those whose reference, number, model or serial contains `text`."""
        return self.filter(matching(text)) if text else self


class Matter(Claimable):
    """One application of a firm about a machine, or about itself (企业名称变更).

    `content` holds what the form of its kind asks, as stored scalars and lists by field name. `counterparty`
    is the firm that takes a machine over, known from the first 提交 on. `ends_on` is the last day of a
    declaration in force. `outcome` is the machine's new record after a transfer.
    """

    reference = models.CharField("受理编号", max_length=32, unique=True)
    kind = models.CharField("事项", max_length=20, choices=Kind.choices)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="matters", verbose_name="申请企业"
    )
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="matters", verbose_name="设备")
    counterparty = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, related_name="offered_matters", verbose_name="受让方"
    )
    outcome = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+", verbose_name="新记录")
    status = FSMField("办理状态", default=Status.NOT_SUBMITTED, choices=Status.choices, protected=True)
    revision = models.PositiveIntegerField("修订", default=1)
    round = models.PositiveSmallIntegerField("提交次数", default=0)
    content = models.JSONField("申请内容", default=dict)
    search_text = models.CharField("检索文本", max_length=400, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("创建时间", default=timezone.now)
    updated_at = models.DateTimeField("更新时间", default=timezone.now)
    submitted_at = models.DateTimeField("提交时间", null=True)
    due_on = models.DateField("办理期限", null=True)
    decided_at = models.DateTimeField("办结时间", null=True)
    ends_on = models.DateField("暂不换证至", null=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业事项"
        indexes = [
            models.Index(fields=["enterprise", "-created_at", "-id"], name="matter_of_enterprise"),
            models.Index(fields=["-created_at", "-id"], name="matter_latest"),
            models.Index(fields=["status", "submitted_at", "id"], name="matter_queue"),
            models.Index(fields=["status", "due_on", "id"], name="matter_queue_by_due"),
            models.Index(fields=["counterparty", "status"], name="matter_offered"),
            models.Index(fields=["status", "ends_on"], name="matter_in_force"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_undecided_matter_for_each_machine",
                fields=["device"],
                condition=models.Q(status__in=UNDECIDED, device__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_undecided_renaming_for_each_firm",
                fields=["enterprise"],
                condition=models.Q(status__in=UNDECIDED, kind=Kind.RENAMING),
            ),
            models.UniqueConstraint(
                name="one_deferral_in_force_for_each_machine",
                fields=["device"],
                condition=models.Q(status=Status.IN_FORCE),
            ),
            models.CheckConstraint(
                name="a_matter_names_its_machine_or_its_firm_alone",
                condition=models.Q(kind=Kind.RENAMING, device__isnull=True)
                | (~models.Q(kind=Kind.RENAMING) & models.Q(device__isnull=False)),
            ),
            models.CheckConstraint(
                name="handed_in_matters_have_a_round",
                condition=models.Q(status__in=(Status.NOT_SUBMITTED, Status.VOIDED))
                | models.Q(round__gt=0, submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def sort(self) -> Kind:
        """事项 as a word."""
        return Kind(self.kind)

    @property
    def state(self) -> Status:
        """办理状态 as a word with a tone."""
        return Status(self.status)

    @property
    def is_editable(self) -> bool:
        """修改 applies: not handed in, or refused."""
        return self.status in {Status.NOT_SUBMITTED, Status.REJECTED}

    def text(self, name: str) -> str:
        """A field of the form as stored, empty where it was left blank."""
        return str(self.content.get(name) or "")

    def day(self, name: str) -> dt.date | None:
        """A date of the form, None where it was left blank."""
        stored = self.text(name)
        return dt.date.fromisoformat(stored) if stored else None

    def current_round(self) -> MatterRound | None:
        """The frozen content of the present round, None before the first."""
        return self.rounds.filter(number=self.round).first()

    @transition(
        "status",
        Status.NOT_SUBMITTED,
        Status.PENDING,
        conditions=[HANDED_TO_OFFICE],
        custom={"by": "企业", "label": "提交"},
    )
    def submit(self) -> None:
        """Hand it in for review; a new round begins."""
        self.round += 1

    @transition(
        "status",
        Status.NOT_SUBMITTED,
        Status.AWAITING_CONFIRMATION,
        conditions=[BETWEEN_FIRMS],
        custom={"by": "企业", "label": "提交"},
    )
    def offer(self) -> None:
        """Offer the machine to the other firm; a new round begins."""
        self.round += 1

    @transition(
        "status",
        Status.AWAITING_CONFIRMATION,
        Status.PENDING,
        conditions=[BETWEEN_FIRMS],
        custom={"by": "受让方", "label": "确认接收"},
    )
    def confirm(self) -> None:
        """The other firm takes the machine; now the office decides."""

    @transition(
        "status",
        Status.AWAITING_CONFIRMATION,
        Status.REJECTED,
        conditions=[BETWEEN_FIRMS],
        custom={"by": "受让方", "label": "不予接收"},
    )
    def decline(self) -> None:
        """The other firm does not take the machine."""

    @transition(
        "status",
        [Status.AWAITING_CONFIRMATION, Status.PENDING],
        Status.NOT_SUBMITTED,
        conditions=[DECIDED_BY_OFFICE],
        custom={"by": "企业", "label": "撤回"},
    )
    def withdraw(self) -> None:
        """Take it back before the office has decided."""

    @transition(
        "status",
        Status.PENDING,
        Status.ACCEPTED,
        conditions=[DECIDED_BY_OFFICE],
        custom={"by": "审批办", "label": "审核通过"},
    )
    def accept(self) -> None:
        """Accept it; what follows from it happens in the same transaction."""

    @transition(
        "status",
        Status.PENDING,
        Status.REJECTED,
        conditions=[DECIDED_BY_OFFICE],
        custom={"by": "审批办", "label": "审核不通过"},
    )
    def reject(self) -> None:
        """Refuse the present round, with an opinion."""

    @transition(
        "status",
        Status.REJECTED,
        Status.NOT_SUBMITTED,
        conditions=[DECIDED_BY_OFFICE],
        custom={"by": "企业", "label": "修改"},
    )
    def reopen(self) -> None:
        """A refused matter that was saved again."""

    @transition(
        "status",
        [Status.NOT_SUBMITTED, Status.REJECTED],
        Status.VOIDED,
        custom={"by": "企业", "label": "作废"},
    )
    def void(self) -> None:
        """Give it up; the history stays."""

    @transition(
        "status",
        Status.NOT_SUBMITTED,
        Status.IN_FORCE,
        conditions=[DECLARED],
        custom={"by": "企业", "label": "提交"},
    )
    def declare(self) -> None:
        """The declaration is in force at once; the office sees it and decides nothing."""
        self.round += 1

    @transition(
        "status",
        Status.IN_FORCE,
        Status.ENDED,
        conditions=[DECLARED],
        custom={"by": "企业", "label": "恢复换证"},
    )
    def end(self) -> None:
        """Taken back by the firm, over by its date, or overtaken by another matter."""
