"""The parameter catalogue as versioned data with an effective date."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.db import models
from django.utils import timezone

from devices.catalogue import Catalogue, from_data


class CatalogueVersionQuerySet(models.QuerySet["CatalogueVersion"]):
    """Reads of catalogue versions."""

    def in_force(self, today: dt.date | None = None) -> CatalogueVersion:
        """The version that new records take; DoesNotExist where none is in force."""
        day = today or timezone.localdate()
        # The data are long and parsed once per process, so a page does not read them again.
        found = self.filter(effective_on__lte=day).order_by("-effective_on", "-id").defer("data").first()
        if found is None:
            raise CatalogueVersion.DoesNotExist("no catalogue version is in force")
        return found


class CatalogueVersion(models.Model):
    """One published catalogue; immutable, because records and submissions pin it."""

    number = models.CharField("版本号", max_length=40, unique=True)
    effective_on = models.DateField("生效日期")
    data = models.JSONField("内容")
    sm3 = models.CharField("SM3", max_length=64)
    created_at = models.DateTimeField("发布时间", default=timezone.now)

    objects = CatalogueVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参数目录版本"

    def __str__(self) -> str:
        return f"参数目录第 {self.number} 版"

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue itself, parsed once per process for each content."""
        if self.sm3 not in _PARSED:
            _PARSED[self.sm3] = from_data(self.data)
        return _PARSED[self.sm3]


_PARSED: dict[str, Catalogue] = {}


@lru_cache(maxsize=64)
def catalogue_of(version_id: int) -> Catalogue:
    """The catalogue of a version's id, without reading its data again for each row of a list."""
    return CatalogueVersion.objects.get(pk=version_id).catalogue
