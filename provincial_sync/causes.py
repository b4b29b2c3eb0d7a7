"""Why the province does not take a renewal, in words that lead a person to the field."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from devices.catalogue import Category
from provincial_sync.messages import FieldError

LABELS = {
    "clientRef": "报送编号",
    "supersedes": "替代的报送编号",
    "regionCode": "行政区划代码",
    "acceptedAt": "接受备案时间",
    "owner": "产权单位",
    "owner.name": "产权单位名称",
    "owner.uscc": "统一社会信用代码",
    "owner.regionCode": "企业工商注册地",
    "device": "设备资料",
    "device.previousRegistrationNo": "原备案号",
    "device.category": "设备类别",
    "device.model": "规格型号",
    "device.serialNo": "出厂编号",
    "device.manufacturer": "制造单位",
    "device.manufacturedOn": "出厂日期",
    "device.name": "设备名称",
    "device.licenseNo": "制造许可证号",
    "device.serviceLifeYears": "设计使用年限",
    "device.firstRegisteredOn": "原备案日期",
    "device.price": "出厂价格",
    "parameters": "技术参数",
    "files": "附件",
}


def field_sentences(errors: Sequence[FieldError], body: bytes, category: Category) -> str:
    """The errors of a 40001 answer as 「规格型号:不能为空;出厂日期:应为日期」, empty where it has none."""
    sent = json.loads(body)
    return "；".join(f"{field_label(error.field, sent, category)}：{error.reason}" for error in errors)


def field_label(field: str, sent: dict[str, Any], category: Category) -> str:
    """The Chinese name of a field that the province names (`device.model`, `parameters[3].value`).

    Dots, brackets and slashes all part a name. A name that we do not know is shown as it is.
    """
    parts = [part for part in re.split(r"[.\[\]/]+", field) if part and part != "$"]
    name = ".".join(part for part in parts if not part.isdecimal())
    place = next((int(part) for part in parts if part.isdecimal()), None)
    head = parts[0] if parts else ""
    if head in {"parameters", "files"} and place is not None and place < len(sent.get(head, [])):
        return _entry_label(head, sent[head][place], category)
    return LABELS.get(name) or LABELS.get(head) or field or "整件"


def _entry_label(head: str, entry: dict[str, Any], category: Category) -> str:
    if head == "files":
        return f"附件《{entry['name']}》"
    code = entry["code"]
    return category.parameter(code).label if category.has_parameter(code) else code
