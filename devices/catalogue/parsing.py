"""From plain entries to the catalogue's shapes, refusing whatever contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, get_args

from devices.catalogue.consistency import check_fields
from devices.catalogue.entries import Entry, unique
from devices.catalogue.papers import AttachmentRequirement
from devices.catalogue.schema import (
    Category,
    Choice,
    CommonField,
    CrossRule,
    Data,
    Group,
    Kind,
    Level,
    Parameter,
    Requirement,
    Severity,
)
from devices.catalogue.version import AgeRule, Catalogue, EliminatedModel, Township

TOP = (
    "version", "title", "effective_on", "groups", "choices", "categories", "common_groups",
    "common_fields", "attachments", "provinces", "cities", "townships", "age_rules", "eliminated_models",
)  # fmt: skip
FIELD = (
    "code", "label", "kind", "required", "group", "unit", "digits", "places", "max_length", "pattern",
    "hint", "choices", "warn", "error", "added", "when", "synonyms", "month_allowed", "code_like",
    "multiline",
)  # fmt: skip
PARAMETER = (*FIELD, "old_unit", "factor", "rule_factor", "off")
COMMON = (*FIELD, "source", "fixed_in_renewal", "off")
CATEGORY = (
    "code", "letter", "label", "province_code", "enabled", "sub_type_label", "sub_types",
    "model_patterns", "model_example", "parameters", "cross_rules", "face_parameters",
)  # fmt: skip
CROSS = ("code", "check", "terms", "severity", "sentence", "factor", "offset", "tolerance")
PAPER = ("code", "label", "hint", "levels", "standing", "when", "missing", "needs")
AGE = ("category", "sub_types", "moment_below", "years", "assumption", "valid_years")
ELIMINATED = ("pattern", "category", "basis", "severity")
KINDS: tuple[Kind, ...] = get_args(Kind)
REQUIREMENTS: tuple[Requirement, ...] = get_args(Requirement)
LEVELS: tuple[Level, ...] = get_args(Level)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
Lists = Mapping[str, tuple[Choice, ...]]


def catalogue(data: Data, *, source: str, digest: str) -> Catalogue:
    """The catalogue of merged entries; CatalogueError names the entry that is wrong."""
    top = Entry("catalogue", data, TOP)
    named = Entry("choices", data.get("choices", {}), data.get("choices", {}))
    lists = {name: named.choices(name) for name in named.data}
    groups = tuple(Group(*pair) for pair in top.pairs("groups"))
    common_groups = tuple(Group(*pair) for pair in top.pairs("common_groups"))
    categories = top.each("categories", CATEGORY, partial(_category, lists=lists, groups=groups))
    townships = top.each("townships", ("code", "name", "aliases"), _township)
    lists |= _derived_lists(categories, townships)
    off = _switched_off(top, "common_fields")
    every = top.each("common_fields", COMMON, partial(_common_field, lists=lists))
    common = tuple(field for field in every if field.code not in off)
    check_fields(top, common, {group.code for group in common_groups})
    found = Catalogue(
        version=top.text("version"),
        title=top.text("title"),
        effective_on=top.iso_date("effective_on"),
        digest=digest,
        source=source,
        groups=groups,
        categories=categories,
        common_groups=common_groups,
        common_fields=common,
        attachments=top.each("attachments", PAPER, _attachment),
        provinces=top.text("provinces"),
        cities=top.pairs("cities"),
        townships=townships,
        age_rules=top.each("age_rules", AGE, _age_rule),
        eliminated_models=top.each("eliminated_models", ELIMINATED, _eliminated),
    )
    unique("catalogue", "设备类别", [item.code for item in found.categories])
    unique("catalogue", "类别字母", [item.letter for item in found.categories])
    unique("catalogue", "附件", [item.code for item in found.attachments])
    return found


def _field(entry: Entry, lists: Lists) -> dict[str, Any]:
    kind = entry.one_of("kind", KINDS)
    return {
        "code": entry.code(),
        "label": entry.text("label"),
        "kind": kind,
        "required": entry.one_of("required", REQUIREMENTS, "optional"),
        "group": entry.text("group"),
        "digits": entry.whole("digits"),
        "places": entry.whole("places"),
        "max_length": entry.whole("max_length"),
        "pattern": entry.pattern("pattern"),
        "hint": entry.text("hint", ""),
        "choices": _choices(entry, lists),
        "warn": entry.range("warn"),
        "error": entry.range("error"),
        "added": entry.flag("added"),
        "when": entry.condition("when"),
        "synonyms": entry.texts("synonyms"),
        "month_allowed": entry.flag("month_allowed"),
        "code_like": entry.flag("code_like"),
        "multiline": entry.flag("multiline"),
    }


def _choices(entry: Entry, lists: Lists) -> tuple[Choice, ...]:
    name = entry.text("choices", "")
    if name and name not in lists:
        raise entry.fault(f"选项表 {name} 不存在")
    if entry.text("kind") in ("choice", "multi_choice") and not name:
        raise entry.fault("选择项须有选项表")
    return lists.get(name, ())


def _derived_lists(
    categories: tuple[Category, ...], towns: tuple[Township, ...]
) -> dict[str, tuple[Choice, ...]]:
    """Lists that other entries of the catalogue already hold: nothing is written twice."""
    places = tuple(Choice(town.code, town.name, town.aliases) for town in towns)
    return {
        "categories": tuple(Choice(item.code, item.label) for item in categories),
        "sub_types": tuple(choice for item in categories for choice in item.sub_types),
        "townships": places,
        "storage_towns": (*places, Choice("outside", "中山市外", ("市外", "外地"))),
    }


def _common_field(entry: Entry, lists: Lists) -> CommonField:
    source = entry.one_of("source", ("clerk", "enterprise", "system"), "clerk")
    fixed, _off = entry.flag("fixed_in_renewal"), entry.flag("off")
    unit = entry.text("unit", "")
    return CommonField(**_field(entry, lists), unit=unit, source=source, fixed_in_renewal=fixed)  # type: ignore[arg-type]


def _parameter(entry: Entry, lists: Lists) -> Parameter:
    unit, _off = entry.text("unit", ""), entry.flag("off")
    old_unit, factor = entry.text("old_unit", unit), entry.fraction("factor")
    if (old_unit == unit) != (factor == 1):
        raise entry.fault("新旧单位不同时须有换算系数，相同时系数应为 1")
    rules = entry.fraction("rule_factor")
    return Parameter(**_field(entry, lists), unit=unit, old_unit=old_unit, factor=factor, rule_factor=rules)


def _category(entry: Entry, lists: Lists, groups: tuple[Group, ...]) -> Category:
    every = entry.each("parameters", PARAMETER, partial(_parameter, lists=lists))
    unique(entry.name, "参数", [parameter.code for parameter in every])
    off = _switched_off(entry, "parameters")
    parameters = tuple(parameter for parameter in every if parameter.code not in off)
    check_fields(entry, parameters, {group.code for group in groups}, entry.choices("sub_types"))
    codes = {parameter.code for parameter in parameters}
    # A rule between parameters rests while one of them is switched off.
    rules = tuple(rule for rule in entry.each("cross_rules", CROSS, _cross_rule) if not off & {*rule.terms})
    for code in (*entry.texts("face_parameters"), *(term for rule in rules for term in rule.terms)):
        if code not in codes:
            raise entry.fault(f"证照照面或互校规则用到的 {code} 不存在或已停用")
    return Category(
        code=entry.code(),
        letter=entry.text("letter"),
        label=entry.text("label"),
        province_code=entry.text("province_code"),
        enabled=entry.flag("enabled", True),
        sub_type_label=entry.text("sub_type_label"),
        sub_types=entry.choices("sub_types"),
        model_patterns=entry.patterns("model_patterns"),
        model_example=entry.text("model_example", ""),
        parameters=parameters,
        cross_rules=rules,
        groups=tuple(group for group in groups if any(p.group == group.code for p in parameters)),
        face_parameters=entry.texts("face_parameters"),
    )


def _switched_off(entry: Entry, key: str) -> set[str]:
    """The codes of what the city does not ask for (`off = true`)."""
    return {item["code"] for item in entry.items(key) if isinstance(item, dict) and item.get("off")}


def _cross_rule(entry: Entry) -> CrossRule:
    return CrossRule(
        code=entry.text("code"),
        check=entry.code("check"),
        terms=entry.texts("terms"),
        severity=entry.one_of("severity", SEVERITIES),
        sentence=entry.text("sentence"),
        factor=entry.number("factor", "1"),
        offset=entry.number("offset"),
        tolerance=entry.number("tolerance"),
    )


def _attachment(entry: Entry) -> AttachmentRequirement:
    levels = Entry(f"{entry.name}.levels", entry.data.get("levels"), entry.data.get("levels") or ())
    return AttachmentRequirement(
        code=entry.code(),
        label=entry.text("label"),
        hint=entry.text("hint", ""),
        levels={key: levels.one_of(key, LEVELS) for key in levels.data},
        standing=entry.flag("standing"),
        when=entry.condition("when"),
        missing=entry.one_of("missing", SEVERITIES, "error"),
        needs=entry.text("needs", ""),
    )


def _township(entry: Entry) -> Township:
    return Township(entry.text("code"), entry.text("name"), entry.texts("aliases"))


def _age_rule(entry: Entry) -> AgeRule:
    return AgeRule(
        category=entry.code("category"),
        sub_types=entry.texts("sub_types"),
        moment_below=entry.number("moment_below") if "moment_below" in entry.data else None,
        years=entry.whole("years"),
        assumption=entry.text("assumption", ""),
        valid_years=entry.whole("valid_years", 1),
    )


def _eliminated(entry: Entry) -> EliminatedModel:
    return EliminatedModel(
        pattern=entry.pattern("pattern"),
        category=entry.code("category"),
        basis=entry.text("basis"),
        severity=entry.one_of("severity", SEVERITIES),
    )
