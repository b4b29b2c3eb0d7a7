"""Machines, their papers and their steps as the API says them; rows in bulk, a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from accounts.models import User
from api.fields import coded
from audit.models import HistoryEntry
from devices.aging import verdict_of
from devices.api.reading import papers_at
from devices.api.showing import record_fields
from devices.listing import town_words
from devices.models import Device, MachineRecord
from documents.api.showing import shown_attachment
from documents.models import Attachment, SubjectKind
from ground.glossary import Step
from renewals.history_rows import HistoryRow, history_rows
from renewals.progress import Row, progress_rows

# The columns that a line of the register shows, and those by which the list is sorted.
REGISTER_COLUMNS = (
    "age_limit_on",
    "age_near_from",
    "assessed_until",
    "catalogue_version",
    "category",
    "certificate_status",
    "created_at",
    "factory_number",
    "intake_status",
    "internal_number",
    "manufacture_date",
    "manufacturer",
    "model",
    "new_registration_number",
    "number_in_force",
    "old_registration_number",
    "revision",
    "storage_town",
    "updated_at",
)


def shown_machine(device: Device) -> dict[str, Any]:
    """A machine as another thing names it."""
    return {
        "id": device.pk,
        "registration_number": device.registration_number,
        "new_registration_number": device.new_registration_number,
        "model": device.model,
        "factory_number": device.factory_number,
        "intake_status": coded(device.intake),
        "certificate_status": coded(device.certificate_mark) if device.certificate_status else None,
    }


def shown_register(devices: Sequence[Device]) -> list[dict[str, Any]]:
    """Lines of the register; one query for all renewals."""
    towns, today = town_words(), timezone.localdate()
    return [_registered(row, towns, today) for row in progress_rows(list(devices))]


def shown_registered(device: Device, viewer: User) -> dict[str, Any]:
    """One machine with its data and papers."""
    return {
        **shown_register([device])[0],
        "catalogue_version": device.catalogue.version,
        **record_fields(device, viewer, device.enterprise_id),
        "attachments": shown_papers(device, viewer, standing_of=device.enterprise_id),
    }


def shown_papers(
    record: MachineRecord, viewer: User, *, standing_of: int | None = None
) -> list[dict[str, Any]]:
    """The papers of a record that the viewer sees, in the catalogue's order; one query, two with a firm's.

    `standing_of` names the firm whose standing papers stand in where the record has none of the kind.
    """
    seen = Attachment.objects.visible_to(viewer)
    own = list(seen.of(*papers_at(record)))
    kinds = {paper.kind for paper in own}
    lent = [] if standing_of is None else list(seen.of(SubjectKind.ENTERPRISE, standing_of))
    papers = [(paper, False) for paper in own]
    papers += [(paper, True) for paper in lent if paper.kind not in kinds]
    labels = {paper.code: paper.label for paper in record.catalogue.attachments}
    order = {code: place for place, code in enumerate(labels)}
    papers.sort(key=lambda pair: (order.get(pair[0].kind, len(order)), pair[0].pk))
    return [
        {
            **shown_attachment(paper),
            "kind_label": labels.get(paper.kind, paper.kind),
            "standing": standing,
        }
        for paper, standing in papers
    ]


def shown_steps(entries: Sequence[HistoryEntry], viewer: User) -> list[dict[str, Any]]:
    """Steps of the history with everything that they name, in four queries however many."""
    return [_step(row) for row in history_rows(list(entries), viewer)]


def _registered(row: Row, towns: dict[str, str], today: Any) -> dict[str, Any]:
    device, renewal = row.device, row.renewal
    town = device.storage_town
    return {
        **shown_machine(device),
        "revision": device.revision,
        "old_registration_number": device.old_registration_number,
        "category": {"code": device.category, "label": device.category_label},
        "manufacturer": device.manufacturer,
        "manufacture_date": device.manufacture_date,
        "internal_number": device.internal_number,
        "storage_town": {"code": town, "label": towns.get(town, town)} if town else None,
        "age": coded(verdict_of(device, today)),
        "age_limit_on": device.age_limit_on,
        "assessed_until": device.assessed_until,
        "progress": row.progress,
        "renewal": {
            "reference": renewal.reference,
            "approval_status": coded(renewal.approval),
            "upload_status": coded(renewal.upload),
        }
        if renewal
        else None,
        "created_at": device.created_at,
        "updated_at": device.updated_at,
    }


def _step(row: HistoryRow) -> dict[str, Any]:
    entry = row.entry
    return {
        "id": entry.pk,
        "at": entry.at,
        "step": coded(Step(entry.step)),
        "title": row.title,
        "who": row.who,
        "firm": row.firm.name if row.firm else "",
        "machine": shown_machine(row.device) if row.device else None,
        "renewal": row.renewal.reference if row.renewal else "",
        "matter": row.matter_reference,
        "round": entry.round,
        "result": coded(row.result) if row.result else None,
        "opinion": entry.opinion,
        "kind": row.kind,
        "grounds": row.grounds,
        "remarks": [{"path": path, "label": label, "text": text} for path, label, text in row.remarks],
    }
