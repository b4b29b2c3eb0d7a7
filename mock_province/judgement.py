"""Why the province returns a renewal: decided by its content, that of the one it supersedes, and the day."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from mock_province.identity import number_key
from mock_province.numbering import LETTERS
from mock_province.years import plus_years

Content = dict[str, Any]
ENVELOPE_FIELDS = {"clientRef", "supersedes", "acceptedAt"}

# code: (label, unit, least, most). Outside these the value cannot be of a real machine.
PLAUSIBLE = {
    "rated_load_moment": ("额定起重力矩", "kN·m", 50, 1_000_000),
    "max_lifting_capacity": ("最大起重量", "kg", 1_000, 400_000),
    "max_working_radius": ("最大工作幅度", "m", 10, 120),
    "rated_load_per_cage": ("额定载重量（每笼）", "kg", 200, 20_000),
    "rated_lifting_speed": ("额定提升速度", "m/s", Decimal("0.05"), 3),
    "rated_load": ("额定起重量（每笼）", "kg", 100, 16_000),
    "max_install_height": ("最大安装高度", "m", 3, 120),
    "rated_capacity": ("额定起重量", "kg", 500, 2_000_000),
}
OLD_UNITS = {"t·m", "t", "m/min"}


def reasons_to_return(content: Content, superseded: Content | None, today: date) -> list[str]:
    """Plain sentences for the owner, in a fixed order; an empty list means that the certificate is issued."""
    device = content["device"]
    return [
        *_marked_model(device),
        *_serial_in_doubt(content, superseded),
        *_dates(device, today),
        *_previous_number(device),
        *_parameters(content["parameters"]),
    ]


def _marked_model(device: Content) -> Iterator[str]:
    if "退回" in device["model"]:
        yield f"规格型号「{device['model']}」与铭牌不一致，请按铭牌填写后重新提交"


def _serial_in_doubt(content: Content, superseded: Content | None) -> Iterator[str]:
    """A serial number that ends with -RETURN is believed at the second hand-over, if anything was changed."""
    doubtful = content["device"]["serialNo"].upper().endswith("-RETURN")
    if doubtful and (superseded is None or _substance(content) == _substance(superseded)):
        yield "出厂编号与制造单位报送的数据不一致，请核对铭牌后重新提交"


def _substance(content: Content) -> Content:
    return {name: value for name, value in content.items() if name not in ENVELOPE_FIELDS}


def _dates(device: Content, today: date) -> Iterator[str]:
    made, life = date.fromisoformat(device["manufacturedOn"]), device.get("serviceLifeYears")
    if made > today:
        yield f"出厂日期 {made} 晚于今天，请按铭牌填写后重新提交"
    elif life and today > plus_years(made, int(life)):
        yield f"设备出厂日期为 {made}，已超过使用年限 {int(life)} 年，按规定不予备案，请办理注销"


def _previous_number(device: Content) -> Iterator[str]:
    """The letter is judged only where the number has a form that is known."""
    key, given = number_key(device["previousRegistrationNo"]), device["previousRegistrationNo"]
    letter = LETTERS[device["category"]]
    old = re.fullmatch(r"[^A-Z0-9][A-Z]{1,2}([TSWGQ])\d{4,6}", key)
    if re.fullmatch(r"[^A-Z0-9][A-Z]{2}[TSWGQ]20\d{7}", key):
        yield f"备案号 {given} 已是电子证照编号，无需换证，请核对后填写旧证的备案号"
    elif old and old[1] != letter:
        yield f"原备案号 {given} 的类别代码与设备类别（应为 {letter}）不一致，请核对后重新提交"


def _parameters(parameters: list[Content]) -> Iterator[str]:
    for parameter in parameters:
        if parameter["code"] in PLAUSIBLE:
            yield from _implausible(parameter)


def _implausible(parameter: Content) -> Iterator[str]:
    label, unit, least, most = PLAUSIBLE[parameter["code"]]
    given = f"{label} {parameter['value']} {parameter['unit']}".rstrip()
    if parameter["unit"] in OLD_UNITS:
        yield f"{given} 使用了旧单位，请换算为 {unit} 后重新提交"
    elif not _between(parameter["value"], least, most):
        yield f"{given} 不在合理范围（{least} 至 {most} {unit}）内，请核对数值和单位后重新提交"


def _between(value: Any, least: Decimal | int, most: Decimal | int) -> bool:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    return number.is_finite() and least <= number <= most
