"""Data and a design become a PDF: A-2b, the packaged fonts alone, a bounded piece of the machine's time."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ground.errors import StepRefused

# A person waits this long for the prints before theirs; then a word is better than a page that hangs.
PATIENCE_SECONDS = 15
LONGEST_SECONDS = 30  # of one print, far above what the limits of the callers lead to
BUSY = "正在打印的人较多，请过一分钟再试。"
TOO_LONG = "这次打印用时过长，请减少份数后再试。"
PROCESS = Path(__file__).with_name("typst_process.py")
# Several at once would only contend for the processor; the other threads of the process go on.
_one_at_a_time = BoundedSemaphore(1)


class PrintError(RuntimeError):
    """A design could not be set: a fault of the program, never of the person."""


def typeset(design: Path, data: Mapping[str, Any], *, made: dt.datetime | None = None) -> bytes:
    """The PDF of `design` with `data`, which the design reads as JSON from `sys.inputs.data`.

    With `made` the same data always give the same bytes; without, the document says that it was made now.
    Raises StepRefused("busy" or "too_long") where it would take too long, PrintError where the design is wrong.
    """
    if not _one_at_a_time.acquire(timeout=PATIENCE_SECONDS):
        raise StepRefused("busy", BUSY)
    try:
        return _run(
            {
                "design": str(design),
                "fonts": _font_folder(),
                "data": data,
                "moment": made and int(made.timestamp()),
            }
        )
    finally:
        _one_at_a_time.release()


def _run(asked: dict[str, Any]) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file; data come by stdin
            [sys.executable, "-I", str(PROCESS)],
            input=json.dumps(asked, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise StepRefused("too_long", TOO_LONG) from late
    if done.returncode:
        raise PrintError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def qr_svg(text: str) -> str:
    """A vector QR code without a quiet zone: the paper around it gives it."""
    import segno

    drawing = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(drawing, kind="svg", border=0, xmldecl=False, dark="#1b1f24")
    return drawing.getvalue().decode()


def pdf_answer(data: bytes, name: str, *, to_save: bool = False) -> HttpResponse:
    """The PDF, shown in the browser unless `to_save`; it holds a firm's data and is kept nowhere."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(to_save, name) or "inline"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@cache
def _font_folder() -> str:
    import manimgx_fonts_cjk

    return str(Path(manimgx_fonts_cjk.__file__).parent)
