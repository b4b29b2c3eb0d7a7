"""What an entry's detail says, in words that people read."""

from __future__ import annotations

from typing import Any

from accounts.credentials import LinkPurpose
from accounts.models import Enterprise, User
from accounts.roles import Role
from accounts.towns import town_name
from audit.account_events import AccountEvent
from audit.models import CityChange, HistoryEntry
from devices.catalogue import built_in
from devices.field_labels import label_of
from devices.recognition import Source
from ground.glossary import MatterKind, RefusalKind
from renewals.agreement.overruled import Why
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
    "operator": "服务器账号",
    "backup": "备份",
    "made_at": "备份时间",
    "bytes": "字节数",
    "files": "文件数",
    "missing": "缺失文件数",
    "replaced_until": "被取代的封存编号",
    "replaced_mac": "被取代的封印",
    "moment": "操作时间",
    "since": "维护开始",
    "expected": "预计恢复",
    "message": "说明",
    "table": "表",
    "row": "行编号",
    "places": "抹除的文字",
    "copies": "一并抹除处数",
    "path": "栏目",
    "source": "资料",
    "recognised": "识别采用",
}
_HIDDEN = {"route", "grounds", "changes", "waiting", "record", "previous"}
_CODES = {
    choice.value: str(choice.label)
    for choices in (Role, LinkPurpose, RefusalKind, MatterKind, Source, Why)
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
    """The detail of a step on an account, private words opened; of a firm what stood there before and after."""
    return _pairs(event.words) + [_firm_line(line) for line in event.detail.get("changes") or []]


def told_of_history(entry: HistoryEntry) -> Told:
    """Opinion, states, remarks and detail of a step of a machine."""
    told: Told = []
    if entry.opinion:
        told.append(("意见", entry.opinion))
    told += [("依据", text) for text in ground_texts(entry.detail.get("grounds") or [])]
    told += [(_field(str(item.get("path", ""))), str(item.get("text", ""))) for item in entry.remarks]
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
        (WORDS.get(name, name), _field(value) if name == "path" else _text(value))
        for name, value in detail.items()
        if name not in _HIDDEN and value not in ("", None, [])
    ]


def _firm_line(line: dict[str, str]) -> tuple[str, str]:
    """One changed field of a firm; of its contact the record does not say what it was."""
    columns = {column.name: str(column.verbose_name) for column in Enterprise._meta.concrete_fields}
    label = columns.get(line["field"], line["field"])
    if "after" not in line:
        return label, "已修改"
    old, new = (
        town_name(line[side]) if line["field"] == "town" else line[side] for side in ("before", "after")
    )
    return label, f"{old or '(空)'} → {new or '(空)'}"


def _field(path: str) -> str:
    """What the product's own catalogue calls a field, whatever the category; the path where it knows none."""
    catalogue = built_in()
    names = (label_of(catalogue, category.code, path) for category in catalogue.categories)
    return next((name for name in names if name != path), path)


def _text(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(_text, value))
    if isinstance(value, dict) and "path" in value:
        return (
            f"{_field(value['path'])}({_text(value['source'])})"
            if value.get("source")
            else _field(value["path"])
        )
    columns = {column.name: str(column.verbose_name) for column in User._meta.concrete_fields}
    return _CODES.get(str(value)) or columns.get(str(value)) or LABELS.get(str(value)) or str(value)
