"""One written form for each kind of value: what is stored, sent and put into a workbook.

decimal and integer: digits with a point, no exponent, no idle zeros; date: 2015-06-02; boolean:
true/false; choice: its code; multi_choice: codes joined by a comma in the catalogue's order; texts:
joined by a semicolon; dimensions: 1600x1600x2800; boolean_text: no, yes, or yes:MODEL.
The empty string is "not given", for every kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from devices import unit_words
from devices.catalogue.schema import Field
from devices.typed_text import half_width, plain_text, squeeze
from ground.errors import RuleBroken

TEXT_LENGTH = 200
TRUE_WORDS = frozenset({"true", "是", "有", "yes", "y", "1", "√", "对"})
FALSE_WORDS = frozenset({"false", "否", "无", "没有", "no", "n", "0", "×", "x"})
NUMBER = re.compile(r"([+-]?[0-9]+(?:\.[0-9]*)?|[+-]?\.[0-9]+)(.*)")
GROUPED = re.compile(r"(?<![0-9])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
DAY = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?")
COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
TIMED_DAY = re.compile(r"(.{8,10}?)[ T]00:00(:00)?")
MONTH = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})月?")


class ValueRefused(RuleBroken):
    """What was typed cannot be this field's value; the sentence says what is expected."""


def parse(field: Field, text: str) -> str:
    """The stored form of what was typed; "" where nothing was typed.

    Understands full-width signs, thousands separators, the field's own unit behind the number, the
    usual ways to write a date, Chinese labels as well as codes. Raises ValueRefused otherwise.
    """
    typed = plain_text(text, multiline=field.multiline)
    if typed is None:
        raise refused(field, "VALUE-CHARACTERS", "含有表情符号或不可见的控制字符，请删除后重新填写。")
    if field.kind != "text":
        typed = half_width(typed)
    return PARSERS[field.kind](field, typed) if typed else ""


def date_precision(text: str) -> str:
    """`month` where only year and month were written, `day` otherwise."""
    return "month" if MONTH.fullmatch(squeeze(plain_text(text) or "")) else "day"


def display(field: Field, stored: str) -> str:
    """What people read: labels instead of codes, 是/否, no unit. Unknown codes show as they are."""
    if not stored:
        return ""
    return _DISPLAYS.get(field.kind, _as_is)(field, stored)


def as_province(field: Field, stored: str) -> int | float | str | bool:
    """The value as the province's payload wants it: number, text or boolean."""
    if field.kind in ("decimal", "integer"):
        number = Decimal(stored)
        return int(number) if number == number.to_integral_value() else float(number)
    return stored == "true" if field.kind == "boolean" else stored


def number_text(number: Decimal) -> str:
    """Digits with a point: no exponent, no idle zeros, no negative zero."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def refused(field: Field, code: str, problem: str) -> ValueRefused:
    """The refusal of what was typed into `field`, with the field's label before the problem."""
    return ValueRefused(code, f"{field.label}：{problem}", path=field.path)


def _number(field: Field, typed: str) -> str:
    compact = GROUPED.sub(lambda found: found.group().replace(",", ""), squeeze(typed))
    found = NUMBER.fullmatch(compact)
    if not found or (found[2] and not unit_words.is_unit(found[2], also=field.unit)):
        raise refused(field, "VALUE-NUMBER", f"应填写数字{_in_unit(field)}，例如 {_example(field)}。")
    _check_unit(field, found[2])
    return _sized(field, found[1])


def _sized(field: Field, digits: str) -> str:
    if len(digits) > 40:
        raise refused(field, "VALUE-DIGITS", f"位数过多，最多{field.digits}位数字。")
    number = Decimal(digits)
    text = number_text(number)
    whole, _, places = text.lstrip("-").partition(".")
    if len(places) > field.places:
        wanted = f"最多保留{field.places}位小数" if field.places else "应为整数"
        raise refused(field, "VALUE-PLACES", f"{wanted}，请改正。")
    if len(whole.lstrip("0")) > field.digits - field.places:
        raise refused(field, "VALUE-DIGITS", f"数值过大，整数部分最多{field.digits - field.places}位。")
    if number < 0:
        raise refused(field, "VALUE-NEGATIVE", "不能是负数。")
    return text


def _check_unit(field: Field, written: str) -> None:
    if not written or unit_words.means(written, field.unit):
        return
    if field.unit:
        raise refused(field, "VALUE-UNIT", f"单位应为{field.unit}，请换算后重填，只填数字即可。")
    raise refused(field, "VALUE-UNIT", "只填数字，不带单位。")


def _in_unit(field: Field) -> str:
    return f"(单位 {field.unit})" if field.unit else ""


def _example(field: Field) -> str:
    return number_text(field.warn.low) if field.warn else "1"


