"""From a frozen submission to the very bytes that the province gets (contract, schema Renewal). Pure."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from devices.catalogue import Catalogue, Category
from devices.values import as_province
from provincial_sync.exact_json import exact_json


def client_reference(reference: str, round_number: int) -> str:
    """Our own number of one hand-over; the same round always has the same one."""
    return f"{reference}-{round_number}"


def renewal_bytes(
    *,
    body: dict[str, Any],
    attachments: list[dict[str, Any]],
    catalogue: Catalogue,
    region_code: str,
    supersedes: str,
    accepted_at: dt.datetime,
) -> bytes:
    """The request's body; the same arguments always give the same bytes.

    `body` and `attachments` are those of the submission, `catalogue` the version it pins, `region_code`
    the city's (GB/T 2260), `supersedes` the machine's last returned hand-over or empty, `accepted_at` aware.
    """
    category = catalogue.category(body["category"])
    return exact_json(
        {
            "clientRef": client_reference(body["reference"], body["round"]),
            "supersedes": supersedes or None,
            "regionCode": region_code,
            "acceptedAt": accepted_at.isoformat(timespec="seconds"),
            "owner": _owner(body["owner"]),
            "device": _device(body, category),
            "parameters": [_parameter(entry, category) for entry in body["parameters"]],
            "files": [_file(attachment) for attachment in attachments],
        }
    )


def _owner(owner: dict[str, Any]) -> dict[str, str]:
    return {"name": owner["name"], "uscc": owner["uscc"], "regionCode": owner["region_code"]}


def _device(body: dict[str, Any], category: Category) -> dict[str, Any]:
    common = body["common"]
    life = common.get("design_service_life")
    return {
        "previousRegistrationNo": body["old_registration_number"],
        "category": category.province_code,
        "model": common["model"],
        "serialNo": common["factory_number"],
        "manufacturer": common["manufacturer"],
        "manufacturedOn": common["manufacture_date"],
        "name": common.get("device_name") or category.label,
        "licenseNo": common.get("license_number") or None,
        "serviceLifeYears": int(life) if life else None,
        "firstRegisteredOn": common.get("old_registration_date") or None,
        "price": common.get("purchase_price") or None,
    }


def _parameter(entry: dict[str, str], category: Category) -> dict[str, Any]:
    value = as_province(category.parameter(entry["code"]), entry["value"])
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # What people typed goes out digit by digit: the stored text is exact, a float might not be.
    exact = Decimal(entry["value"]) if is_number else value
    return {"code": entry["code"], "value": exact, "unit": entry["unit"]}


def _file(attachment: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": attachment["kind"],
        "name": attachment["name"],
        "sm3": attachment["sm3"],
        "size": attachment["size"],
        "mediaType": attachment["media_type"],
    }
