"""What happened: one append-only history for machines and renewals."""

from __future__ import annotations

from django.db import models

from audit.account_events import AccountEvent as AccountEvent  # Django looks for models here
from audit.anchors import Anchor as Anchor
from audit.anchors import Delivered as Delivered
from audit.append_only import Recorded
from audit.chain import Link as Link
from audit.chain import SealHead as SealHead
from audit.chain import SealPass as SealPass
from audit.city_changes import CityChange as CityChange
from audit.notes import PrivateNote as PrivateNote
from audit.verifications import Verification as Verification
from audit.words import Erasable, ErasableQuerySet
from ground.glossary import Step

INSIDE = (Step.RENEWAL_FIRST_ACCEPTED, Step.RENEWAL_SENT_BACK)


def steps() -> list[tuple[str, str]]:
    """The steps as choices; asked at run time, so that a new step needs no migration."""
    return list(Step.choices)


class HistoryQuerySet(ErasableQuerySet["HistoryEntry"]):
    """Reads of the history, and the refusal to rewrite it."""

    def of_device(self, device_id: int) -> HistoryQuerySet:
        """Everything that happened to one machine and its renewals, newest first."""
        return self.filter(device_id=device_id).order_by("-at", "-id")

    def of_renewal(self, renewal_id: int) -> HistoryQuerySet:
        """Everything that happened to one renewal, newest first."""
        return self.filter(renewal_id=renewal_id).order_by("-at", "-id")

    def of_matter(self, matter_id: int) -> HistoryQuerySet:
        """Everything that happened to one 企业事项, newest first."""
        return self.filter(matter_id=matter_id).order_by("-at", "-id")

    def for_firms(self) -> HistoryQuerySet:
        """Without the office's own steps between two states, which decide nothing for the firm."""
        return self.exclude(step__in=INSIDE)


class HistoryEntry(Erasable, Recorded):
    """One step: who, when, from, to, and the opinion. It names its subjects by id alone.

    A firm's own matter (企业名称变更) concerns no machine. No personal data stand here: the actor is an id, so that a person can be anonymised elsewhere.
    `remarks` is a list of {"path", "text"}; `detail` is data of the step, by its schema in `audit.payloads`.
    """

    WORDS = ("opinion", "remarks", "detail.inside", "detail.late_reason", "detail.cause")

    step = models.CharField("步骤", max_length=40, choices=steps)
    enterprise_id = models.BigIntegerField("企业")
    device_id = models.BigIntegerField("设备", null=True)
    renewal_id = models.BigIntegerField("换证申请", null=True)
    matter_id = models.BigIntegerField("企业事项", null=True)
    from_state = models.CharField("原状态", max_length=40, blank=True)
    to_state = models.CharField("现状态", max_length=40, blank=True)
    round = models.PositiveSmallIntegerField("提交次数", default=0)
    opinion = models.TextField("意见", blank=True)
    remarks = models.JSONField("逐项意见", default=list)
    detail = models.JSONField("明细", default=dict)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务历史"
        indexes = [
            models.Index(fields=["enterprise_id", "-at", "-id"], name="history_of_enterprise"),
            models.Index(fields=["-at", "-id"], name="history_latest"),
            models.Index(fields=["step", "-at", "-id"], name="history_of_step"),
            models.Index(fields=["device_id", "-at", "-id"], name="history_of_device"),
            models.Index(fields=["renewal_id", "-at", "-id"], name="history_of_renewal"),
            models.Index(
                fields=["matter_id", "-at", "-id"],
                name="history_of_matter",
                condition=models.Q(matter_id__isnull=False),
            ),
            models.Index(fields=["actor_id", "-at", "-id"], name="history_of_actor"),
            models.Index(
                fields=["request_id"], name="history_of_request", condition=~models.Q(request_id="")
            ),
            models.Index(
                fields=["address_note"], name="history_from_address", condition=~models.Q(address_note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{super().__str__()} {self.step_word}"

    @property
    def step_word(self) -> str:
        """The step's official word."""
        return Step(self.step).label
