"""Pictures that people send, and those that nobody should."""

from __future__ import annotations

import io
import random
import struct
import zlib

import manimgx_fonts_cjk
import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter

from vision import engine

FONT = str(manimgx_fonts_cjk.__path__[0]) + "/NotoSansCJK-VF.otf.ttc"
ROWS = (
    ("规格型号", "QTZ80(TC6012)"),
    ("额定起重力矩", "800kN·m"),
    ("最大起重量", "6t"),
    ("出厂编号", "2019-0345"),
    ("出厂日期", "2019年5月12日"),
)
needs_engine = pytest.mark.skipif(
    not engine.available(), reason="pip install -r requirements-ocr.txt: the packages that read pictures"
)


def plate(size: tuple[int, int] = (1200, 800)) -> Image.Image:
    """A plain plate."""
    picture = Image.new("RGB", size, (205, 205, 200))
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, size[0] // 26, index=2)
    for number, (label, value) in enumerate(ROWS):
        y = size[1] // 10 + number * size[1] // 6
        draw.text((size[0] // 12, y), label, font=font, fill=(20, 20, 20))
        draw.text((size[0] // 2, y), value, font=font, fill=(20, 20, 20))
    return picture


def encoded(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    """The bytes of a file of that format."""
    out = io.BytesIO()
    picture.save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def bomb(side: int = 50_000) -> bytes:
    """A PNG of a few bytes that claims billions of pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def speckled(size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Fur, for what a program can tell: soft spots, no text."""
    drawn = random.Random(7)
    small = Image.new("L", (size[0] // 16, size[1] // 16))
    small.putdata([drawn.randint(60, 200) for _ in range(small.width * small.height)])
    return small.resize(size, Image.Resampling.BICUBIC).convert("RGB")


def pdf_of(*pictures: Image.Image) -> bytes:
    """A scan: each picture a page."""
    return encoded(pictures[0], "PDF", save_all=True, append_images=pictures[1:])


def blank_pdf(pages: int, *, size: tuple[float, float] = (595, 842), password: str = "") -> bytes:
    """Empty pages, locked where a password is given."""
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(*size)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()
