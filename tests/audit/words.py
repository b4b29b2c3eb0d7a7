"""Entries with words, and whether the record is whole."""

from __future__ import annotations

from typing import Any

from audit.actors import SYSTEM
from audit.models import HistoryEntry
from audit.sealing import seal_due
from audit.services import record_step
from ground.glossary import Step
from tests.audit.chains import found, later

NAMED = "请张示例于周五前补齐铭牌照片"
HISTORY_TABLE = "audit_historyentry"


def new(opinion: str = NAMED, **more: Any) -> HistoryEntry:
    return record_step(
        step=Step.INTAKE_REJECTED, actor=SYSTEM, enterprise_id=1, device_id=1, opinion=opinion, **more
    )


def whole() -> bool:
    seal_due()
    return found(now=later(9000)) == []