def _date(field: Field, typed: str) -> str:
    if timed := TIMED_DAY.fullmatch(typed):  # a workbook's date cell read as text
        typed = timed[1]
    compact = squeeze(typed)
    found = DAY.fullmatch(compact) or COMPACT_DAY.fullmatch(compact)
    parts = found.groups() if found else _month(field, compact)
    try:
        return date(*(int(part) for part in parts)).isoformat()
    except ValueError as fault:
        raise refused(field, "VALUE-DATE", "没有这一天，请核对年月日。") from fault


def _month(field: Field, compact: str) -> tuple[str, ...]:
    found = MONTH.fullmatch(compact)
    if found and field.month_allowed:
        return (*found.groups(), "1")
    if found:
        raise refused(field, "VALUE-DATE", "应写到年月日，例如 2015-06-02。")
    raise refused(field, "VALUE-DATE", "应填写日期，例如 2015-06-02 或 2015年6月2日。")


def _boolean(field: Field, typed: str) -> str:
    word = typed.lower()
    if word in TRUE_WORDS:
        return "true"
    if word in FALSE_WORDS:
        return "false"
    raise refused(field, "VALUE-BOOLEAN", "应填写“是”或“否”。")


def _choice(field: Field, typed: str) -> str:
    wanted = squeeze(typed).lower()
    for choice in field.choices:
        words = (choice.code, choice.label, *choice.aliases)
        if wanted in (squeeze(plain_text(word) or "").lower() for word in words):
            return choice.code
    labels = "、".join(choice.label for choice in field.choices[:8])
    more = "等" if len(field.choices) > 8 else ""
    raise refused(field, "VALUE-CHOICE", f"应从下列各项中选择：{labels}{more}。")


def _multi_choice(field: Field, typed: str) -> str:
    chosen = {_choice(field, part) for part in re.split(r"[,;、/+|]", typed) if part.strip()}
    return ",".join(choice.code for choice in field.choices if choice.code in chosen)


def _text(field: Field, typed: str) -> str:
    limit = field.max_length or TEXT_LENGTH
    typed = squeeze(typed) if field.code_like else typed
    if len(typed) > limit:
        raise refused(field, "VALUE-LENGTH", f"最多{limit}个字，现有{len(typed)}个字。")
    return typed


def _texts(field: Field, typed: str) -> str:
    parts = [part.strip() for part in re.split(r"[;,、\n]", typed) if part.strip()]
    if len(parts) > 8:
        raise refused(field, "VALUE-LENGTH", "最多填写8个编号。")
    return ";".join(_text(field, part) for part in dict.fromkeys(parts))


def _boolean_text(field: Field, typed: str) -> str:
    head, _, model = typed.partition(":")
    if not model and typed[:1] in ("有", "是") and len(typed) > 1:
        head, model = typed[0], typed[1:].strip(" ,;()")
    if _boolean(field, head.strip()) == "false":
        return "no"
    model = _text(field, model.strip())
    return f"yes:{model}" if model else "yes"


def _dimensions(field: Field, typed: str) -> str:
    compact = GROUPED.sub(lambda found: found.group().replace(",", ""), squeeze(typed))
    unit = re.search(r"(?<=[0-9])([^0-9.x×*X]+)$", compact)
    if unit:
        _check_unit(field, unit[1])
        compact = compact[: unit.start()]
    parts = re.split(r"[x×*X]", compact)
    if len(parts) != 3 or not all(NUMBER.fullmatch(part) for part in parts):
        raise refused(
            field, "VALUE-DIMENSIONS", f"应填写宽×深×高三个数{_in_unit(field)}，例如 800×800×1508。"
        )
    return "x".join(_number(field, part) for part in parts)


PARSERS: dict[str, Callable[[Field, str], str]] = {
    "decimal": _number,
    "integer": _number,
    "choice": _choice,
    "multi_choice": _multi_choice,
    "text": _text,
    "texts": _texts,
    "date": _date,
    "boolean": _boolean,
    "boolean_text": _boolean_text,
    "dimensions": _dimensions,
}


def _as_is(_field: Field, stored: str) -> str:
    return stored


def _show_boolean_text(_field: Field, stored: str) -> str:
    head, _, model = stored.partition(":")
    word = "有" if head == "yes" else "无"
    return f"{word}：{model}" if model else word


def _show_choices(field: Field, stored: str) -> str:
    return "、".join(field.choice_label(code) for code in stored.split(","))


_DISPLAYS: dict[str, Callable[[Field, str], str]] = {
    "choice": lambda field, stored: field.choice_label(stored),
    "multi_choice": _show_choices,
    "boolean": lambda _field, stored: "是" if stored == "true" else "否",
    "boolean_text": _show_boolean_text,
    "dimensions": lambda _field, stored: stored.replace("x", "×"),
}
