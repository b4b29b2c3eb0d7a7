"""Bodies that the contract allows."""

import uuid
from typing import Any

from tests.mock_province.caller import sm3

PHOTO = b"%PDF-1.4 nameplate of a demonstration machine"


def attachment(content: bytes) -> dict[str, Any]:
    facts = {"kind": "nameplate_photo", "name": "铭牌照片.pdf", "mediaType": "application/pdf"}
    return {**facts, "sm3": sm3(content), "size": len(content)}


def make_renewal(photo: dict[str, Any]) -> dict[str, Any]:
    unique = uuid.uuid4().int
    return {
        "clientRef": f"HZ20260601-{uuid.uuid4().hex[:12]}-1",
        "supersedes": None,
        "regionCode": "442000",
        "acceptedAt": "2026-06-01T09:30:00+08:00",
        "owner": {"name": "中山市示例机械租赁有限公司", "uscc": "91442000DEM000014P", "regionCode": "442000"},
        "device": {
            "previousRegistrationNo": f"粤T-T{unique % 10**12}",
            "category": "TOWER_CRANE",
            "name": "塔式起重机",
            "model": "QTZ80(TC6012)",
            "serialNo": f"SN-{unique % 10**12}",
            "manufacturer": "示例重工机械有限公司",
            "manufacturedOn": "2015-03-18",
            "licenseNo": "TS2444123-2018",
            "serviceLifeYears": 20,
            "firstRegisteredOn": "2015-06-02",
            "price": "480000.00",
        },
        "parameters": [
            {"code": "rated_load_moment", "value": "800.0", "unit": "kN·m"},
            {"code": "max_lifting_capacity", "value": 6000, "unit": "kg"},
            {"code": "max_working_radius", "value": "60", "unit": "m"},
            {"code": "safety_monitoring_system", "value": True, "unit": ""},
        ],
        "files": [dict(photo)],
    }
