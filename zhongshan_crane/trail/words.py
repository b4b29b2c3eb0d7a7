"""What an entry's detail says, in words that people read."""

from __future__ import annotations

from typing import Any

from accounts.credentials import LinkPurpose
from accounts.models import User
from accounts.roles import Role
from audit.account_events import AccountEvent
from audit.models import CityChange, HistoryEntry
from ground.glossary import MatterKind, RefusalKind
from renewals.opinions import ground_texts
from zhongshan_crane.trail.asking import LABELS

Told = list[tuple[str, str]]
WORDS = {
    "rows": "行数",
    "list": "列表",
    "fields": "字段",
    "sessions": "会话数",
    "freed": "释放签收",
    "import": "导入次数",
    "line": "行号",
    "role": "角色",
    "before": "原",
    "after": "现",
    "purpose": "用途",
    "reason": "原因",
    "page": "页面",
    "media": "文件类型",
    "method": "方式",
    "status": "结果",
    "by": "方式",
    "factor": "第二因素",
    "what": "错在",
    "username": "填写的账号",
    "words": "检索词",
    "codes_left": "剩余恢复码",
    "why": "原因",
    "link": "二维码",
    "kind": "类别",
    "sm3": "文件 SM3",
    "subject": "对象",
    "subject_id": "对象编号",
    "attachment": "附件编号",
    "notes": "抹除处数",
    "links": "封印条数",
    "findings": "异常数",
    "until": "到第几号",
    "file": "文件",
    "version": "目录版本",
    "registration_number": "备案号",
    "previous_registration_number": "原备案号",
    "certificate": "证照编号",
    "matter": "事项",
    "reference": "编号",
    "inside": "内部说明",
    "late_reason": "补充提出的原因",
    "cause": "原因",
    "former_name": "原名称",
    "name": "名称",
    "number": "备案号",
    "former": "原备案号",
    "certificates": "证照数",
}
_HIDDEN = {"route", "grounds", "changes", "waiting", "record", "previous"}
_CODES = {
    choice.value: str(choice.label)
    for choices in (Role, LinkPurpose, RefusalKind, MatterKind)
    for choice in choices
} | {
    "created": "添加账号",
    "password": "密码",
    "totp": "动态口令",
    "recovery": "恢复码",
    "code": "动态口令",
    "link": "一次性链接",
}


def told_of_event(event: AccountEvent) -> Told:
    """The detail of a step on an account, private words opened."""
    return _pairs(event.words)


def told_of_history(entry: HistoryEntry) -> Told:
    """Opinion, states, remarks and detail of a step of a machine."""
    told: Told = []
    if entry.opinion:
        told.append(("意见", entry.opinion))
    told += [("依据", text) for text in ground_texts(entry.detail.get("grounds") or [])]
    told += [(str(item.get("path", "")), str(item.get("text", ""))) for item in entry.remarks]
    told += [
        (str(line.get("label", "")), str(line.get("text", ""))) for line in entry.detail.get("changes") or []
    ]
    return told + _pairs(entry.detail)


def told_of_change(change: CityChange) -> Told:
    """What stood there before and after."""
    told = [(label, f"{old or '(空)'} → {new or '(空)'}") for label, old, new in change.lines]
    return told + ([("原因", change.reason)] if change.reason else [])


def _pairs(detail: dict[str, Any]) -> Told:
    return [
        (WORDS.get(name, name), _text(value))
        for name, value in detail.items()
        if name not in _HIDDEN and value not in ("", None, [])
    ]


def _text(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(_text, value))
    columns = {column.name: str(column.verbose_name) for column in User._meta.concrete_fields}
    return _CODES.get(str(value)) or columns.get(str(value)) or LABELS.get(str(value)) or str(value)
