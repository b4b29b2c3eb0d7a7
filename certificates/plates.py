"""一机一码: the plate that hangs on a machine whose certificate was exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from certificates.reading import plate_token
from devices.models import Device
from ground.glossary import CertificateStatus
from renewals.printing.typesetting import qr_svg, typeset

DESIGN = Path(__file__).parent / "designs" / "plate.typ"


def with_plates(devices: QuerySet[Device]) -> QuerySet[Device]:
    """Those of `devices` that have a plate: renewed, with the number that the province issued."""
    return devices.filter(certificate_status=CertificateStatus.RENEWED).select_related("enterprise")


def plates_pdf(devices: Sequence[Device], *, per_sheet: int = 1) -> bytes:
    """The plates: one on each A6 sheet, or `per_sheet=4` on A4 with lines to cut along."""
    plates = [plate(device) for device in devices]
    return typeset(DESIGN, {"title": plates_title(devices), "perSheet": per_sheet, "plates": plates})


def plates_title(devices: Sequence[Device]) -> str:
    """The title of the document, also the beginning of its file name."""
    if len(devices) == 1:
        return f"设备码牌_{devices[0].registration_number}"
    return f"设备码牌_{len(devices)}张_{timezone.localdate():%Y%m%d}"


def plate(device: Device) -> dict[str, Any]:
    """What the design needs of one machine; face fields alone, because anybody may read a plate."""
    facts = [
        ("设备名称", device.details.get("device_name") or device.category_label),
        ("规格型号", device.model),
        ("出厂编号", device.factory_number),
        ("产权单位", device.enterprise.name),
    ]
    return {
        "number": device.registration_number,
        "qr": qr_svg(plate_address(device)),
        "facts": [{"label": label, "value": value} for label, value in facts],
    }


def plate_address(device: Device) -> str:
    """The whole address that the plate's QR code leads to."""
    token = plate_token(number=device.registration_number, serial=device.factory_number)
    return settings.PUBLIC_BASE_URL + reverse("certificates:verify_plate", args=[token])
