"""Small real papers for demonstration data: a nameplate, an old certificate, plain sheets for the rest."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from zhongshan_crane.demo.nameplate import nameplate_jpeg

__all__ = ["nameplate_jpeg", "old_certificate_pdf", "plain_paper_pdf"]

DESIGNS = Path(__file__).resolve().parent / "designs"
# A fixed time of making, so that the same content gives the same bytes.
MADE_AT = datetime.datetime(2015, 6, 30, tzinfo=datetime.UTC)

_one_at_a_time = Lock()  # a page takes some hundredths of a second; several at once would only contend


def old_certificate_pdf(
    *,
    registration_number: str,
    device_name: str,
    model: str,
    factory_number: str,
    made_on: datetime.date,
    manufacturer: str,
    licence_number: str,
    owner: str,
    uscc: str,
    issued_on: datetime.date,
    issuer: str = "中山市住房和城乡建设局",
) -> bytes:
    """Return a paper-era 产权备案证 as PDF, stamped 演示; the same face gives the same bytes."""
    rows = [
        ("设备名称", device_name),
        ("规格型号", model),
        ("出厂编号", factory_number),
        ("出厂日期", _in_words(made_on)),
        ("制造单位", manufacturer),
        ("制造许可证编号", licence_number),
        ("产权单位", owner),
        ("统一社会信用代码", uscc),
    ]
    face = {"number": registration_number, "rows": rows, "issuer": issuer, "issued_on": _in_words(issued_on)}
    return _typeset("old_certificate.typ", face)


def plain_paper_pdf(title: str, lines: list[str]) -> bytes:
    """Return one sheet with a headline and paragraphs, marked 演示样张; for every other kind of paper."""
    return _typeset("plain_paper.typ", {"title": title, "lines": lines})


def _typeset(design: str, face: dict[str, Any]) -> bytes:
    """Return the PDF's bytes; typst is imported here because it costs memory that pages never need."""
    import typst

    with _one_at_a_time:
        return typst.compile(
            str(DESIGNS / design),
            format="pdf",
            font_paths=[_font_folder()],
            ignore_system_fonts=True,
            sys_inputs={"face": json.dumps(face, ensure_ascii=False)},
            timestamp=int(MADE_AT.timestamp()),
        )


def _in_words(day: datetime.date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


@cache
def _font_folder() -> str:
    import manimgx_fonts_cjk

    return str(Path(manimgx_fonts_cjk.__file__).parent)
