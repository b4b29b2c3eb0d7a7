"""办事指南: its sections as the city words them, and every former wording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from ground.writing import lock_row

TEXTS = ("title", "body", "is_shown")


class GuideSection(models.Model):
    """One section; `code` names it to the page (basis, who, way, …), the rest is the city's to word."""

    code = models.SlugField("代码", max_length=20, unique=True)
    title = models.CharField("标题", max_length=40)
    body = models.TextField("内容", max_length=4000, help_text="空一行分段。不填写个人姓名。")
    is_shown = models.BooleanField("显示", default=True)
    order = models.PositiveSmallIntegerField("排序", default=0)
    updated_at = models.DateTimeField("更新时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "办事指南"
        ordering: ClassVar = ["order", "id"]

    def __str__(self) -> str:
        return self.title


class GuideEdit(models.Model):
    """One change of a section: who, when, and the text before and after; append-only."""

    section = models.ForeignKey(GuideSection, models.PROTECT, related_name="edits")
    before = models.JSONField("修改前")
    after = models.JSONField("修改后")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "办事指南修改记录"
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


@transaction.atomic
def keep_section(*, section_id: int, user: User, given: Mapping[str, Any]) -> GuideSection:
    """Keep a section's title, text and visibility, and what stood there before; no change, no record."""
    require(user, Action.KEEP_CITY_DATA)
    section = lock_row(GuideSection.objects.filter(pk=section_id))
    before, after = _texts(section), {name: given[name] for name in TEXTS}
    if before == after:
        return section
    for name, value in after.items():
        setattr(section, name, value)
    section.updated_at = timezone.now()
    section.save(update_fields=[*TEXTS, "updated_at"])
    GuideEdit.objects.create(section=section, before=before, after=after, edited_by=user)
    return section


def _texts(section: GuideSection) -> dict[str, Any]:
    return {name: getattr(section, name) for name in TEXTS}
