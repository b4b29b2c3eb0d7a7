"""A record as people read it: sections of label, value and unit."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from accounts.privacy.needs import sees_whole
from devices import values
from devices.catalogue import Catalogue
from devices.models import MachineRecord
from devices.models.record import PERSONAL
from documents.models import Attachment, SubjectKind
from documents.selectors import attachments_by_kind
from ground.glossary import Provenance
from ground.masking import masked_name, masked_phone

MASKS = {"contact_name": masked_name, "contact_phone": masked_phone}


@dataclass(frozen=True)
class Shown:
    """One line: the field's path and label, its value in words, its unit, and the old value beside it."""

    path: str
    label: str
    value: str
    unit: str = ""
    old_value: str = ""
    old_unit: str = ""
    provenance: str = ""
    added: bool = False


@dataclass(frozen=True)
class Section:
    """A section of the record."""

    label: str
    lines: list[Shown]


def record_sections(record: MachineRecord, viewer: User) -> list[Section]:
    """All filled fields of a record in the catalogue's order; the contact person in full for the own firm alone."""
    catalogue, category = record.catalogue, record.category_data
    common = record.common_values()
    if not sees_whole(viewer, record.enterprise_id):  # type: ignore[attr-defined]
        common |= {code: MASKS[code](common[code]) for code in PERSONAL if common.get(code)}
    sections = [
        Section(
            group.label,
            [
                Shown(
                    entry.path,
                    category.sub_type_label if entry.code == "sub_type" else entry.label,
                    record.sub_type_label
                    if entry.code == "sub_type"
                    else values.display(entry, common[entry.code]),
                    entry.unit,
                )
                for entry in catalogue.common_in_group(group.code)
                if entry.source == "clerk" and common.get(entry.code)
            ],
        )
        for group in catalogue.common_groups
    ]
    sections += [Section(group.label, parameter_lines(record, group.code)) for group in catalogue.groups]
    return [section for section in sections if section.lines]


def attachment_rows(
    catalogue: Catalogue, subject: SubjectKind, subject_id: int, *, standing_of: int | None = None
) -> list[tuple[str, list[Attachment]]]:
    """(label, attachments) for each kind that is there, in the catalogue's order.

    `standing_of` names the enterprise whose standing papers stand in where the subject has none of its own.
    """
    held = attachments_by_kind(subject, subject_id)
    if standing_of is not None:
        held = attachments_by_kind(SubjectKind.ENTERPRISE, standing_of) | held
    return [(paper.label, held[paper.code]) for paper in catalogue.attachments if paper.code in held]


def parameter_lines(record: MachineRecord, group: str) -> list[Shown]:
    """The filled parameters of one section, the old certificate's value beside each."""
    lines = []
    for parameter in record.category_data.in_group(group):
        entry = record.parameters.get(parameter.code, {})
        if not (entry.get("value") or entry.get("raw")):
            continue
        source = entry.get("provenance", "")
        lines.append(
            Shown(
                parameter.path,
                parameter.label,
                values.display(parameter, entry.get("value", "")),
                entry.get("unit", ""),
                values.display(parameter, entry.get("raw", "")),
                entry.get("raw_unit", ""),
                Provenance(source).label if source else "",
                parameter.added,
            )
        )
    return lines
