"""What stands below a field of the 证件换发申请表: remark, findings, conversions, same-model values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devices import assumptions, values
from devices.catalogue import Parameter
from devices.findings import Finding
from devices.units import Evidence, convert_old, factor_of
from ground.glossary import Provenance
from renewals.models import RenewalApplication
from renewals.same_model import Offer

UNSETTLED = frozenset({"already_new", "undecided"})


@dataclass(frozen=True, slots=True)
class Button:
    """A value that one click puts into the field: its stored form, and the button's words."""

    value: str
    label: str
    same_model: bool = False


@dataclass(slots=True)
class FieldHints:
    """One field's hints: `said` are (tone, sentence); `changed` says 已修改 since the last submission."""

    path: str
    remark: str = ""
    changed: bool = False
    said: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


def field_hints(
    path: str, found: Iterable[Finding], remarks: Mapping[str, str], changed: frozenset[str]
) -> FieldHints:
    """The hints of any field: what the rules, the reviewer and the last submission say of it."""
    hints = FieldHints(path, remarks.get(path, ""), path in changed)
    for finding in found:
        hints.said.append(("bad" if finding.blocks else "warn", finding.sentence))
        if finding.suggestion:
            hints.buttons.append(Button(finding.suggestion.value, finding.suggestion.label))
    return hints


def add_parameter_hints(
    hints: FieldHints, renewal: RenewalApplication, parameter: Parameter, offer: Offer | None
) -> None:
    """Add what only parameters have: how the old value was converted, and same-model values."""
    entry = renewal.parameters.get(parameter.code, {})
    if entry.get("outcome") in UNSETTLED:
        _add_unsettled(hints, renewal, parameter, entry)
    elif entry.get("provenance") == Provenance.CONVERTED:
        hints.said.append(("ok", _factor_words(parameter)))
    if offer:
        _add_offer(hints, parameter, offer, entry.get("value", ""))


def _add_unsettled(
    hints: FieldHints, renewal: RenewalApplication, parameter: Parameter, entry: Mapping[str, Any]
) -> None:
    candidates = _candidates(renewal, parameter, entry.get("raw", ""))
    if entry.get("value") in candidates:  # the clerk has chosen
        return
    hints.said.append(("warn", entry["note"]))
    for value in candidates:
        hints.buttons.append(Button(value, f"填入 {values.display(parameter, value)} {parameter.unit}"))


def _candidates(renewal: RenewalApplication, parameter: Parameter, raw: str) -> tuple[str, ...]:
    """Both readings of an old value that nothing decides; none where it is settled."""
    evidence = Evidence(renewal.category, renewal.device.model, renewal.raw_values())
    try:
        done = convert_old(parameter, raw, evidence=evidence, assumptions=assumptions.current())
    except values.ValueRefused:
        return ()
    return done.candidates


def _add_offer(hints: FieldHints, parameter: Parameter, offer: Offer, present: str) -> None:
    if present and present == offer.value:
        return
    if words := offer.words(parameter):
        hints.said.append(("", words))
    if offer.value:
        shown = f"{values.display(parameter, offer.value)} {parameter.unit}".strip()
        hints.buttons.append(Button(offer.value, f"采用 {shown}", same_model=True))


def _factor_words(parameter: Parameter) -> str:
    factor = factor_of(parameter, assumptions.current())
    nominal = "(名义值)" if parameter.old_unit == "t·m" else ""
    if factor.numerator == 1 and factor.denominator > 1:
        return f"已按 1 {parameter.new_unit} = {factor.denominator} {parameter.old_unit} 换算"
    return f"已按 1 {parameter.old_unit} = {factor} {parameter.new_unit}{nominal} 换算"
