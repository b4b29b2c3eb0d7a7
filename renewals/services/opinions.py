"""Keeping 意见模板: each change with what stood there before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from audit.city_changes import as_lines
from audit.services import record_city_change
from ground.errors import RuleBroken, StepRefused
from ground.glossary import RefusalKind
from ground.writing import STALE, lock_row, write_row
from renewals.models import OpinionTemplate

FIELDS = ("text", "path", "kind", "grounds", "order", "is_on")
SYSTEM_USES = "这一条由系统使用，不能修改或删除。"
ALWAYS_THERE = "“其他”一条供没有合适模板时使用，不能删除；不需要时可以停用。"


@transaction.atomic
def add_opinion(*, user: User, template: OpinionTemplate) -> OpinionTemplate:
    """Keep a new template, unsaved until now."""
    require(user, Action.KEEP_OPINIONS)
    template.save(force_insert=True)
    _record(template, user, {}, texts_of(template))
    return template


@transaction.atomic
def keep_opinion(*, template_id: int, revision: int, user: User, given: Mapping[str, Any]) -> OpinionTemplate:
    """Keep what `given` names of FIELDS; StepRefused where somebody changed it since, or the system uses it."""
    require(user, Action.KEEP_OPINIONS)
    template = lock_row(OpinionTemplate.objects.kept().filter(pk=template_id), revision=revision)
    if template.is_system:
        raise StepRefused("system_template", SYSTEM_USES)
    before = texts_of(template)
    for name in FIELDS:
        if name in given:
            setattr(template, name, given[name])
    after = texts_of(template)
    if before != after:
        template.updated_at = timezone.now()
        write_row(template, fields=(*FIELDS, "updated_at"), expect={})
        _record(template, user, before, after)
    return template


@transaction.atomic
def remove_opinion(*, template_id: int, user: User) -> None:
    """Remove one for good; RuleBroken for what the system uses and for 其他, StepRefused to the second."""
    require(user, Action.KEEP_OPINIONS)
    template = lock_row(OpinionTemplate.objects.filter(pk=template_id))
    if not template.is_removable:
        raise RuleBroken("not_removable", SYSTEM_USES if template.is_system else ALWAYS_THERE)
    if template.removed_at:
        raise StepRefused("stale", STALE)
    template.removed_at = timezone.now()
    write_row(template, fields=("removed_at",), expect={"removed_at": None})
    _record(template, user, texts_of(template), {})


def texts_of(template: OpinionTemplate) -> dict[str, str]:
    """The template as its history names it."""
    return {
        "意见内容": as_lines(template.text),
        "对应填写项": template.path or "整件",
        "不接受类别": RefusalKind(template.kind).label if template.kind else "不限",
        "法定情形": "、".join(template.grounds),
        "排序": str(template.order),
        "启用": "是" if template.is_on else "否",
    }


def _record(template: OpinionTemplate, user: User, before: dict[str, str], after: dict[str, str]) -> None:
    record_city_change(
        subject=f"opinion:{template.code}",
        title=f"意见模板 {template.code}",
        actor=user.actor,
        before=before,
        after=after,
    )
