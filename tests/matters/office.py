"""What the office files itself, by its public doors."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from devices.models import Device
from matters.models import Matter
from tests.matters.ways import again, client_of
from tests.pages import png, words_of

REASON = "经核对旧证原件，市网登记有误。"
RIGHT = "粤T-T00099"
DEREGISTERED = {
    "cause": "scrapped",
    "happened_on": "2026-03-02",
    "explanation": "现场检查发现设备已报废拆解。",
}


def correction(number: str = RIGHT, which: str = "old", **typed: str) -> dict[str, str]:
    """What the form of 备案号更正 says."""
    return {"which": which, "number": number, "explanation": REASON, **typed}


def file_address(kind: str, device: Device) -> str:
    return reverse("console:matter_file", args=[kind, device.pk])


def press_file(
    person: User, kind: str, device: Device, typed: dict[str, str], *, evidence: bool = True
) -> HttpResponse:
    """Fill in the form and press 提出."""
    form: dict[str, Any] = dict(typed)
    if evidence:
        form["attachments.office_evidence"] = png("证书原件.png")
    return client_of(person).post(file_address(kind, device), form)


def filed(person: User, kind: str, device: Device, typed: dict[str, str]) -> Matter:
    """A matter of the office that waits for another person."""
    answer = press_file(person, kind, device, typed)
    assert answer.status_code == 302, answer.content.decode()
    return Matter.objects.get(reference=answer["Location"].split("/")[-3])


def take_back(person: User, matter: Matter) -> HttpResponse:
    address = reverse("console:matter_take_back", args=[matter.reference])
    return client_of(person).post(address, {"revision": again(matter).revision})


def verified(number: str, device: Device) -> str:
    """What 证照查验 says of the number with that machine's serial."""
    return words_of(Client().get("/verify/", {"number": number, "serial": device.factory_number}))
