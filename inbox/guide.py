"""办事指南: its sections as the city words them, and every former wording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from audit.city_changes import Texts, as_lines
from audit.services import record_city_change
from ground.writing import lock_row

TEXTS = ("title", "body", "is_shown")
KIND = "guide"  # of the history's subjects


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


@transaction.atomic
def keep_section(*, section_id: int, user: User, given: Mapping[str, Any]) -> GuideSection:
    """Keep a section's title, text and visibility, and what stood there before; no change, no record."""
    require(user, Action.KEEP_CITY_DATA)
    section = lock_row(GuideSection.objects.filter(pk=section_id))
    before = section_texts(section)
    for name in TEXTS:
        setattr(section, name, given[name])
    if before == section_texts(section):
        return section
    section.updated_at = timezone.now()
    section.save(update_fields=[*TEXTS, "updated_at"])
    record_city_change(
        subject=f"{KIND}:{section.pk}",
        title=f"办事指南 {before['标题']}",
        actor=user.actor,
        before=before,
        after=section_texts(section),
    )
    return section


def section_texts(section: GuideSection) -> Texts:
    """The section as its history names it."""
    return {"标题": section.title, "内容": as_lines(section.body), "显示": "是" if section.is_shown else "否"}
