"""备案意见模板: the ready sentences of the office, which the city words itself."""

from __future__ import annotations

import re
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from ground.glossary import RefusalKind

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
FREE_TEXT = "RJ99"  # 其他: the one that fits where no other does


class OpinionTemplateQuerySet(models.QuerySet["OpinionTemplate"]):
    """Reads of the templates."""

    def kept(self) -> OpinionTemplateQuerySet:
        """Those not removed."""
        return self.filter(removed_at__isnull=True)

    def offered(self) -> OpinionTemplateQuerySet:
        """Those that a reviewer can choose, in the city's order."""
        return self.kept().filter(is_on=True, is_system=False)


class OpinionTemplate(models.Model):
    """One ready sentence; a decision keeps the text it used and never points here.

    `path` is the field that it leads to, empty where it is about the whole; `kind` and `grounds` are set
    where the sentence is a statutory refusal. A removed one stays as a row, so that figures of earlier
    refusals keep their sentence and an update of the product does not bring it back.
    """

    code = models.CharField(
        "编号",
        max_length=10,
        unique=True,
        validators=[
            RegexValidator(
                r"^[A-Z][A-Z0-9]{1,9}\Z", "编号应为大写字母开头的 2 至 10 位字母或数字，例如 RJ25。"
            )
        ],
        error_messages={"unique": "这个编号已用过(含已删除的模板)，请换一个。"},
    )
    text = models.TextField("意见内容", max_length=300)
    path = models.CharField("对应填写项", max_length=80, blank=True)
    kind = models.CharField("不接受类别", max_length=20, choices=RefusalKind.choices, blank=True)
    grounds = models.JSONField("法定情形", default=list, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=500, help_text="小的在前。")
    is_on = models.BooleanField("启用", default=True, help_text="停用后审核页不再列出，以前的意见不受影响。")
    is_system = models.BooleanField("系统使用", default=False, editable=False)
    removed_at = models.DateTimeField("删除时间", null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField("修订", default=1, editable=False)
    updated_at = models.DateTimeField("更新时间", default=timezone.now, editable=False)

    objects = OpinionTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "意见模板"
        ordering: ClassVar = ["order", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def sentence(self) -> str:
        """The text with its {blanks} left for the reviewer."""
        return PLACEHOLDER.sub("", self.text)

    @property
    def is_removable(self) -> bool:
        """Whether the city may remove it: not what the system uses, and not 其他."""
        return not self.is_system and self.code != FREE_TEXT
