"""The order of a machine's days: made, bought, registered, assessed; and the licence it was made under."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from devices import identifiers
from devices.findings import Finding
from devices.rules.facts import MachineFacts

EARLIEST = date(1980, 1, 1)


def check_dates(facts: MachineFacts) -> list[Finding]:
    """made ≤ bought ≤ registered ≤ today; a second-hand machine may be bought after it was registered."""
    return [*_made(facts), *_bought(facts), *_registered(facts), *_assessed(facts)]


def _made(facts: MachineFacts) -> Iterator[Finding]:
    made, path = facts.day("manufacture_date"), "device.manufacture_date"
    if made and made > facts.today:
        yield Finding("D-FUTURE", "error", path, "出厂日期：不能晚于今天，请按铭牌更正。")
    if made and made < EARLIEST:
        yield Finding("D-TOO-EARLY", "error", path, "出厂日期：不能早于1980年1月1日，请按铭牌更正。")


def _bought(facts: MachineFacts) -> Iterator[Finding]:
    bought, made, path = facts.day("purchase_date"), facts.day("manufacture_date"), "device.purchase_date"
    if bought and bought > facts.today:
        yield Finding("D-FUTURE", "error", path, "购置日期：不能晚于今天，请核对发票后更正。")
    if bought and made and bought < made:
        yield Finding("D-ORDER", "error", path, "购置日期：不能早于出厂日期，请核对发票和铭牌后更正。")


def _registered(facts: MachineFacts) -> Iterator[Finding]:
    registered, path = facts.day("old_registration_date"), "device.old_registration_date"
    made, bought = facts.day("manufacture_date"), facts.day("purchase_date")
    if registered and registered > facts.today:
        yield Finding("D-FUTURE", "error", path, "原备案日期：不能晚于今天，请按旧证更正。")
    if registered and made and registered < made:
        yield Finding("D-ORDER", "error", path, "原备案日期：不能早于出厂日期，请按旧证和铭牌更正。")
    elif registered and bought and registered < bought:
        yield _registered_before_bought(facts, path)


def _registered_before_bought(facts: MachineFacts, path: str) -> Finding:
    if facts.common.get("is_second_hand") == "true":
        sentence = "原备案日期：早于购置日期。二手设备可能如此，请核对旧证是否为本单位名下。"
        return Finding("D-ORDER", "warning", path, sentence)
    sentence = "原备案日期：不能早于购置日期，请更正；二手或变更取得的设备，请在“是否二手或变更取得”选“是”。"
    return Finding("D-ORDER", "error", path, sentence)


def _assessed(facts: MachineFacts) -> Iterator[Finding]:
    assessed, made = facts.day("assessment_date"), facts.day("manufacture_date")
    until = facts.day("assessment_valid_until")
    if assessed and (assessed > facts.today or (made and assessed < made)):
        sentence = "安全评估日期：应在出厂日期之后、今天之前，请按评估报告更正。"
        yield Finding("D-ORDER", "error", "device.assessment_date", sentence)
    if assessed and until and until < assessed:
        sentence = "安全评估有效期至：不能早于评估日期，请按评估报告更正。"
        yield Finding("D-ORDER", "error", "device.assessment_valid_until", sentence)


def check_licence(facts: MachineFacts) -> list[Finding]:
    """The manufacturing licence: given (or its lack explained), well-formed, in force when made."""
    number, made = facts.common.get("license_number", ""), facts.day("manufacture_date")
    if not number:
        return _no_licence(facts, made)
    if not identifiers.is_licence_number(number):
        sentence = (
            f"制造许可证号：“{number}”与常见格式(例如 TS2444123-2025、XK21-006-00159)不符，请按许可证核对。"
        )
        return [Finding("R-LIC-00", "warning", "device.license_number", sentence)]
    ends = identifiers.licence_end_year(number)
    last = facts.assumptions.licence_valid_years
    if made and ends and not made.year <= ends <= made.year + last:
        sentence = (
            f"制造许可证号：许可证{ends}年到期，与{made.year}年出厂不相符"
            f"(应在{made.year}至{made.year + last}年之间)，请核对许可证。"
        )
        return [Finding("R-LIC-01", "warning", "device.license_number", sentence)]
    return []


def _no_licence(facts: MachineFacts, made: date | None) -> list[Finding]:
    since = facts.assumptions.licence_required_since
    if made and made.year < since:
        if facts.common.get("license_missing_reason"):
            return []
        sentence = f"无制造许可证的说明：{since}年以前出厂、没有许可证号的设备，请写明原因。"
        return [Finding("C-REQUIRED", "error", "device.license_missing_reason", sentence)]
    sentence = "制造许可证号：必填，请按铭牌或许可证填写。"
    return [Finding("C-REQUIRED", "error", "device.license_number", sentence)]
