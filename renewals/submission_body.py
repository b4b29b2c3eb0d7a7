"""What a submission freezes: everything that is decided on, and no personal data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from devices.models.record import PERSONAL
from documents.models import Attachment, SubjectKind
from renewals.models import RenewalApplication


def frozen_body(renewal: RenewalApplication) -> dict[str, Any]:
    """The renewal's data as plain JSON, in the catalogue's order; contact persons stay outside."""
    catalogue, owner = renewal.catalogue, renewal.enterprise
    common = renewal.common_values()
    return {
        "reference": renewal.reference,
        "round": renewal.round,
        "category": renewal.category,
        "sub_type": renewal.sub_type,
        "old_registration_number": renewal.old_registration_number,
        "owner": {
            "name": owner.name,
            "uscc": owner.uscc,
            "region_code": owner.region_code,
            "town": owner.town,
        },
        "common": {
            code: value
            for code, value in common.items()
            if code not in PERSONAL and catalogue.has_common(code)
        },
        "parameters": [
            {
                "code": parameter.code,
                "value": entry["value"],
                "unit": parameter.new_unit,
                "raw": entry.get("raw", ""),
                "raw_unit": entry.get("raw_unit", ""),
                "provenance": entry.get("provenance", ""),
            }
            for parameter in renewal.category_data.parameters
            if (entry := renewal.parameters.get(parameter.code)) and entry.get("value")
        ],
        "catalogue": {"version": catalogue.version, "digest": catalogue.digest},
    }


def frozen_attachments(
    subject: SubjectKind, subject_id: int, *, standing_of: int | None = None, standing: Collection[str] = ()
) -> list[dict[str, Any]]:
    """The list of attachments with the digests of their bytes.

    The firm `standing_of` gives its standing papers of the kinds `standing` where the subject has none itself.
    """
    own = Q(subject=subject, subject_id=subject_id)
    firms = Q(subject=SubjectKind.ENTERPRISE, subject_id=standing_of, kind__in=standing)
    found = list(Attachment.objects.filter(own | firms).select_related("file").order_by("id"))
    brought = [item for item in found if item.subject == subject]
    kinds = {item.kind for item in brought}
    lent = [item for item in found if item.subject != subject and item.kind not in kinds]
    return [_frozen(item) for item in [*brought, *lent]]


def standing_kinds_of(renewal: RenewalApplication) -> frozenset[str]:
    """The firm's standing papers that this renewal's form has room for."""
    asked = renewal.catalogue.attachment_requirements("renewal", renewal.category)
    return frozenset(item.kind.code for item in asked if item.kind.standing)


def _frozen(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": attachment.pk,
        "kind": attachment.kind,
        "name": attachment.name,
        "sm3": attachment.file.sm3,
        "size": attachment.file.size,
        "media_type": attachment.file.media_type,
    }
