"""Small files of every sort that people add, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    """As a browser sends it; the claimed type is a lie on purpose."""
    return SimpleUploadedFile(name, data, content_type="text/html")


def jpeg(size: tuple[int, int] = (1200, 800), **options: object) -> bytes:
    return picture("JPEG", size=size, **options)


def png(size: tuple[int, int] = (1200, 800), **options: object) -> bytes:
    return picture("PNG", size=size, **options)


def picture(form: str, *, size: tuple[int, int], mode: str = "RGB", **options: object) -> bytes:
    drawn = Image.linear_gradient("L").resize(size).convert(mode)
    out = io.BytesIO()
    drawn.save(out, form, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    """A phone's photo: lying on its side by EXIF, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to show
    exif[0x010F] = "示例手机".encode().decode("latin-1")
    exif.get_ifd(0x8825)[2] = (22.5, 31.0, 4.0)  # latitude
    return jpeg((1200, 800), exif=exif)


def pdf(change: Callable[[PdfWriter], object] | None = None, *, pages: int = 1) -> bytes:
    """A PDF of blank pages, after `change` had its way with it."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def ofd() -> bytes:
    root = '<?xml version="1.0"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0"/>'
    return zipped({"OFD.xml": root.encode(), "Doc_0/Document.xml": b"<ofd:Document/>"})
