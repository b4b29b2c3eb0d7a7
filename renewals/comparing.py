"""资料比对: what the city's record says beside what was submitted, row by row. Pure: data in, data out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from devices.catalogue import Catalogue, Category, CommonField, Field, Parameter
from devices.units import to_new
from devices.values import display, number_text
from ground.glossary import Provenance

FILLED_IN = "本次填写"
NOT_COMPARED = frozenset({"contact_name", "contact_phone", "manufacture_date_precision"})
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """What the comparison says of a row: a sentence, its tone, and whether a reviewer should look."""

    sentence: str
    tone: str = ""
    notable: bool = True


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One field: `old` and `new` with their units as people read them.

    `deviates` says that the new value is not what the old one leads to; `since_last` that the value
    differs from the round before.
    """

    path: str
    label: str
    old: str
    new: str
    provenance: str
    check: Check
    since_last: bool = False
    previous: str = ""

    @property
    def notable(self) -> bool:
        """Whether the row stays when only what changed is shown."""
        return self.check.notable or self.since_last

    @property
    def deviates(self) -> bool:
        """Whether the value needs a reviewer's judgement."""
        return self.check.tone in {"warn", "bad"}


@dataclass(frozen=True, slots=True)
class ComparedGroup:
    """A section of the form with its rows."""

    label: str
    rows: tuple[ComparedRow, ...]

    @property
    def notable(self) -> bool:
        """Whether any of its rows stays when only what changed is shown."""
        return any(row.notable for row in self.rows)


SAME = Check("与原值一致", "ok", notable=False)
BLANK = Check("选填，未填写", notable=False)
MISSING = Check("必填项未填写", "bad")
DROPPED = Check("原有值，本次未填", "warn")
ADDED = Check("新增", "ok")
FILLED = Check("原记录无此项，本次补填", "ok")
CHANGED = Check("已修改", "warn")


def compare(
    catalogue: Catalogue,
    body: Body,
    *,
    record: Mapping[str, str],
    raw: Mapping[str, str],
    previous: Body | None = None,
) -> list[ComparedGroup]:
    """The submitted `body` beside what the city's record holds, in the order of the form.

    `record` are the machine's common fields, `raw` the parameters of the old certificate, in old units;
    where `body` carries an old value itself, that one counts. `previous` is the body of the round
    before, None in the first.
    """
    category = catalogue.category(body["category"])
    groups = [
        ComparedGroup(group.label, _common_rows(catalogue, category, group.code, record, body, previous))
        for group in catalogue.common_groups
    ]
    groups += [
        ComparedGroup(group.label, _parameter_rows(category, group.code, body, raw, previous))
        for group in catalogue.groups
    ]
    return [group for group in groups if group.rows]


def rows_of(groups: Sequence[ComparedGroup]) -> list[ComparedRow]:
    """All rows, in order."""
    return [row for group in groups for row in group.rows]


def _common_rows(
    catalogue: Catalogue,
    category: Category,
    group: str,
    record: Mapping[str, str],
    body: Body,
    previous: Body | None,
) -> tuple[ComparedRow, ...]:
    new, before = submitted_common(body), submitted_common(previous or {})
    rows = []
    for field in catalogue.common_in_group(group):
        if field.code in NOT_COMPARED or field.source == "enterprise":
            continue
        old, value, last = (values.get(field.code, "") for values in (record, new, before))
        required = field.is_required(new, new.get("sub_type", ""))
        if not (old or value or required):
            continue
        rows.append(
            ComparedRow(
                path=field.path,
                label=category.sub_type_label if field.code == "sub_type" else field.label,
                old=_common_text(field, category, old),
                new=_common_text(field, category, value),
                provenance=_common_provenance(old, value),
                check=_check_plain(field, old, value, required=required),
                since_last=previous is not None and last != value,
                previous=_common_text(field, category, last),
            )
        )
    return tuple(rows)


