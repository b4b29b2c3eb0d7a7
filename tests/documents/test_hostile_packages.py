"""OFD packages and pictures that carry more than they show."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
import zlib

import pytest
from PIL import Image, PngImagePlugin

from documents.checking import check
from ground.errors import RuleBroken
from tests.documents.sample_files import jpeg, ofd, png, zipped

ROOT = b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>'
SECRET = b"SECRET-PLACE"
OPENS = b'<ofd:Document><ofd:Actions><ofd:Action Event="DO"><ofd:URI URI="http://x"/></ofd:Action></ofd:Actions></ofd:Document>'


def refusal(data: bytes, name: str = "证照.ofd") -> str:
    with pytest.raises(RuleBroken) as refused:
        check(data, name=name, path="x")
    return refused.value.code


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("Doc_0/Document.xml", OPENS, "ofd_active"),
        ("Doc_0/Document.xml", OPENS.decode().encode("utf-16"), "ofd_active"),
        (
            "Doc_0/Document.xml",
            b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
            "ofd_active",
        ),
        ("Doc_0/Attachs/a.EXE", b"MZ", "ofd_active"),
        ("/etc/passwd", b"x", "ofd_damaged"),
        ("C:/x", b"x", "ofd_damaged"),
        ("Doc_0\\..\\x", b"x", "ofd_damaged"),
    ],
)
def test_an_ofd_that_acts_or_leads_outside_is_refused(part, content, code) -> None:
    assert refusal(zipped({"OFD.xml": ROOT, part: content})) == code


def test_an_ofd_with_a_link_or_two_parts_of_one_name_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("OFD.xml", ROOT)
        link = zipfile.ZipInfo("Doc_0/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")
    assert refusal(out.getvalue()) == "ofd_damaged"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package.writestr("OFD.xml", ROOT)
        package.writestr("OFD.xml", ROOT + b" ")
    assert refusal(out.getvalue()) == "ofd_damaged"


def test_an_ofd_with_a_link_that_somebody_may_follow_is_taken() -> None:
    clicked = OPENS.replace(b"DO", b"CLICK")
    data = zipped({"OFD.xml": ROOT, "Doc_0/Document.xml": clicked})
    assert check(data, name="证照.ofd", path="x").data == data
    assert check(ofd(), name="证照.ofd", path="x").data == ofd()


def segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack("!H", len(content) + 2) + content


@pytest.mark.parametrize(
    "hidden",
    [
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0c" + SECRET),
        segment(0xFE, SECRET),
        segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0" + SECRET),
        segment(0xE2, b"MPF\0II*\0\x08\0\0\0\0\0\0\0\0\0" + SECRET),
        segment(0xEB, b"JP" + SECRET),
    ],
    ids=["xmp", "iptc", "comment", "exif thumbnail", "second picture", "app11"],
)
def test_a_photo_keeps_nothing_but_what_it_shows(hidden) -> None:
    shown = jpeg()
    whole = shown[:2] + hidden + shown[2:] + SECRET
    kept = check(whole, name="铭牌.jpg", path="x")
    assert SECRET not in kept.data
    assert kept.media_type == "image/jpeg"
    assert kept.data.endswith(b"\xff\xd9")


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))


@pytest.mark.parametrize(
    "hidden",
    [
        chunk(b"tEXt", b"Comment\0" + SECRET),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET),
        chunk(b"eXIf", b"II*\0\x08\0\0\0\0\0\0\0\0\0" + SECRET),
        chunk(b"prVt", SECRET),
    ],
    ids=["text", "xmp", "exif", "private"],
)
def test_a_png_keeps_nothing_but_what_it_shows(hidden) -> None:
    shown = png()
    whole = shown[:33] + hidden + shown[33:] + SECRET
    kept = check(whole, name="铭牌.png", path="x").data
    assert SECRET not in kept
    kinds = {bytes(kept[at : at + 4]) for at in _chunks(kept)}
    assert kinds <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


def _chunks(data: bytes) -> list[int]:
    at, found = 8, []
    while at < len(data):
        found.append(at + 4)
        at += 12 + struct.unpack("!I", data[at : at + 4])[0]
    return found


def test_of_an_animation_one_picture_is_kept() -> None:
    frames = [Image.new("RGB", (1200, 900), (shade, 0, 0)) for shade in (0, 200)]
    out = io.BytesIO()
    text = PngImagePlugin.PngInfo()
    text.add_text("where", SECRET.decode())
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:], pnginfo=text)
    kept = check(out.getvalue(), name="铭牌.png", path="x").data
    assert Image.open(io.BytesIO(kept)).n_frames == 1
    assert SECRET not in kept


@pytest.mark.parametrize(
    ("name", "code"), [("铭牌.pdf", "file_ending"), ("铭牌.html", "file_ending"), ("铭牌", "")]
)
def test_the_name_neither_makes_nor_hides_a_type(name, code) -> None:
    if code:
        assert refusal(jpeg(), name) == code
    else:
        assert check(jpeg(), name=name, path="x").media_type == "image/jpeg"
