"""Papers of recognition's tests: stored, written for the engine, and how a page asks for them."""

from __future__ import annotations

from typing import Any

from devices.models import CatalogueVersion, Device
from documents.models import Attachment, StoredFile, SubjectKind
from documents.services import attach, take_bytes
from documents.staging import sign_staged
from tests.vision import written
from tests.vision.conftest import photo
from vision.asking import read_waiting

RECOGNISE = "/portal/devices/recognise/"
PLATE = ["规格型号：QTZ100(TC6513)", "额定起重力矩：1000 kN·m", "出厂编号：2018-0001"]


def address(phase: str = "intake") -> str:
    return f"{RECOGNISE}?for={phase}.tower_crane.{CatalogueVersion.objects.in_force().pk}"


def stored(lines: list[str], shade: int = 200) -> StoredFile:
    data = photo(shade)
    written.write(data, lines)
    return take_bytes(data=data, name="铭牌.jpg", path="attachments.nameplate_photo").file


def token_for(user: Any, file: StoredFile, kind: str = "nameplate_photo") -> str:
    return sign_staged(file, "铭牌.jpg", kind, user)


def attached(device: Device, clerk: Any, file: StoredFile, kind: str = "nameplate_photo") -> Attachment:
    return attach(
        file=file,
        kind=kind,
        name="铭牌.jpg",
        enterprise=clerk.enterprise,
        subject=SubjectKind.DEVICE,
        subject_id=device.pk,
    )


def work() -> None:
    read_waiting(until=float("inf"))
