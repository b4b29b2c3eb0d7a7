"""What every answer of the walk owes, whoever asked: its headers, no way out of the site, no live text of people."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponseBase
from openpyxl import load_workbook

from accounts.models import Enterprise, User
from devices.models import Device
from documents.models import Attachment
from inbox.models import Message, Notice
from renewals.models import RenewalApplication

ELSEWHERE = "//elsewhere.example/trap"
# Asked for by every request: whatever follows such a word leads out of the site.
REDIRECTS = dict.fromkeys(("next", "back", "return", "url", "to", "redirect"), ELSEWHERE)
LIVE = "<img src=x onerror=alert(1)>"
SIGNS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1")
OWED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def make_names_hostile() -> None:
    """Give firms, people, machines, files and notices names that a spreadsheet or a browser would run."""
    for number, firm in enumerate(Enterprise.objects.order_by("pk")):
        Enterprise.objects.filter(pk=firm.pk).update(name=f"={number}+1{LIVE}", address=_bad(1))
    User.objects.update(full_name=_bad(2), email="")
    for model in (Device, RenewalApplication):
        model.objects.update(model=_bad(3)[:50], manufacturer=_bad(4))
    Attachment.objects.update(name=f"{_bad(0)}.pdf")
    Message.objects.update(title=_bad(1), body=_bad(3))
    Notice.objects.update(title=_bad(0), body=_bad(3))


def faults(answer: HttpResponseBase, *, logged_in: bool) -> Iterator[str]:
    """Each thing that the answer owes and has not."""
    headers = answer.headers
    policy = headers.get("Content-Security-Policy", "")
    if (
        not policy.startswith(("default-src 'self'", "default-src 'none'"))
        or "unsafe" in policy
        or "*" in policy
    ):
        yield f"its content security policy is {policy!r}"
    yield from (
        f"{name} is {headers.get(name)!r}" for name, value in OWED.items() if headers.get(name) != value
    )
    if headers.get("X-Frame-Options") not in {"DENY", "SAMEORIGIN"} or "Permissions-Policy" not in headers:
        yield "it may be framed, or says nothing of the camera"
    kept = headers.get("Cache-Control", "")
    if (
        logged_in and "no-store" not in kept and kept != "private, no-cache"
    ):  # of files, which are asked for anew
        yield f"a browser keeps it: {kept!r}"
    place = urlsplit(headers.get("Location", ""))
    if place.netloc or headers.get("Location", "").startswith("//"):
        yield f"it leads elsewhere: {headers['Location']}"
    yield from _live_text(answer)


def _live_text(answer: HttpResponseBase) -> Iterator[str]:
    sort, body = answer.headers.get("Content-Type", ""), _body(answer)
    if sort.startswith("text/html") and LIVE.encode() in body:
        yield "it holds a name unescaped"
    if "spreadsheetml" in sort:
        yield from _formulas(body)
    if sort == "application/zip":
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            for name in package.namelist():
                if name.endswith(".csv") and any(_runs(cell) for cell in _cells(package.read(name))):
                    yield f"{name} holds a formula"


def _formulas(body: bytes) -> Iterator[str]:
    for sheet in load_workbook(io.BytesIO(body)).worksheets:
        for row in sheet.iter_rows():
            yield from (
                f"{sheet.title}!{cell.coordinate} holds a formula: {cell.value!r}"
                for cell in row
                if cell.data_type == "f" or (_runs(cell.value) and not cell.quotePrefix)
            )


def _cells(data: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]


def _runs(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(tuple("=+-@\t\r")) and len(value) > 1


def _body(answer: HttpResponseBase) -> bytes:
    if answer.streaming:
        return b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return bytes(answer.content)  # type: ignore[attr-defined]


def _bad(number: int) -> str:
    return SIGNS[number % len(SIGNS)] + LIVE
