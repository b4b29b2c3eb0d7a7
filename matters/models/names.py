"""The names that a firm had before 企业名称变更."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import Enterprise
from matters.models.matter import Matter


class FormerName(models.Model):
    """One name and its last day; papers and certificates of that time keep it."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="former_names")
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="+")
    name = models.CharField("原企业名称", max_length=200)
    until = models.DateField("变更日期")

    class Meta:
        verbose_name = verbose_name_plural = "原企业名称"
        ordering: ClassVar = ["-until", "-id"]

    def __str__(self) -> str:
        return self.name
