"""同型号参考: what machines of the same maker and model, already 已换证, have in each parameter.

Only numbers of machines, the most frequent value and the range leave this module: never whose they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber, Upper

from devices import assumptions
from devices.assumptions import Assumptions
from devices.catalogue import Parameter
from devices.identifiers import manufacturer_key
from devices.models import Device, MachineRecord
from devices.values import display, number_text
from ground.glossary import CertificateStatus

# Texts and dates belong to the single machine (serials, calibrations) or could name somebody.
COMPARABLE = frozenset({"decimal", "integer", "dimensions", "choice", "multi_choice", "boolean"})
NUMBERS = frozenset({"decimal", "integer"})
Given = tuple[int, Mapping[str, Mapping[str, Any]]]
Likeness = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """One parameter among `machines` machines; `value` is "" where none is frequent enough.

    `low` and `high` are the range of numbers, "" for choices.
    """

    machines: int
    value: str
    low: str = ""
    high: str = ""

    def words(self, parameter: Parameter) -> str:
        """What people read of it."""
        unit = f" {parameter.unit}" if parameter.unit else ""
        said = [f"常见 {display(parameter, self.value)}{unit}"] if self.value else []
        if self.low != self.high:
            said.append(f"范围 {self.low}–{self.high}{unit}")
        return f"同型号 {self.machines} 台：{'，'.join(said)}" if said else ""


def same_model_offers(record: MachineRecord) -> dict[str, Offer]:
    """The offers by parameter code; nothing below the thresholds of `Assumptions`. One query."""
    limits = assumptions.current()
    rows = _renewed_alike(record, limits)
    found = ((p.code, _offer(p, rows, limits)) for p in record.category_data.parameters)
    return {code: offer for code, offer in found if offer}


def offered_values(record: MachineRecord) -> dict[str, str]:
    """The proposed value by parameter code."""
    return {code: offer.value for code, offer in same_model_offers(record).items() if offer.value}


def offered_to_many(records: Sequence[MachineRecord]) -> list[dict[str, str]]:
    """What `offered_values` says of each of `records`, in their order; two queries however many there are."""
    limits, keys = assumptions.current(), [_likeness(record) for record in records]
    rows = _all_renewed_alike({key for key in keys if key}, limits)
    known: dict[tuple[Likeness, int], dict[str, str]] = {}
    offered: list[dict[str, str]] = []
    for record, key in zip(records, keys, strict=True):
        if key is None or key not in rows:
            offered.append({})
            continue
        place = (key, record.catalogue_version_id)
        if place not in known:
            found = ((p.code, _offer(p, rows[key], limits)) for p in record.category_data.parameters)
            known[place] = {code: offer.value for code, offer in found if offer and offer.value}
        offered.append(known[place])
    return offered


def _likeness(record: MachineRecord) -> Likeness | None:
    """Maker, category and model: what makes machines of the same model; None where either is missing."""
    maker = manufacturer_key(record.manufacturer)
    return (maker, record.category, record.model.upper()) if maker and record.model else None


def _all_renewed_alike(keys: set[Likeness], limits: Assumptions) -> dict[Likeness, list[Given]]:
    """The latest `same_model_read` of each; their places first, which are narrow, then what they hold."""
    if not keys:
        return {}
    like = Device.objects.filter(
        certificate_status=CertificateStatus.RENEWED,
        manufacturer_key__in={key[0] for key in keys},
        category__in={key[1] for key in keys},
        deleted_at__isnull=True,
    ).annotate(upper_model=Upper("model"))
    place = Window(
        RowNumber(), partition_by=["manufacturer_key", "category", "upper_model"], order_by=F("id").desc()
    )
    latest = like.filter(upper_model__in={key[2] for key in keys}).annotate(place=place)
    ids = list(latest.filter(place__lte=limits.same_model_read).order_by().values_list("pk", flat=True))
    read = ("manufacturer_key", "category", "model", "enterprise_id", "parameters")
    found: dict[Likeness, list[Given]] = {}
    for maker, category, model, firm, held in (
        Device.objects.filter(pk__in=ids).order_by("-id").values_list(*read)
    ):
        found.setdefault((maker, category, model.upper()), []).append((firm, held))
    return {key: rows for key, rows in found.items() if key in keys}


def _renewed_alike(record: MachineRecord, limits: Assumptions) -> Sequence[Given]:
    maker = manufacturer_key(record.manufacturer)
    if not (maker and record.model):
        return []
    alike = Device.objects.filter(
        certificate_status=CertificateStatus.RENEWED,
        manufacturer_key=maker,
        category=record.category,
        model__iexact=record.model,
        deleted_at__isnull=True,
    )
    return list(alike.order_by("-id").values_list("enterprise_id", "parameters")[: limits.same_model_read])


def _offer(parameter: Parameter, rows: Sequence[Given], limits: Assumptions) -> Offer | None:
    if parameter.kind not in COMPARABLE:
        return None
    entries = ((firm, filled.get(parameter.code, {})) for firm, filled in rows)
    given = [(firm, e["value"]) for firm, e in entries if e.get("value") and e.get("unit") == parameter.unit]
    firms = {firm for firm, _value in given}
    if len(given) < limits.same_model_machines or len(firms) < limits.same_model_enterprises:
        return None
    given_values = [value for _firm, value in given]
    ((value, times),) = Counter(given_values).most_common(1)
    proposed = value if times >= limits.same_model_repeats else ""
    return Offer(len(given), proposed, *_range(parameter, given_values))


def _range(parameter: Parameter, given: list[str]) -> tuple[str, str]:
    if parameter.kind not in NUMBERS:
        return "", ""
    numbers = [Decimal(value) for value in given]
    return number_text(min(numbers)), number_text(max(numbers))
