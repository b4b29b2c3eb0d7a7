"""The dry run of machines: new, to be changed, as it is, in conflict with what the register has."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from devices import values
from devices.catalogue import Catalogue
from devices.catalogue.schema import Field
from devices.checking import TWIN_SERIAL
from devices.identifiers import factory_number_key
from devices.import_words import RowVerdict
from devices.imports.judging import Judgement, remark
from devices.imports.owners import KnownFirms, Owner
from devices.models import CatalogueVersion, Device, ImportedMachine, ImportRow, RegistrationNumber
from devices.units import in_old_unit
from ground.glossary import CertificateStatus, IntakeStatus

KEYS = ("备案号", "制造单位、出厂编号")
# States in which nobody has done anything with an imported record yet.
UNTOUCHED = (CertificateStatus.AWAITING_RENEWAL, CertificateStatus.HOME_RENEWAL)
REVOKED = "备案号 {number} 的设备在市网已注销。请核对编号；确需恢复的，请企业重新办理入库。"
OTHER_OWNER = "备案号 {number} 在市网登记于“{owner}”名下，与文件中的产权单位不同，没有改动。属产权变更的，请按产权变更办理。"
OTHER_CATEGORY = "备案号 {number} 在市网的设备类别为“{held}”，与文件不同，没有改动。请核对。"
DIFFERS = "市网记录不是上次导入时的内容（由企业填报，或其后办理过业务），不会覆盖。不同之处：{differences}。"
CHANGES = "更新：{differences}。"
SAME_SERIAL = "制造单位、出厂编号与市网已登记的设备（备案号 {number}，{owner}）相同。请核对铭牌和备案号。"
OWN_DRAFT = "“{owner}”正在办理同一台设备的入库（{state}）。请由审批办审核该记录，不必导入。"
FIRM_MADE = "将新建企业“{name}”（{uscc}）。"
NO_TOWN = "其所在镇街请导入后在“企业”中补充。"
TOLD_FIELDS = 6


@dataclass(slots=True)
class Surroundings:
    """What the register has with the numbers, serials and owners of some rows."""

    catalogue: Catalogue
    firms: KnownFirms = field(default_factory=KnownFirms)
    by_number: dict[str, Device] = field(default_factory=dict)
    by_serial: dict[str, list[Device]] = field(default_factory=dict)
    written: dict[int, int] = field(default_factory=dict)

    def is_untouched(self, device: Device) -> bool:
        """Whether the record is still as an import wrote it."""
        as_written = self.written.get(device.pk) == device.revision
        return as_written and device.certificate_status in UNTOUCHED


def surroundings(rows: list[ImportRow]) -> Surroundings:
    """By five queries, however many rows."""
    found = Surroundings(CatalogueVersion.objects.in_force().catalogue)
    found.firms = KnownFirms.of(row.given["owner"] for row in rows)
    numbers = RegistrationNumber.objects.filter(key__in={row.first_key for row in rows} - {""})
    for number in numbers.select_related("device__enterprise"):
        found.by_number[number.key] = number.device
    serials = {factory_number_key(_common(row).get("factory_number", "")) for row in rows} - {""}
    same = Device.objects.filter(factory_number_key__in=serials, deleted_at__isnull=True)
    for device in same.exclude(certificate_status=CertificateStatus.REVOKED).select_related("enterprise"):
        found.by_serial.setdefault(device.factory_number_key, []).append(device)
    ids = {device.pk for device in found.by_number.values()}
    found.written = dict(
        ImportedMachine.objects.filter(device_id__in=ids).values_list("device_id", "device_revision")
    )
    return found


def judge(rows: list[ImportRow], around: Surroundings) -> list[Judgement]:
    """What is said of each row, were it the only one of its file."""
    return [_judge_one(row, around) for row in rows]


def _judge_one(row: ImportRow, around: Surroundings) -> Judgement:
    owner = around.firms.owner(row.given["owner"])
    remarks = [remark(said) for said in owner.remarks]
    if owner.waits:
        return Judgement(RowVerdict.WAITS, owner.waits, remarks)
    held = around.by_number.get(row.first_key)
    judged = _known(row, held, owner, around) if held else _new(row, owner, around)
    judged.remarks = [*remarks, *judged.remarks]
    judged.enterprise = owner.firm
    return judged


def _new(row: ImportRow, owner: Owner, around: Surroundings) -> Judgement:
    others = around.by_serial.get(factory_number_key(_common(row)["factory_number"]), [])
    for device in others:
        if _serial_key(device) != row.second_key:
            continue
        if device.intake_status == IntakeStatus.APPROVED:
            said = SAME_SERIAL.format(number=device.registration_number, owner=device.enterprise.name)
            return Judgement(RowVerdict.CONFLICT, said, device=device)
        if owner.firm and device.enterprise_id == owner.firm.pk:
            said = OWN_DRAFT.format(owner=owner.firm.name, state=device.intake.label)
            return Judgement(RowVerdict.CONFLICT, said, device=device)
    remarks = (
        [remark(TWIN_SERIAL.replace("确实相同的可以继续提交。", "确实相同的不必处理。"))]
        if any(device.intake_status == IntakeStatus.APPROVED for device in others)
        else []
    )
    said = ""
    if owner.to_make:
        said = FIRM_MADE.format(name=owner.to_make["name"], uscc=owner.to_make["uscc"])
        if not owner.to_make["town"] and owner.to_make["region"].startswith("4420"):
            said += NO_TOWN
    return Judgement(RowVerdict.ADD, said, remarks)


def _known(row: ImportRow, device: Device, owner: Owner, around: Surroundings) -> Judgement:
    number = device.registration_number
    if device.certificate_status == CertificateStatus.REVOKED:
        return Judgement(RowVerdict.CONFLICT, REVOKED.format(number=number), device=device)
    if owner.firm is None or device.enterprise_id != owner.firm.pk:
        said = OTHER_OWNER.format(number=number, owner=device.enterprise.name)
        return Judgement(RowVerdict.CONFLICT, said, device=device)
    if device.category != row.given["category"]:
        said = OTHER_CATEGORY.format(number=number, held=device.category_label)
        return Judgement(RowVerdict.CONFLICT, said, device=device)
    found = differences(device, row.given, around.catalogue)
    if not found:
        return Judgement(RowVerdict.SAME, device=device)
    told = "；".join(found[:TOLD_FIELDS]) + (f"等 {len(found)} 项" if len(found) > TOLD_FIELDS else "")
    if around.is_untouched(device):
        return Judgement(RowVerdict.CHANGE, CHANGES.format(differences=told), device=device)
    return Judgement(RowVerdict.CONFLICT, DIFFERS.format(differences=told), device=device)


def differences(device: Device, given: dict[str, Any], catalogue: Catalogue) -> list[str]:
    """Where a row gives something else than the record has, in words; what a row leaves blank differs in nothing."""
    found = []
    held = device.common_values()
    for code, value in given["common"].items():
        if code == "old_registration_number" or not value or held.get(code, "") == value:
            continue
        if not catalogue.has_common(code):
            continue
        found.append(_difference(_common_field(device, code, catalogue), held.get(code, ""), value))
    asked = {item.code: item for item in catalogue.asked(device.category, "intake")}
    for code, value in given["parameters"].items():
        held_value = (
            _in_old_unit(device.parameters.get(code, {}), asked[code].old_unit) if code in asked else None
        )
        if value and held_value is not None and held_value != value:
            found.append(_difference(in_old_unit(asked[code]), held_value, value))
    return found


def _in_old_unit(entry: dict[str, Any], unit: str) -> str | None:
    """A parameter's value as the old certificate has it; None where only the new unit's value is known."""
    if not entry.get("value") or entry.get("unit", "") == unit:
        return str(entry.get("value", ""))
    return str(entry["raw"]) if entry.get("raw") and entry.get("raw_unit", "") == unit else None


def _difference(entry: Field, held: str, wanted: str) -> str:
    before = f"“{values.display(entry, held)}”" if held else "空白"
    return f"{entry.label} 市网为{before}、文件为“{values.display(entry, wanted)}”"


def _common_field(device: Device, code: str, catalogue: Catalogue) -> Field:
    entry = catalogue.common_field(code)
    return replace(entry, choices=device.category_data.sub_types) if code == "sub_type" else entry


def _serial_key(device: Device) -> str:
    return f"{device.manufacturer_key}|{device.factory_number_key}|{device.category}"


def _common(row: ImportRow) -> dict[str, str]:
    common: dict[str, str] = row.given["common"]
    return common
