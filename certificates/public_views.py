"""证照查验 for everybody: by number and serial, by a plate's code, by the certificate's file. Nobody logs in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates.reading import LONGEST, Asked, read_asked, read_plate
from certificates.verification import Verdict, verdict_on, verdict_on_file, verdict_on_identifier
from documents import limits
from ground.digests import sm3_of_chunks
from ground.limiting import too_often
from ground.request_context import current_address

SM3 = re.compile(r"[0-9a-f]{64}")


@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """证照查验 by number (old or new) or 证照标识 and serial, or by the text of any code that holds them."""
    typed, serial = (request.GET.get(name, "").strip() for name in ("number", "serial"))
    asked = read_asked(typed, serial[:64])
    if not typed and not serial:
        return _page(request)
    if not asked.complete:
        return _page(request, asked=asked, typed=typed, missing=not asked.problem)
    if _too_often():
        return _wait_a_minute(request, asked=asked, typed=typed)
    return _answer(request, asked, typed)


@never_cache
@require_safe
def verify_plate(request: HttpRequest, token: str) -> HttpResponse:
    """证照查验 by the QR code of a plate."""
    if _too_often():
        return _wait_a_minute(request)
    read = read_plate(token)
    if read is None:
        return _page(request, unreadable=True, status=404)
    asked = Asked(number=read[0], serial=read[1], plate=True)
    return _answer(request, asked)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify_file(request: HttpRequest) -> HttpResponse:
    """核对证照文件 by its SM3, or by the file itself, which is read once and kept nowhere."""
    upload = request.FILES.get("file")
    typed = "".join(request.GET.get("sm3", "").split()).lower()
    if upload is None and not typed:
        posted = request.method == "POST"
        return _file_page(request, none_chosen=posted, status=422 if posted else 200)
    if _too_often():
        return _wait_a_minute(request)
    sm3 = sm3_of_chunks(upload.chunks()) if upload else typed
    if not SM3.fullmatch(sm3):
        return _file_page(request, sm3=sm3[:80], no_digest=True, status=422)
    return _file_page(request, sm3=sm3, verdict=verdict_on_file(sm3), answered=True)


def _answer(request: HttpRequest, asked: Asked, typed: str = "") -> HttpResponse:
    verdict = _verdict(asked)
    if verdict and asked.plate:  # a plate's code holds the serial without its hyphens
        asked = replace(asked, serial=verdict.device.factory_number)
    return _page(request, asked=asked, typed=typed, verdict=verdict, answered=True)


def _verdict(asked: Asked) -> Verdict | None:
    if asked.identifier:
        return verdict_on_identifier(identifier=asked.identifier, serial=asked.serial)
    return verdict_on(number=asked.number, serial=asked.serial)


def _too_often() -> bool:
    return too_often(what="verify", address=current_address(), most=settings.VERIFY_PER_MINUTE)


def _page(request: HttpRequest, *, status: int = 200, typed: str = "", **context: Any) -> HttpResponse:
    asked = context.get("asked") or Asked()
    context |= {"number": asked.what or typed[:LONGEST], "serial": asked.serial, "longest": LONGEST}
    context |= {"read_out": bool(typed) and asked.what not in ("", typed)}
    context["file_bytes"] = limits.current().file_bytes
    answer = render(request, "certificates/verify.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _file_page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    context["file_bytes"] = limits.current().file_bytes
    answer = render(request, "certificates/verify_file.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _wait_a_minute(request: HttpRequest, **context: Any) -> HttpResponse:
    answer = _page(request, too_often=True, status=429, **context)
    answer["Retry-After"] = "60"
    return answer
