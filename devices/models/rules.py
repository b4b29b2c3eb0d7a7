"""规则设置: what the city decides otherwise than the product's default, one row for each rule."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class CityRule(models.Model):
    """One rule's value as the city set it; without a row the default of `devices.city_rules` holds."""

    name = models.CharField("规则", max_length=40, unique=True)
    value = models.JSONField("取值", null=True)
    revision = models.PositiveIntegerField("修订", default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField("更新时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "规则设置"

    def __str__(self) -> str:
        return self.name
