"""How programs write a cell that people mean otherwise: days as serial numbers, codes as numbers, codes that lost digits. Pure."""

from __future__ import annotations

import datetime as dt
import re

from devices.catalogue.schema import Field
from devices.typed_text import squeeze
from ground.errors import RuleBroken

# Days as spreadsheets count them: 1 is 1900-01-01, with a day too many before March 1900.
EPOCH = dt.date(1899, 12, 30)
SERIAL = re.compile(r"([2-6][0-9]{4})(?:\.0+)?")
WHOLE = re.compile(r"([0-9]{2,14})\.0")
LOST = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]{1,3}")
READ_AS_DAY = "“{typed}”按表格软件的日期序号读作 {day}，请核对。"
READ_WHOLE = "“{typed}”读作“{text}”(表格软件把编号当作小数)，请核对。"
DIGITS_LOST = "“{typed}”是科学计数法，后面的数字已丢失。请在原表中把这一列设为“文本”格式，重新填写后再导入。"


def as_meant(field: Field, typed: str) -> tuple[str, str]:
    """The text as people mean it, and a remark where it was read otherwise than it is written, else "".

    Raises RuleBroken where digits of a code are lost.
    """
    is_code = field.kind == "text" and field.code_like
    if field.kind != "date" and not is_code:
        return typed, ""
    plain = squeeze(typed)
    if field.kind == "date" and (found := SERIAL.fullmatch(plain)):
        day = (EPOCH + dt.timedelta(days=int(found[1]))).isoformat()
        return day, READ_AS_DAY.format(typed=plain, day=day)
    if is_code and LOST.fullmatch(plain):
        raise RuleBroken("code_lost", DIGITS_LOST.format(typed=plain))
    if is_code and (found := WHOLE.fullmatch(plain)):
        return found[1], READ_WHOLE.format(typed=plain, text=found[1])
    return typed, ""
