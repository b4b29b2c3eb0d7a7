"""Whole, right machines of real models, from which each test changes one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from devices import units
from devices.catalogue import built_in
from devices.catalogue.samples import representative_model
from devices.findings import Finding, at
from devices.rules import MachineFacts, check_machine

BOOK = built_in()
TODAY = date(2026, 6, 1)
COMMON = {
    "device_name": "塔式起重机",
    "factory_number": "2018-1187",
    "manufacturer": "示例建筑机械有限公司",
    "manufacture_date": "2018-06-02",
    "license_number": "TS2410123-2020",
    "supervision_cert_no": "JJ-2018-0087",
    "purchase_date": "2018-07-01",
    "is_second_hand": "false",
    "has_safety_archive": "true",
    "owner_enterprise": "示例起重设备租赁有限公司",
    "owner_uscc": "91442000DEM000014P",
    "owner_town": "442000001",
    "old_registration_date": "2018-08-01",
    "old_issuing_authority": "中山市住房和城乡建设局",
    "storage_town": "442000001",
    "storage_address": "石岐街道示例路1号堆场",
    "contact_name": "张示例",
    "contact_phone": "13800000001",
}
LETTERS = {"tower_crane": "T", "construction_hoist": "S", "material_hoist": "W", "other_lifting": "Q"}


def new_parameters(name: str) -> dict[str, str]:
    """The model's parameters as a right renewal has them, all in new units."""
    sample = representative_model(name)
    kind = BOOK.category(sample.category)
    evidence = units.Evidence(sample.category, name, sample.old)
    converted = {
        code: units.convert_old(kind.parameter(code), raw, evidence=evidence).value
        for code, raw in sample.old.items()
    }
    if sample.sub_type == "rack_pinion":
        converted["safety_device_valid_until"] = "2027-03-01"
    return converted | sample.new


def renewal(
    name: str,
    *,
    common: Mapping[str, str] | None = None,
    parameters: Mapping[str, str] | None = None,
    **changes: Any,
) -> MachineFacts:
    """A renewal of a machine of that model, with nothing wrong but what the arguments change."""
    sample = representative_model(name)
    own = {
        "model": name,
        "old_registration_number": f"粤T-{LETTERS[sample.category]}01234",
        "design_service_life": sample.design_service_life,
    }
    facts = {
        "catalogue": BOOK,
        "category": sample.category,
        "sub_type": sample.sub_type,
        "today": TODAY,
        "common": COMMON | own | dict(common or {}),
        "parameters": new_parameters(name) | dict(parameters or {}),
        "raw_parameters": sample.old,
        "attachments": frozenset({"old_certificate", "nameplate_photo", "safety_device_calibration"}),
        "owner_region": "442000",
    }
    return MachineFacts(**(facts | changes))


def intake(name: str, *, parameters: Mapping[str, str] | None = None, **changes: Any) -> MachineFacts:
    """The same machine at its intake: what the old certificate carried, in old units."""
    old = representative_model(name).old | dict(parameters or {})
    return replace(renewal(name, **changes), parameters=old, raw_parameters={})


def told(facts: MachineFacts, phase: str = "renewal") -> dict[str, str]:
    """Rule code → severity of everything found (the last where a code comes twice)."""
    return {finding.code: finding.severity for finding in check_machine(facts, phase)}


def finding(facts: MachineFacts, path: str, phase: str = "renewal") -> Finding:
    """The one finding at a field; fails where there is none or more."""
    (found,) = at(check_machine(facts, phase), path)
    return found
