"""The parameter catalogue as the API says it: data in, data out, without the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from devices.assumptions import Assumptions
from devices.catalogue import (
    AttachmentRequirement,
    Catalogue,
    Category,
    CommonField,
    Condition,
    Field,
    Parameter,
)
from devices.catalogue.schema import Group, Phase, Range
from devices.forms import asked_common
from devices.units import factor_of, in_old_unit
from devices.values import number_text

PHASES: tuple[Phase, ...] = ("intake", "renewal")


def shown_catalogue(catalogue: Catalogue, version: str, assumptions: Assumptions) -> dict[str, Any]:
    """The whole version; `assumptions` decide the factor of moments in t·m."""
    asked = {phase: {entry.code for entry in asked_common(catalogue, phase)} for phase in PHASES}
    return {
        "version": version,
        "title": catalogue.title,
        "effective_on": catalogue.effective_on,
        "digest": catalogue.digest,
        "groups": _groups(catalogue.groups),
        "categories": [_category(catalogue, item, assumptions) for item in catalogue.categories],
        "common_groups": _groups(catalogue.common_groups),
        "common_fields": [_common(entry, asked) for entry in catalogue.common_fields],
        "attachments": [_paper(paper) for paper in catalogue.attachments],
        "townships": [{"code": town.code, "label": town.name} for town in catalogue.townships],
    }


def _category(catalogue: Catalogue, category: Category, assumptions: Assumptions) -> dict[str, Any]:
    return {
        "code": category.code,
        "label": category.label,
        "letter": category.letter,
        "enabled": category.enabled,
        "sub_type_label": category.sub_type_label,
        "sub_types": _words(category.sub_types),
        "model_patterns": list(category.model_patterns),
        "model_example": category.model_example,
        "parameters": [_parameter(entry, assumptions) for entry in category.parameters],
        "attachments": [
            {"kind": paper.code, **{phase: _level(paper, phase, category.code) for phase in PHASES}}
            for paper in catalogue.attachments
        ],
    }


def _parameter(entry: Parameter, assumptions: Assumptions) -> dict[str, Any]:
    phases = [phase for phase in PHASES if phase == "renewal" or not entry.added]
    old = None if entry.added else _old(entry, assumptions)
    return {**_field(entry, phases), "added": entry.added, "old": old}


def _old(entry: Parameter, assumptions: Assumptions) -> dict[str, Any]:
    measured = in_old_unit(entry, assumptions)
    return {
        "unit": measured.unit,
        "digits": measured.digits,
        "places": measured.places,
        "warn": _range(measured.warn),
        "error": _range(measured.error),
        "factor": str(factor_of(entry, assumptions)),
    }


def _common(entry: CommonField, asked: dict[Phase, set[str]]) -> dict[str, Any]:
    phases = [phase for phase in PHASES if entry.code in asked[phase]]
    return {**_field(entry, phases), "source": entry.source}


def _field(entry: Field, phases: list[Phase]) -> dict[str, Any]:
    return {
        "code": entry.code,
        "path": entry.path,
        "label": entry.label,
        "kind": entry.kind,
        "group": entry.group,
        "hint": entry.hint,
        "required": entry.required,
        "when": _condition(entry.when),
        "unit": entry.unit,
        "digits": entry.digits,
        "places": entry.places,
        "max_length": entry.max_length,
        "pattern": entry.pattern,
        "month_allowed": entry.month_allowed,
        "choices": _words(entry.choices),
        "warn": _range(entry.warn),
        "error": _range(entry.error),
        "phases": phases,
    }


def _paper(paper: AttachmentRequirement) -> dict[str, Any]:
    return {
        "code": paper.code,
        "label": paper.label,
        "hint": paper.hint,
        "standing": paper.standing,
        "when": _condition(paper.when),
        "missing": paper.missing,
    }


def _level(paper: AttachmentRequirement, phase: Phase, category: str) -> str:
    return paper.levels.get(f"{phase}.{category}", paper.levels.get(phase, "off"))


def _condition(when: Condition | None) -> dict[str, Any] | None:
    return {"on": when.on, "one_of": list(when.one_of)} if when else None


def _range(span: Range | None) -> dict[str, str] | None:
    return {"low": number_text(span.low), "high": number_text(span.high)} if span else None


def _words(choices: Iterable[Any]) -> list[dict[str, str]]:
    return [{"code": choice.code, "label": choice.label} for choice in choices]


def _groups(groups: Iterable[Group]) -> list[dict[str, str]]:
    return [{"code": group.code, "label": group.label} for group in groups]
