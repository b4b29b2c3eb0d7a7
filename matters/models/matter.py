"""One 企业事项 of a firm and its states; which way it goes depends on its kind."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.models import Enterprise
from desk.models import Claimable
from devices.models import Device
from ground.glossary import MatterKind as Kind
from ground.glossary import MatterStatus as Status
from matters.models.kinds import (
    ACCEPTED_BY_OFFICE,
    BETWEEN_FIRMS,
    DECIDED_BY_OFFICE,
    DECLARED,
    HANDED_TO_OFFICE,
    OF_FIRMS,
    OF_OFFICE,
    UNDECIDED,
)
from matters.models.reads import MatterQuerySet

if TYPE_CHECKING:
    from matters.models.rounds import MatterRound


class Matter(Claimable):
    """One application of a firm about a machine, or about itself (企业名称变更).

    `by_office`: the office has filed it itself (依职权), `created_by` being who asked for it; it waits for the
    decision of another person at once, and the firm can neither change nor withdraw it.
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
    by_office = models.BooleanField("依职权提出", default=False)
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
                name="number_corrections_are_the_office_s",
                condition=~models.Q(kind=Kind.NUMBER_CORRECTION) | models.Q(by_office=True),
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
        conditions=[ACCEPTED_BY_OFFICE],
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
        conditions=[OF_FIRMS],
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

    @transition(
        "status",
        Status.NOT_SUBMITTED,
        Status.PENDING,
        conditions=[OF_OFFICE],
        custom={"by": "审批办", "label": "依职权提出"},
    )
    def file_by_office(self) -> None:
        """The office files it itself, with reason and evidence; another person decides."""
        self.round += 1

    @transition(
        "status",
        Status.PENDING,
        Status.DISMISSED,
        conditions=[OF_OFFICE],
        custom={"by": "审批办", "label": "复核不予办理"},
    )
    def dismiss(self) -> None:
        """Refuse what a colleague has filed; it ends here, the machine stays as it is."""

    @transition(
        "status",
        Status.PENDING,
        Status.VOIDED,
        conditions=[OF_OFFICE],
        custom={"by": "审批办", "label": "撤销提出"},
    )
    def take_back(self) -> None:
        """Whoever filed it takes it back before it is decided on."""
