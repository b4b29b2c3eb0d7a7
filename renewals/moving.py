"""From one catalogue version to the next: what becomes of a draft's parameters, and what its firm is told.

Pure: entries and catalogues in, entries and lines out. Nothing that was typed is dropped without a line that
says what it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from devices.assumptions import Assumptions
from devices.catalogue import Catalogue, Category, Parameter
from devices.catalogue.differences import COMMON, NONE, Difference, differences
from devices.units import factor_of, scaled
from devices.values import display
from ground.glossary import Provenance
from renewals.carrying import Entries

OWN = ("value", "unit", "provenance")
CHOSEN = ("choice", "multi_choice")
NOT_TOLD = frozenset({"排序", "小数位数", "总位数"})


@dataclass(frozen=True, slots=True)
class Told:
    """One line for the firm: the field, its label, and what changed."""

    path: str
    label: str
    text: str


def moved_entries(
    entries: Entries, fresh: Entries, *, old: Category, new: Category, assumptions: Assumptions
) -> tuple[Entries, list[Told]]:
    """A draft's parameters under the new version, and what happened to values that were filled in.

    `fresh` is the record carried over anew: what nobody typed is taken from there.
    """
    former = {parameter.code: parameter for parameter in old.parameters}
    moved: Entries = {}
    told: list[Told] = []
    for parameter in new.parameters:
        kept, anew = entries.get(parameter.code, {}), fresh.get(parameter.code, {})
        was = former.get(parameter.code)
        if was is None:
            entry, said = anew, ""
        elif _same_units(was, parameter):
            entry, said = _chosen(was, parameter, kept)
        else:
            entry, said = _converted(was, parameter, kept, anew, assumptions)
        if entry:
            moved[parameter.code] = {**entry, "unit": parameter.unit}
        if said:
            told.append(Told(parameter.path, parameter.label, said))
    for code, was in former.items():
        if not new.has_parameter(code) and (value := entries.get(code, {}).get("value")):
            told.append(Told(was.path, was.label, f"不再填写，原填 {_shown(was, value)}。"))
    return moved, told


def told_changes(old: Catalogue, new: Catalogue, category: str) -> list[Told]:
    """What is asked otherwise of a renewal of this category, whatever was filled in."""
    labels = {new.category(category).label, old.category(category).label}
    lines = [line for line in differences(old, new) if _concerns(line, labels, new, category)]
    other_unit = {line.path for line in lines if line.what == "新单位"}
    lines = [line for line in lines if line.what != "换算系数" or line.path not in other_unit]
    return [Told(line.path, line.entry, _said(line)) for line in lines]


def _said(line: Difference) -> str:
    if line.what == "参数" and line.before == NONE:
        return f"新增填写项({line.after.removeprefix('启用：')})。"
    return f"{line.what}由“{line.before}”改为“{line.after}”。"


def _concerns(line: Difference, labels: set[str], new: Catalogue, category: str) -> bool:
    if line.what in NOT_TOLD:
        return False
    if line.where == "附件":
        return line.what in ("换证", f"换证 · {new.category(category).label}")
    return line.where in labels or line.where == COMMON


def _same_units(was: Parameter, now: Parameter) -> bool:
    return (was.unit, was.old_unit, was.factor) == (now.unit, now.old_unit, now.factor)


def _chosen(was: Parameter, now: Parameter, kept: dict[str, str]) -> tuple[dict[str, str], str]:
    """The entry as it was, unless it names a choice that there is no more."""
    value = kept.get("value") or ""
    known = {choice.code for choice in now.choices}
    if not value or now.kind not in CHOSEN or {*value.split(",")} <= known:
        return kept, ""
    return {**kept, "value": "", "provenance": ""}, f"原选“{_shown(was, value)}”已不在选项中，请重新选择。"


def _converted(
    was: Parameter, now: Parameter, kept: dict[str, str], anew: dict[str, str], assumptions: Assumptions
) -> tuple[dict[str, str], str]:
    """What was converted is so anew; what was typed follows its unit, or is told and left to be typed again."""
    value = kept.get("value") or ""
    if value in ("", kept.get("converted") or ""):
        return anew or kept, ""
    own = {name: kept[name] for name in OWN if name in kept}
    if was.unit == now.unit:
        return {**anew, **own}, ""
    if was.old_unit == now.old_unit and (number := _scaled(was, now, value, assumptions)):
        said = f"原填 {_shown(was, value)} 已换算为 {_shown(now, number)}，请核对。"
        return {**anew, **own, "value": number, "provenance": Provenance.CONVERTED}, said
    return {
        **anew,
        "value": "",
        "provenance": "",
    }, f"原填 {_shown(was, value)}，单位已变，请按新单位重新填写。"


def _scaled(was: Parameter, now: Parameter, value: str, assumptions: Assumptions) -> str:
    ratio: Fraction = factor_of(now, assumptions) / factor_of(was, assumptions)
    try:
        return scaled(now, [Decimal(part) for part in value.split("x")], ratio)
    except InvalidOperation:
        return ""


def _shown(parameter: Parameter, value: str) -> str:
    return f"{display(parameter, value)} {parameter.unit}".strip()
