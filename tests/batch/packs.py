"""ZIPs as people pack them, and as the hostile do."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from renewals.models import Batch, PackFile, PaperPack
from tests.batch.books import of_batch, work


def picture(shade: int = 0) -> bytes:
    """A small photo, different for each shade."""
    kept = io.BytesIO()
    Image.new("RGB", (4, 4), (shade % 256, shade // 256, 7)).save(kept, "PNG")
    return kept.getvalue()


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP of these files, names marked as UTF-8 where they need it."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return kept.getvalue()


def packed_raw(names: dict[bytes, bytes], *, flags: int = 0, extra: bytes = b"") -> bytes:
    """A ZIP whose names are these very bytes, as old programs of Windows write them (no UTF-8 mark)."""
    body, directory = b"", b""
    for name, data in names.items():
        head = struct.pack(
            "<HHHHHLLLHH", 20, flags, 0, 0, 0, zlib.crc32(data), len(data), len(data), len(name), 0
        )
        directory += (
            b"PK\x01\x02\x14\x00" + head[:-2] + struct.pack("<HHHHLL", len(extra), 0, 0, 0, 0, len(body))
        )
        directory += name + extra
        body += b"PK\x03\x04" + head + name + data
    end = struct.pack("<HHHHLLH", 0, 0, len(names), len(names), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def send_zip(client: Client, batch: Batch, data: bytes, *, name: str = "照片.zip", **form: Any) -> Any:
    """上传并匹配, as the page posts it."""
    form = {"kind": "nameplate_photo", "pack": SimpleUploadedFile(name, data)} | form
    return client.post(of_batch(batch, "papers/zip/"), form)


def matched(client: Client, batch: Batch, files: dict[str, bytes] | bytes, **form: Any) -> PaperPack:
    """The same, with the worker's matching; the pack."""
    data = files if isinstance(files, bytes) else packed(files)
    answer = send_zip(client, batch, data, **form)
    assert answer.status_code == 302, answer.content.decode()
    work()
    return batch.packs.latest("id")


def results(pack: PaperPack) -> dict[str, str]:
    """Path → what became of it."""
    return dict(pack.files.values_list("path", "verdict"))


def file_of(pack: PaperPack, path: str) -> PackFile:
    return pack.files.get(path=path)
