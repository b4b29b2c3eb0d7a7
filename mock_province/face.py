"""What stands on a certificate: the same face for the file and for the public page."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings

from mock_province.models import Category
from mock_province.numbering import OID_ROOT, certificate_no
from mock_province.years import plus_years

Face = dict[str, Any]
NONE = "—"
LONGEST_VALUE = 16  # characters
# The two to four parameters that name a machine's size, by category.
MAIN_PARAMETERS = {
    Category.TOWER_CRANE: {
        "rated_load_moment": "额定起重力矩",
        "max_lifting_capacity": "最大起重量",
        "max_working_radius": "最大工作幅度",
        "max_freestanding_height": "最大独立起升高度",
    },
    Category.CONSTRUCTION_HOIST: {
        "cage_count": "吊笼数",
        "rated_load_per_cage": "额定载重量（每笼）",
        "rated_lifting_speed": "额定提升速度",
        "max_lifting_height": "最大提升高度",
    },
    Category.MATERIAL_HOIST: {
        "cage_count": "吊笼数",
        "rated_load": "额定起重量（每笼）",
        "rated_lifting_speed": "额定提升速度",
        "max_install_height": "最大安装高度",
    },
    Category.OTHER: {
        "rated_capacity": "额定起重量",
        "span": "跨度",
        "lifting_height": "起升高度",
        "hoisting_speed": "起升速度",
    },
}


def face_of(content: dict[str, Any], registration_no: str, issuer: str, issued_on: date) -> Face:
    """Labels and texts in the order of the certificate; `wide` rows take a whole line."""
    device, owner = content["device"], content["owner"]
    number = certificate_no(registration_no)
    return {
        "registrationNo": registration_no,
        "certificateNo": number,
        "certificateId": OID_ROOT + number,
        "verifyUrl": f"{settings.PUBLIC_URL}/verify/{number}",
        "issuer": issuer,
        "issuedOn": chinese_day(issued_on),
        "rows": _rows(device, owner),
        "parameters": _main_parameters(device["category"], content["parameters"]),
    }


def _rows(device: dict[str, Any], owner: dict[str, Any]) -> list[dict[str, Any]]:
    category = Category(device["category"]).label
    return [
        _row("产权单位", owner["name"], wide=True),
        _row("统一社会信用代码", owner["uscc"], wide=True),
        _row("设备名称", device.get("name") or category),
        _row("设备类别", category),
        _row("规格型号", device["model"]),
        _row("出厂编号", device["serialNo"]),
        _row("制造单位", device["manufacturer"], wide=True),
        _row("制造许可证编号", device.get("licenseNo")),
        _row("出厂日期", _day(device["manufacturedOn"])),
        _row("使用年限", _life(device)),
        _row("首次备案日期", _day(device.get("firstRegisteredOn"))),
        _row("原备案编号", device["previousRegistrationNo"]),
        _row("证书状态", "有效"),
    ]


def _row(label: str, value: str | None, *, wide: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value or NONE, "wide": wide}


def _life(device: dict[str, Any]) -> str | None:
    years = device.get("serviceLifeYears")
    if not years:
        return None
    until = plus_years(date.fromisoformat(device["manufacturedOn"]), int(years))
    return f"{int(years)} 年（至 {until}）"


def _main_parameters(category: str, parameters: list[dict[str, Any]]) -> list[dict[str, str]]:
    given = {p["code"]: p for p in parameters}
    labels = MAIN_PARAMETERS[Category(category)]
    return [{"label": labels[c], "value": _quantity(given[c])} for c in labels if c in given]


def _quantity(parameter: dict[str, Any]) -> str:
    return f"{_number(parameter['value'])} {parameter['unit']}".rstrip()


def _number(value: Any) -> str:
    """800.0 as 800, 0.600 as 0.6; what is no number, or too long for its cell, as it came, cut off."""
    text = str(value)[:LONGEST_VALUE]
    try:
        number = Decimal(text).normalize()
    except InvalidOperation:
        return text
    return f"{number:f}" if abs(number.adjusted()) < LONGEST_VALUE else text


def _day(iso: str | None) -> str | None:
    return chinese_day(date.fromisoformat(iso)) if iso else None


def chinese_day(day: date) -> str:
    """2026年6月1日."""
    return f"{day.year}年{day.month}月{day.day}日"
