"""The parameter catalogue as versioned data with an effective date, and the draft of the next version."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from devices.catalogue import Catalogue, from_data

NUMBER = RegexValidator(
    r"^[0-9A-Za-z][0-9A-Za-z.\-]{0,19}\Z", "版本号应为 1 至 20 位数字、字母、点或横线，例如 2027.1。"
)


class CatalogueVersionQuerySet(models.QuerySet["CatalogueVersion"]):
    """Reads of catalogue versions."""

    def in_force(self, today: dt.date | None = None) -> CatalogueVersion:
        """The version that new records take; DoesNotExist where none is in force."""
        day = today or timezone.localdate()
        # The data are long and parsed once per process, so a page does not read them again.
        found = self.filter(effective_on__lte=day).latest_first().defer("data").first()
        if found is None:
            raise CatalogueVersion.DoesNotExist("no catalogue version is in force")
        return found

    def latest_first(self) -> CatalogueVersionQuerySet:
        """In the order in which they come into force, the last one first."""
        return self.order_by("-effective_on", "-id")

    def update(self, **kwargs: Any) -> int:
        raise TypeError("a published version is never changed")


class CatalogueVersion(models.Model):
    """One published catalogue; immutable, because records and submissions pin it."""

    number = models.CharField("版本号", max_length=40, unique=True)
    effective_on = models.DateField("生效日期")
    data = models.JSONField("内容")
    sm3 = models.CharField("SM3", max_length=64)
    reason = models.CharField("修改原因", max_length=200, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="发布人", related_name="+"
    )
    created_at = models.DateTimeField("发布时间", default=timezone.now)

    objects = CatalogueVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参数目录版本"

    def __str__(self) -> str:
        return f"参数目录第 {self.number} 版"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a published version is never changed")
        super().save(*args, **kwargs)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue itself, parsed once per process for each content."""
        if self.sm3 not in _PARSED:
            _PARSED[self.sm3] = from_data(self.data)
        return _PARSED[self.sm3]


class CatalogueDraft(models.Model):
    """The next version while it is being made; there is one at a time (`slot`).

    Published, it becomes a CatalogueVersion and the draft is gone, so that no draft is ever pinned.
    """

    slot = models.PositiveSmallIntegerField(default=1, unique=True, editable=False)
    base = models.ForeignKey(CatalogueVersion, models.PROTECT, verbose_name="底版", related_name="+")
    number = models.CharField("版本号", max_length=20, validators=[NUMBER])
    effective_on = models.DateField("生效日期", null=True, blank=True)
    data = models.JSONField("内容")
    revision = models.PositiveIntegerField("修订", default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField("新建时间", default=timezone.now)
    updated_at = models.DateTimeField("更新时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "参数目录草稿"
        constraints: ClassVar = [
            models.CheckConstraint(name="one_catalogue_draft_at_a_time", condition=models.Q(slot=1))
        ]

    def __str__(self) -> str:
        return f"参数目录第 {self.number} 版(草稿)"


_PARSED: dict[str, Catalogue] = {}


@lru_cache(maxsize=64)
def catalogue_of(version_id: int) -> Catalogue:
    """The catalogue of a version's id, without reading its data again for each row of a list."""
    return CatalogueVersion.objects.get(pk=version_id).catalogue
