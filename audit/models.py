"""What happened: one append-only history for machines and renewals."""

from __future__ import annotations

from typing import Any

from django.db import models

from audit.account_events import AccountEvent as AccountEvent  # Django looks for models here
from audit.city_changes import CityChange as CityChange
from ground.glossary import ActorKind, Step

INSIDE = (Step.RENEWAL_FIRST_ACCEPTED, Step.RENEWAL_SENT_BACK)


class HistoryQuerySet(models.QuerySet["HistoryEntry"]):
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

    def update(self, **kwargs: Any) -> int:
        raise TypeError("history is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("history is append-only")


class HistoryEntry(models.Model):
    """One step: who, when, from, to, and the opinion. It names its subjects by id alone.

    A firm's own matter (企业名称变更) concerns no machine. No personal data stand here: the actor is an id, so that a person can be anonymised elsewhere.
    `remarks` is a list of {"path", "text"}; `detail` is data of the step (round, grounds, numbers).
    """

    at = models.DateTimeField("时间")
    step = models.CharField("步骤", max_length=40, choices=Step.choices)
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
    actor_kind = models.CharField("办理方", max_length=20, choices=ActorKind.choices)
    actor_id = models.CharField("办理人编号", max_length=40, blank=True)
    actor_unit = models.CharField("办理单位", max_length=40, blank=True)
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    address = models.CharField("来源地址", max_length=64, blank=True)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务历史"
        indexes = [
            models.Index(fields=["enterprise_id", "-at", "-id"], name="history_of_enterprise"),
            models.Index(fields=["-at", "-id"], name="history_latest"),
            models.Index(fields=["device_id", "-at", "-id"], name="history_of_device"),
            models.Index(fields=["renewal_id", "-at", "-id"], name="history_of_renewal"),
            models.Index(
                fields=["matter_id", "-at", "-id"],
                name="history_of_matter",
                condition=models.Q(matter_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.step_word}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("history is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("history is append-only")

    @property
    def step_word(self) -> str:
        """The step's official word."""
        return Step(self.step).label
