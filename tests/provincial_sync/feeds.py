"""A feed of the test's own: the items that the province tells, page by page, and what a test does to them."""

from __future__ import annotations

import json
from typing import Any

import httpx

from devices.models import Device
from tests.contract.surroundings import said


class Feed(httpx.BaseTransport):
    """Answers GET /registrations from `items`; every other request gets `other`, and all are counted."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.page_size = 100
        self.epoch = "e1"
        self.asked: list[str] = []
        self.other = lambda request: said(50001)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if not request.url.path.endswith("/registrations"):
            return self.other(request)
        epoch, _, after = request.url.params.get("after", f"{self.epoch}-0").partition("-")
        if epoch != self.epoch:
            return said(40001, {"errors": [{"field": "after", "reason": "不认识的游标"}]})
        start = int(after)
        items = self.items[start : start + self.page_size]
        end = start + len(items)
        page = {"items": items, "cursor": f"{self.epoch}-{end}", "more": end < len(self.items)}
        whole = {"code": 0, "message": "", "requestId": "r-1", "data": page}
        return httpx.Response(200, content=json.dumps(whole), headers={"Content-Type": "application/json"})

    def tell(self, **changes: Any) -> dict[str, Any]:
        """Add an item with the next sequence."""
        item = {
            "clientRef": None,
            "sequence": len(self.items) + 1,
            "registrationNo": f"粤AB-T2026{len(self.items) + 1:05d}",
            "previousRegistrationNo": None,
            "owner": {"name": "广州示例机械有限公司", "uscc": "91440100MA0000003X", "regionCode": "440100"},
            "category": "TOWER_CRANE",
            "model": "QTZ80",
            "serialNo": "NOBODY-1",
            "manufacturer": "无人知晓机械厂",
            "status": "VALID",
            "changedAt": "2026-06-10T10:00:00+08:00",
            **changes,
        }
        self.items.append(item)
        return item

    def tell_of(self, device: Device, **changes: Any) -> dict[str, Any]:
        """Add an item about that machine: its present number becomes a new one."""
        about = {
            "previousRegistrationNo": device.registration_number,
            "model": device.model,
            "serialNo": device.factory_number,
            "manufacturer": device.manufacturer,
        }
        return self.tell(**about | changes)

    def cancel(self, device: Device, **changes: Any) -> dict[str, Any]:
        """Add the end of that machine's registration."""
        ended = {"registrationNo": device.registration_number, "previousRegistrationNo": None}
        return self.tell_of(device, **ended | {"status": "CANCELLED"} | changes)
