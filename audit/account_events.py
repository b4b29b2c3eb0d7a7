"""What happened to accounts: append-only, beside the history of machines and renewals."""

from __future__ import annotations

from typing import Any

from django.db import models

from ground.glossary import AccountStep, ActorKind


class AccountEventQuerySet(models.QuerySet["AccountEvent"]):
    """Reads of the record of accounts, and the refusal to rewrite it."""

    def of_account(self, account_id: int) -> AccountEventQuerySet:
        """Everything that happened to one account, newest first."""
        return self.filter(account_id=account_id).order_by("-at", "-id")

    def update(self, **kwargs: Any) -> int:
        raise TypeError("history is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("history is append-only")


class AccountEvent(models.Model):
    """One step on an account: who, when, what, from where. People stand here by id alone.

    `detail` holds data of the step without personal data: roles before and after, names of changed fields.
    """

    at = models.DateTimeField("时间")
    step = models.CharField("步骤", max_length=40, choices=AccountStep.choices)
    account_id = models.BigIntegerField("账号编号")
    enterprise_id = models.BigIntegerField("企业", null=True)
    detail = models.JSONField("明细", default=dict)
    actor_kind = models.CharField("办理方", max_length=20, choices=ActorKind.choices)
    actor_id = models.CharField("办理人编号", max_length=40, blank=True)
    actor_unit = models.CharField("办理单位", max_length=40, blank=True)
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    address = models.CharField("来源地址", max_length=64, blank=True)

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "账号记录"
        indexes = [
            models.Index(fields=["account_id", "-at", "-id"], name="events_of_account"),
            models.Index(fields=["step", "-at", "-id"], name="events_of_step"),
            models.Index(fields=["-at", "-id"], name="events_latest"),
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
        return AccountStep(self.step).label
