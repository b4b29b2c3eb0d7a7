"""The fields that every machine has: given, well-formed, and fitting each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devices import identifiers, model_names, uscc, values
from devices.catalogue import CommonField
from devices.catalogue.schema import Phase
from devices.findings import Finding
from devices.rules.facts import MachineFacts, number_of
from ground.errors import RuleBroken


def check_common(facts: MachineFacts, phase: Phase = "renewal") -> list[Finding]:
    """Required, well-formed, within range, and the fields' own rules (domain facts of the trade, §4)."""
    return [
        *_fields(facts, phase),
        *_sub_type(facts),
        *_model(facts),
        *_contact(facts),
        *_supervision(facts),
        *_archive(facts),
        *check_owner(facts, phase),
    ]


def _fields(facts: MachineFacts, phase: Phase) -> Iterator[Finding]:
    for field in facts.catalogue.common_fields:
        if field.source == "system" or (field.added and phase == "intake"):
            continue
        yield from _field(field, facts)


def _field(field: CommonField, facts: MachineFacts) -> Iterator[Finding]:
    stored = _stored(field.code, facts)
    if not stored.strip():
        if field.is_required(facts.common, facts.sub_type):
            yield Finding("C-REQUIRED", "error", field.path, _missing(field, facts))
        return
    try:
        parsed = values.parse(field, stored)
    except values.ValueRefused as refusal:
        yield Finding(refusal.code, "error", field.path, refusal.message)
        return
    yield from _shape(field, parsed)


def _missing(field: CommonField, facts: MachineFacts) -> str:
    if field.source == "enterprise":
        return f"{field.label}：企业资料中没有填写，请联系系统管理员补充后再提交。"
    label = facts.kind.sub_type_label if field.code == "sub_type" else field.label
    return f"{label}：必填，请补充。"


def _stored(code: str, facts: MachineFacts) -> str:
    own = {"category": facts.category, "sub_type": facts.sub_type, "owner_region_code": facts.owner_region}
    return own.get(code) or facts.common.get(code, "")


def _shape(field: CommonField, stored: str) -> Iterator[Finding]:
    if field.pattern and not re.fullmatch(field.pattern, stored):
        yield Finding("C-FORM", "error", field.path, f"{field.label}：格式不对。{field.hint}")
    number = number_of(stored) if field.error else None
    if number is None or field.error is None:
        return
    low, high = values.number_text(field.error.low), values.number_text(field.error.high)
    if number not in field.error:
        sentence = f"{field.label}：应在{low}至{high} {field.unit}之间，请核对后更正。"
        yield Finding("C-RANGE", "error", field.path, sentence)
    elif field.warn and number not in field.warn:
        sentence = (
            f"{field.label}：{values.number_text(number)} {field.unit}不常见，请核对说明书，无误则不必修改。"
        )
        yield Finding("C-USUAL", "warning", field.path, sentence)


def _sub_type(facts: MachineFacts) -> Iterator[Finding]:
    kind = facts.kind
    if facts.sub_type and facts.sub_type not in [choice.code for choice in kind.sub_types]:
        sentence = f"{kind.sub_type_label}：所选不属于{kind.label}，请重新选择。"
        yield Finding("C-SUB-TYPE", "error", "device.sub_type", sentence)


def _model(facts: MachineFacts) -> Iterator[Finding]:
    name = model_names.normalise(facts.model)
    if name and not any(re.search(pattern, name) for pattern in facts.kind.model_patterns):
        sentence = (
            f"规格型号：“{facts.model}”不像{facts.kind.label}的型号(例如 {facts.kind.model_example}),"
            "请按铭牌核对，无误则不必修改。"
        )
        yield Finding("C-MODEL", "warning", "device.model", sentence)


def _contact(facts: MachineFacts) -> Iterator[Finding]:
    phone = facts.common.get("contact_phone", "")
    if phone and not identifiers.is_phone(phone):
        sentence = "联系电话：应为11位手机号，或带区号的固定电话，请更正。"
        yield Finding("C-PHONE", "error", "device.contact_phone", sentence)


def _supervision(facts: MachineFacts) -> Iterator[Finding]:
    exempt = facts.common.get("supervision_exempt") == "true"
    if not exempt and not facts.common.get("supervision_cert_no"):
        sentence = "制造监督检验证明编号：未填写。属免监检的，请选择“免制造监督检验”并注明理由。"
        yield Finding("C-SUPERVISION", "warning", "device.supervision_cert_no", sentence)


def _archive(facts: MachineFacts) -> Iterator[Finding]:
    if facts.common.get("has_safety_archive") == "false":
        sentence = "没有完整安全技术档案的设备依法不予备案，请先补齐档案；无法补齐的，请办理注销。"
        yield Finding("C-ARCHIVE", "warning", "device.has_safety_archive", sentence, statutory="G4")


def check_owner(facts: MachineFacts, phase: Phase = "renewal") -> list[Finding]:
    """The owner is an enterprise of this city, with a valid code; the code's region only hints."""
    return [*_region(facts, phase), *_uscc(facts)]


def _region(facts: MachineFacts, phase: Phase) -> Iterator[Finding]:
    policy, path = facts.assumptions.intake_policy, "device.owner_region_code"
    if phase == "intake" and policy == "closed":
        sentence = "市网已不再受理产权备案证(旧证)入库，请到窗口咨询。"
        yield Finding("OWNER-INTAKE-CLOSED", "error", path, sentence)
    elif facts.owner_region and facts.owner_region not in facts.assumptions.renewal_region_codes:
        if phase == "intake" and policy == "open":
            return
        sentence = (
            "产权单位工商注册地非中山市，请回企业所在属地办理换证；"
            "属地换证后，等市网同步省系统数据更新设备备案号，或联系系统管理员处理。"
        )
        yield Finding("OWNER-ELSEWHERE", "error", path, sentence)


def _uscc(facts: MachineFacts) -> Iterator[Finding]:
    code, path = facts.common.get("owner_uscc", ""), "device.owner_uscc"
    if not code:
        return
    try:
        checked = uscc.check(code, waived=facts.uscc_check_waived)
    except RuleBroken as refusal:
        yield Finding(refusal.code, "error", path, refusal.message)
        return
    if facts.owner_region and uscc.differs_from_region(checked, facts.owner_region):
        sentence = "统一社会信用代码所示的登记地与企业工商注册地不一致，企业迁移过的属正常，请核对。"
        yield Finding("USCC-REGION", "warning", path, sentence)
