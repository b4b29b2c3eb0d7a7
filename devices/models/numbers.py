"""Registration numbers: each belongs to one machine, for ever, and is found old or new."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class NumberKind(models.TextChoices):
    """Which certificate a number comes from."""

    PAPER = "paper", "旧证"
    ELECTRONIC = "electronic", "电子证照"


class RegistrationNumberQuerySet(models.QuerySet["RegistrationNumber"]):
    """Reads of numbers."""

    def rightful(self) -> RegistrationNumberQuerySet:
        """Without those that were mistaken: their machine never had a right to them, another one may."""
        return self.filter(mistaken=False)


class RegistrationNumber(models.Model):
    """One 备案号 that a registered machine has or had; drafts reserve none.

    `mistaken`: it was never the right one and was corrected by hand (备案号更正); it stays found, so that whoever
    looks it up is led to the right number.
    """

    device = models.ForeignKey("devices.Device", models.PROTECT, related_name="numbers")
    kind = models.CharField("种类", max_length=12, choices=NumberKind.choices)
    number = models.CharField("备案号", max_length=64)
    key = models.CharField("归一化", max_length=64, unique=True)
    since = models.DateField("启用日期", null=True)
    until = models.DateField("失效日期", null=True)
    mistaken = models.BooleanField("已更正", default=False)

    objects = RegistrationNumberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "备案号"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.number
