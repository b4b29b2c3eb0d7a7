"""Matters on their way, each step by its public door: the portal's forms and the console's buttons."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from devices.models import Device
from matters.models import Matter
from tests.documents.sample_files import pdf, upload
from tests.pages import png

LIST = "/portal/matters/"
DEREGISTRATION = {"cause": "scrapped", "happened_on": "2026-03-02"}
RENAMING = {"new_name": "中山示例起重新名有限公司", "changed_on": "2026-05-06"}
DEFERRAL = {"cause": "idle", "until": "2027-06-30"}
NUMBER = {
    "new_number": "粤TA-T202600077",
    "certificate_number": "1.2.156.3005.2.ELSEWHERE.77",
    "issuer": "示例市住房和城乡建设局",
    "issued_on": "2026-04-01",
    "valid_until": "2030-04-01",
}


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def transfer_to(firm: Any, **typed: str) -> dict[str, str]:
    """The content of a transfer to that firm."""
    return {"receiver_uscc": firm.uscc, "agreed_on": "2026-03-02", **typed}


def certificate_file(name: str = "电子证照.pdf") -> SimpleUploadedFile:
    """A certificate as another city has issued it."""
    return upload(pdf(), name)


PAPERS = {
    "deregistration": "deregistration_proof",
    "transfer": "transfer_docs",
    "renaming": "business_license",
    "number_update": "new_certificate",
}


def start_address(kind: str, device: Device | None = None) -> str:
    return f"{LIST}new/{kind}/" + (f"?device={device.pk}" if device else "")


def fill(kind: str, content: dict[str, Any], *, papers: bool = True) -> dict[str, Any]:
    """What the form of the kind posts."""
    form = {"revision": "1", **content}
    if papers and kind in PAPERS:
        file = certificate_file() if kind == "number_update" else png()
        form[f"attachments.{PAPERS[kind]}"] = file
    return form


def saved(
    person: User, kind: str, content: dict[str, Any], device: Device | None = None, *, papers: bool = True
) -> Matter:
    """A draft of the matter."""
    answer = client_of(person).post(start_address(kind, device), fill(kind, content, papers=papers))
    assert answer.status_code == 302, answer.content.decode()
    return Matter.objects.order_by("-id").get(reference=answer["Location"].split("/")[-2])


def step(person: User, matter: Matter, name: str, **more: str) -> HttpResponse:
    """Press the button of that step on the matter as it is now."""
    now = again(matter)
    return client_of(person).post(f"{LIST}{matter.reference}/{name}/", {"revision": now.revision, **more})


def handed_in(person: User, kind: str, content: dict[str, Any], device: Device | None = None) -> Matter:
    """The matter, submitted."""
    matter = saved(person, kind, content, device)
    answer = step(person, matter, "submit", declared="yes")
    assert answer.status_code == 302, answer.content.decode()
    return again(matter)


def review_address(matter: Matter) -> str:
    return reverse("console:matter_review", args=[matter.reference])


def decision(matter: Matter, name: str, **typed: str) -> dict[str, Any]:
    return {"step": name, "revision": again(matter).revision, **typed}


def decide(reviewer: User, matter: Matter, name: str = "accept", **typed: str) -> HttpResponse:
    """The reviewer's button."""
    return client_of(reviewer).post(review_address(matter), decision(matter, name, **typed))


def again(thing: Any) -> Any:
    """The row as it is now."""
    return type(thing).objects.get(pk=thing.pk)
