"""All rules about one machine's data, in the order of the form."""

from __future__ import annotations

from devices.catalogue.schema import Phase
from devices.findings import Finding
from devices.rules.age import check_age
from devices.rules.attachments import check_attachments
from devices.rules.common_fields import check_common
from devices.rules.dates import check_dates, check_licence
from devices.rules.elimination import check_elimination
from devices.rules.facts import MachineFacts
from devices.rules.naming import named_by
from devices.rules.parameters import check_parameters
from devices.rules.registration import check_registration_number


def check_machine(facts: MachineFacts, phase: Phase = "renewal") -> list[Finding]:
    """Every finding about the machine; within one field errors come first."""
    if not _known_category(facts):
        return [Finding("C-CATEGORY", "error", "device.category", "设备类别：请选择可办理的设备类别。")]
    judged = facts.in_new_units(phase)
    found = [
        *check_common(facts, phase),
        *check_dates(facts),
        *check_licence(facts),
        *check_registration_number(facts, phase),
        *check_age(judged),
        *check_elimination(judged),
        *check_parameters(facts, phase),
        *check_attachments(facts, phase),
    ]
    return in_form_order(named_by(facts.catalogue, facts.category, found), facts)


def in_form_order(found: list[Finding], facts: MachineFacts) -> list[Finding]:
    """The findings as their fields stand in the form; what belongs to no field comes last."""
    places = {path: place for place, path in enumerate(_paths(facts))}
    last = len(places)
    return sorted(found, key=lambda finding: (places.get(finding.path, last), not finding.blocks))


def _paths(facts: MachineFacts) -> list[str]:
    book, kind = facts.catalogue, facts.kind
    grouped = [p for group in kind.groups for p in kind.in_group(group.code)]
    return [
        *(field.path for field in book.common_fields),
        *(parameter.path for parameter in grouped),
        *(f"attachments.{paper.code}" for paper in book.attachments),
    ]


def _known_category(facts: MachineFacts) -> bool:
    book = facts.catalogue
    return book.has_category(facts.category) and book.category(facts.category).enabled
