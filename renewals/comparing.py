"""资料比对: what the city's record says beside what was submitted, row by row. Pure: data in, data out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from devices.catalogue import Catalogue, Category, CommonField, Field, Parameter
from devices.units import to_new
from devices.values import display, number_text
from ground.glossary import Provenance

FILLED_IN = "本次填写"
PROVENANCES = dict(Provenance.choices)
NOT_COMPARED = frozenset({"contact_name", "contact_phone", "manufacture_date_precision"})
Body = Mapping[str, Any]


class Check(NamedTuple):
    """What the comparison says of a row: a sentence, its tone, and whether a reviewer should look."""

    sentence: str
    tone: str = ""
    notable: bool = True


class ComparedRow(NamedTuple):
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
    worded: bool = True,
) -> list[ComparedGroup]:
    """The submitted `body` beside what the city's record holds, in the order of the form.

    `record` are the machine's common fields, `raw` the parameters of the old certificate, in old units;
    where `body` carries an old value itself, that one counts. `previous` is the body of the round
    before, None in the first. Without `worded` the rows have their checks alone and no texts, for who judges them.
    """
    category = catalogue.category(body["category"])
    new, last = _Values.of(body), _Values.of(previous) if previous is not None else None
    groups = [
        ComparedGroup(group.label, _common_rows(catalogue, category, group.code, record, new, last, worded))
        for group in catalogue.common_groups
    ]
    groups += [
        ComparedGroup(group.label, _parameter_rows(category, group.code, raw, new, last, worded))
        for group in catalogue.groups
    ]
    return [group for group in groups if group.rows]


@dataclass(frozen=True, slots=True)
class _Values:
    """What one round says, by code."""

    common: dict[str, str]
    entries: dict[str, dict[str, Any]]
    parameters: dict[str, str]
    sub_type: str

    @classmethod
    def of(cls, body: Body) -> _Values:
        entries = submitted_parameters(body)
        values = {code: entry.get("value") or "" for code, entry in entries.items()}
        return cls(submitted_common(body), entries, values, body.get("sub_type") or "")


NOTHING = _Values({}, {}, {}, "")


def rows_of(groups: Sequence[ComparedGroup]) -> list[ComparedRow]:
    """All rows, in order."""
    return [row for group in groups for row in group.rows]


def _common_rows(
    catalogue: Catalogue,
    category: Category,
    group: str,
    record: Mapping[str, str],
    now: _Values,
    before: _Values | None,
    worded: bool,
) -> tuple[ComparedRow, ...]:
    new, former = now.common, (before or NOTHING).common
    say = _common_text if worded else _nothing
    rows = []
    for field in catalogue.common_in_group(group):
        code = field.code
        if code in NOT_COMPARED or field.source == "enterprise":
            continue
        old, value, last = record.get(code, ""), new.get(code, ""), former.get(code, "")
        required = field.is_required(new, new.get("sub_type", ""))
        if not (old or value or required):
            continue
        shown = say(field, category, value)
        rows.append(
            ComparedRow(
                path=field.path,
                label=category.sub_type_label if code == "sub_type" else field.label,
                old=shown if old == value else say(field, category, old),
                new=shown,
                provenance=_common_provenance(old, value),
                check=_check_plain(field, old, value, required=required),
                since_last=before is not None and last != value,
                previous=shown if last == value else say(field, category, last),
            )
        )
    return tuple(rows)


def _parameter_rows(
    category: Category,
    group: str,
    old: Mapping[str, str],
    now: _Values,
    before: _Values | None,
    worded: bool,
) -> tuple[ComparedRow, ...]:
    former = (before or NOTHING).entries
    say = _text if worded else _nothing
    rows = []
    for parameter in category.in_group(group):
        code = parameter.code
        entry, last = now.entries.get(code, {}), former.get(code, {})
        raw, value = entry.get("raw") or old.get(code, ""), now.parameters.get(code, "")
        if not (raw or value) and not parameter.applies(now.parameters, now.sub_type):
            continue
        raw_unit, unit = entry.get("raw_unit") or parameter.old_unit, entry.get("unit") or parameter.unit
        shown = say(parameter, value, unit)
        rows.append(
            ComparedRow(
                path=parameter.path,
                label=parameter.label,
                old=shown if (raw, raw_unit) == (value, unit) else say(parameter, raw, raw_unit),
                new=shown,
                provenance=_provenance(entry.get("provenance") or ""),
                check=_check_parameter(
                    parameter, raw, entry, required=parameter.is_required(now.parameters, now.sub_type)
                ),
                since_last=before is not None and (last.get("value") or "") != value,
                previous=say(parameter, last.get("value") or "", last.get("unit") or parameter.unit),
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


def _nothing(*_: Any) -> str:
    return ""


def _text(field: Field, stored: str, unit: str) -> str:
    return f"{display(field, stored)} {unit}".strip() if stored else ""


def _provenance(code: str) -> str:
    return PROVENANCES.get(code, "")
