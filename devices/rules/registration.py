"""The old registration number: its form, its category letter, its city."""

from __future__ import annotations

from collections.abc import Iterator

from devices import numbers
from devices.catalogue.schema import Phase, Severity
from devices.findings import Finding
from devices.rules.facts import MachineFacts

PATH = "device.old_registration_number"


def check_registration_number(facts: MachineFacts, phase: Phase = "renewal") -> list[Finding]:
    """Whether the number is that of an old certificate of this category and city."""
    text = facts.common.get("old_registration_number", "")
    if not text.strip():
        return []
    try:
        number = numbers.parse(text, facts.assumptions)
    except numbers.NumberRefused as refusal:
        return [Finding(refusal.code, "error", PATH, refusal.message)]
    return [*_form(number, facts), *_letter(number, facts), *_kind(number, phase), *_city(number, facts)]


def _strictness(facts: MachineFacts) -> Severity:
    return "error" if facts.assumptions.regno_old_strict else "warning"


def _form(number: numbers.RegistrationNumber, facts: MachineFacts) -> Iterator[Finding]:
    if number.kind == "unrecognised":
        severity = _strictness(facts)
        sentence = f"原备案号：“{number.text}”与常见格式(例如 粤T-T01234)不符，请对照旧证核对。"
        yield Finding("N-FORM", severity, PATH, sentence)


def _letter(number: numbers.RegistrationNumber, facts: MachineFacts) -> Iterator[Finding]:
    letter = number.category_letter
    if not letter or letter == facts.kind.letter:
        return
    named = facts.catalogue.category_by_letter(letter)
    sentence = (
        f"原备案号：类别字母{letter}表示{named.label if named else '其他类别'}，"
        f"与所选的{facts.kind.label}({facts.kind.letter})不一致，请核对编号和设备类别。"
    )
    yield Finding("N-LETTER", "error", PATH, sentence)


def _kind(number: numbers.RegistrationNumber, phase: Phase) -> Iterator[Finding]:
    if phase == "intake" and number.kind == "electronic":
        sentence = "原备案号：这是电子证照的新备案号，不能按旧证入库，请办理“备案号更新申请”。"
        yield Finding("N-ELECTRONIC", "error", PATH, sentence)


def _city(number: numbers.RegistrationNumber, facts: MachineFacts) -> Iterator[Finding]:
    local = facts.owner_region in facts.assumptions.renewal_region_codes
    if number.kind == "old" and local and not number.is_zhongshan:
        severity = _strictness(facts)
        sentence = "原备案号：旧证非中山核发，需先办理属地注销或迁入，请核对旧证。"
        yield Finding("N-ELSEWHERE", severity, PATH, sentence)