def _parameter_rows(
    category: Category, group: str, body: Body, old: Mapping[str, str], previous: Body | None
) -> tuple[ComparedRow, ...]:
    entries, before = submitted_parameters(body), submitted_parameters(previous or {})
    values = {code: entry.get("value") or "" for code, entry in entries.items()}
    sub_type = body.get("sub_type") or ""
    rows = []
    for parameter in category.in_group(group):
        entry, last = entries.get(parameter.code, {}), before.get(parameter.code, {})
        raw, value = entry.get("raw") or old.get(parameter.code, ""), entry.get("value") or ""
        if not (raw or value) and not parameter.applies(values, sub_type):
            continue
        required = parameter.is_required(values, sub_type)
        rows.append(
            ComparedRow(
                path=parameter.path,
                label=parameter.label,
                old=_text(parameter, raw, entry.get("raw_unit") or parameter.old_unit),
                new=_text(parameter, value, entry.get("unit") or parameter.unit),
                provenance=_provenance(entry.get("provenance") or ""),
                check=_check_parameter(parameter, raw, entry, required=required),
                since_last=previous is not None and (last.get("value") or "") != value,
                previous=_text(parameter, last.get("value") or "", last.get("unit") or parameter.unit),
            )
        )
    return tuple(rows)


def _common_provenance(old: str, value: str) -> str:
    """Where a common field's value is from: the record, or this application (which keeps no more of it)."""
    if not value:
        return ""
    return Provenance.ORIGINAL.label if value == old else FILLED_IN


def submitted_common(body: Body) -> dict[str, str]:
    """The common fields of a submission with category and sub type among them."""
    named = {key: body[key] for key in ("category", "sub_type", "old_registration_number") if body.get(key)}
    return {**named, **body.get("common", {})}


def submitted_parameters(body: Body) -> dict[str, dict[str, Any]]:
    """The parameter entries of a submission by code."""
    return {entry["code"]: entry for entry in body.get("parameters", [])}


def _check_plain(field: Field, old: str, new: str, *, required: bool) -> Check:
    if not new:
        return MISSING if required else DROPPED if old else BLANK
    if not old:
        return ADDED if field.added else FILLED
    return SAME if old == new else CHANGED


def _check_parameter(parameter: Parameter, raw: str, entry: Mapping[str, Any], *, required: bool) -> Check:
    value = entry.get("value") or ""
    if not (raw and value) or parameter.kind not in {"decimal", "integer", "dimensions"}:
        return _check_plain(parameter, raw, value, required=required)
    try:
        return _check_numbers(parameter, raw, value, entry.get("raw_unit") or parameter.old_unit)
    except InvalidOperation:
        return CHANGED


def _check_numbers(parameter: Parameter, raw: str, value: str, raw_unit: str) -> Check:
    converts = parameter.unit_changed and raw_unit == parameter.old_unit
    old, new = (_numbers(text) for text in (raw, value))
    expected = [to_new(parameter, number) for number in old] if converts else old
    if new == expected:
        return Check("换算一致", "ok") if converts else SAME
    if new == old:
        return Check("数值与原值相同，未换算，请核对单位", "warn")
    if len(new) != 1 or len(expected) != 1:
        return CHANGED
    basis = f"换算值 {number_text(expected[0])} {parameter.unit} " if converts else "原值"
    return Check(f"与{basis}相差 {_difference(expected[0], new[0])}", "warn")


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(part) for part in text.split("x")]


def _difference(expected: Decimal, value: Decimal) -> str:
    if not expected:
        return number_text(abs(value))
    percent = abs(value - expected) / abs(expected) * 100
    return f"{number_text(percent.quantize(Decimal('0.1')))}%" if percent >= Decimal("0.05") else "不到 0.1%"


def _common_text(field: CommonField, category: Category, stored: str) -> str:
    if field.code == "sub_type":
        return category.sub_type_name(stored) if stored else ""
    return _text(field, stored, field.unit)


def _text(field: Field, stored: str, unit: str) -> str:
    return f"{display(field, stored)} {unit}".strip() if stored else ""


def _provenance(code: str) -> str:
    return Provenance(code).label if code in Provenance.values else ""
