"""An item of the feed beside machines of ours, field by field, compared as the register compares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devices.identifiers import factory_number_key, manufacturer_key
from devices.models import Device
from devices.numbers import key_of
from devices.typed_text import squeeze
from provincial_sync.matching import category_labels
from provincial_sync.models import RegistrationChange


@dataclass(frozen=True)
class Cell:
    """One value of a machine of ours, and whether it is the province's; None: nothing to compare."""

    value: str
    same: bool | None


@dataclass(frozen=True)
class Row:
    """One field: the province's value and each machine's."""

    label: str
    theirs: str
    cells: list[Cell]


def side_by_side(change: RegistrationChange, machines: list[Device]) -> list[Row]:
    """The rows of the page; a new number is meant to differ, so only an equal one is marked."""
    category = "、".join(category_labels(change.category)) or change.category

    def row(label: str, theirs: str, ours: Callable[[Device], str], key: Callable[[str], str] = _text) -> Row:
        return Row(label, theirs, [_cell(theirs, ours(machine), key) for machine in machines])

    numbers = row("备案号", change.registration_number, lambda d: d.registration_number, key_of)
    return [
        Row(numbers.label, numbers.theirs, [Cell(c.value, c.same or None) for c in numbers.cells]),
        row("原备案号", change.previous_number, lambda d: d.old_registration_number, key_of),
        Row("设备类别", category, [_category(change, machine) for machine in machines]),
        row("规格型号", change.model, lambda d: d.model),
        row("出厂编号", change.serial_number, lambda d: d.factory_number, factory_number_key),
        row("制造单位", change.manufacturer, lambda d: d.manufacturer, manufacturer_key),
        row("产权单位", change.owner_name, lambda d: d.enterprise.name),
        row("统一社会信用代码", change.owner_uscc, lambda d: d.enterprise.uscc),
        row("产权单位所在地代码", change.owner_region, lambda d: d.enterprise.region_code),
    ]


def _cell(theirs: str, ours: str, key: Callable[[str], str]) -> Cell:
    return Cell(ours, key(ours) == key(theirs) if ours and theirs else None)


def _category(change: RegistrationChange, machine: Device) -> Cell:
    return Cell(machine.category_label, machine.category_label in category_labels(change.category))


def _text(value: str) -> str:
    return squeeze(value).upper()
