"""From the JSON of a machine's record to what the services take: the same parser, units and sentences as the form's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from accounts.models import User
from api.problems import Problem
from devices import unit_words, values
from devices.catalogue import CommonField, Field, Phase
from devices.forms import asked_common, asked_parameters
from devices.models import MachineRecord
from devices.recording import RecordInput
from documents.models import Attachment, SubjectKind
from documents.staging import Staged, unsign_staged
from ground.errors import RuleBroken

UNREADABLE = "有 {count} 项内容无法识别，没有保存。请按 errors 中的提示修改后重新提交。"
NOT_ASKED = "没有“{kind}”这种资料，或此类设备、此环节不需要。资料种类见参数目录接口。"
UNKNOWN = "没有这个字段，或此类设备、此环节不填写它。字段清单见参数目录接口。"
NOT_A_VALUE = '应为文字、数字、true/false 或 null；带单位时写作 {{"value": "630", "unit": "{unit}"}}。'
OTHER_UNIT = "单位应为“{unit}”，现给出的是“{given}”。请换算后重新提交。"
NOT_HELD = "本记录没有编号为 {pk} 的附件。"
Faults = list[dict[str, str]]


def read_record(record: MachineRecord, data: Mapping[str, Any], *, phase: Phase, user: User) -> RecordInput:
    """What `data` (keys `device`, `parameters`, `attachments`, `removed_attachments`) says of the record, over what it holds.

    A field that is not named stays as it is, null or "" empties it. Raises Problem(422) with every field that cannot be read.
    """
    given, faults = read_leniently(record, data, phase=phase, user=user)
    if faults:
        raise Problem(422, "invalid", UNREADABLE.format(count=len(faults)), errors=faults)
    return given


def read_leniently(
    record: MachineRecord, data: Mapping[str, Any], *, phase: Phase, user: User
) -> tuple[RecordInput, Faults]:
    """What can be read, as `read_record` does, and the faults: for a check that keeps nothing."""
    faults: Faults = []
    common = _common(record, data.get("device") or {}, phase, faults)
    parameters = _parameters(record, data.get("parameters") or {}, phase, faults)
    staged = read_staged(data.get("attachments") or [], user, asked_kinds(record, phase), faults)
    removed = _removed(record, data.get("removed_attachments") or [], faults)
    return RecordInput(common=common, parameters=parameters, staged=staged, removed=removed), faults


def _common(record: MachineRecord, given: Mapping[str, Any], phase: Phase, faults: Faults) -> dict[str, str]:
    known = {entry.code: entry for entry in asked_common(record.catalogue, phase)}
    read: dict[str, str] = {}
    for code, value in given.items():
        entry = known.get(code)
        if entry is None:
            faults.append(_fault("unknown_field", UNKNOWN, f"device.{code}"))
            continue
        read |= _one(_with_choices(entry, record), value, faults)
    if "manufacture_date" in read:
        typed = given["manufacture_date"]
        typed = typed["value"] if isinstance(typed, Mapping) else typed
        read["manufacture_date_precision"] = values.date_precision(str(typed)) if typed else ""
    return read


def _parameters(
    record: MachineRecord, given: Mapping[str, Any], phase: Phase, faults: Faults
) -> dict[str, str]:
    known = {entry.code: entry for entry in asked_parameters(record.catalogue, record.category, phase)}
    read = {code: value for code, value in record.parameter_values().items() if code in known}
    for code, value in given.items():
        entry = known.get(code)
        if entry is None:
            faults.append(_fault("unknown_field", UNKNOWN, f"parameters.{code}"))
            continue
        read |= _one(entry, value, faults)
    return read


def _one(entry: Field, value: Any, faults: Faults) -> dict[str, str]:
    """The stored form by code; nothing, and a fault, where it cannot be read."""
    unit = entry.unit
    if isinstance(value, Mapping) and "value" in value:
        unit, value = str(value.get("unit") or entry.unit), value.get("value")
        if unit != entry.unit and not unit_words.means(unit, entry.unit):
            wanted = OTHER_UNIT.format(unit=entry.unit or "无", given=unit[:20])
            faults.append(_fault("VALUE-UNIT", wanted, entry.path))
            return {}
    typed = _as_text(value)
    if typed is None:
        faults.append(_fault("not_a_value", NOT_A_VALUE.format(unit=entry.unit), entry.path))
        return {}
    try:
        return {entry.code: values.parse(entry, typed)}
    except RuleBroken as refusal:
        faults.append(_fault(refusal.code, refusal.message, entry.path))
        return {}


def _as_text(value: Any) -> str | None:
    """What a person would have typed; None for what is no single value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    return None


def read_staged(
    given: Sequence[Mapping[str, Any]], user: User, kinds: frozenset[str], faults: Faults
) -> tuple[Staged, ...]:
    """The files that tokens name, each as one of `kinds`; what is none is added to `faults`."""
    taken = []
    for place, item in enumerate(given):
        if item["kind"] not in kinds:
            said = NOT_ASKED.format(kind=item["kind"])
            faults.append(_fault("unknown_kind", said, f"attachments[{place}]"))
            continue
        try:
            taken.append(replace(unsign_staged(item["token"], user), kind=item["kind"]))
        except RuleBroken as refusal:
            faults.append(_fault(refusal.code, refusal.message, f"attachments[{place}]"))
    return tuple(taken)


def read_paper(given: Mapping[str, Any], user: User, kinds: frozenset[str]) -> tuple[Staged, ...]:
    """The one file that a body of `kind` and `token` names. Raises Problem(422) at either."""
    faults: Faults = []
    staged = read_staged([given], user, kinds, faults)
    for fault in faults:
        told = _fault(fault["code"], fault["detail"], "kind" if fault["code"] == "unknown_kind" else "token")
        raise Problem(422, "invalid", UNREADABLE.format(count=1), errors=[told])
    return staged


def asked_kinds(record: MachineRecord, phase: Phase) -> frozenset[str]:
    """The kinds of papers that a phase takes for the record."""
    asked = record.catalogue.attachment_requirements(phase, record.category)
    return frozenset(paper.kind.code for paper in asked)


def _removed(record: MachineRecord, given: list[int], faults: Faults) -> frozenset[int]:
    if not given:
        return frozenset()
    held = set(Attachment.objects.of(*papers_at(record)).filter(pk__in=given).values_list("pk", flat=True))
    for pk in given:
        if pk not in held:
            faults.append(_fault("unknown_attachment", NOT_HELD.format(pk=pk), "removed_attachments"))
    return frozenset(held)


def papers_at(record: MachineRecord) -> tuple[SubjectKind, int]:
    """Where the papers of a record are: a renewal that is not kept yet has those of its machine."""
    if record._meta.model_name == "device":
        return SubjectKind.DEVICE, record.pk or 0
    return (SubjectKind.RENEWAL, record.pk) if record.pk else (SubjectKind.DEVICE, record.device_id)  # type: ignore[attr-defined]


def _with_choices(entry: CommonField, record: MachineRecord) -> CommonField:
    if entry.code != "sub_type":
        return entry
    return replace(entry, choices=record.category_data.sub_types)


def _fault(code: str, detail: str, path: str) -> dict[str, str]:
    return {"code": code, "detail": detail, "path": path}
