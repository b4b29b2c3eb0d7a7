"""ZIPs that are damaged, locked, swollen or point outside: told in words, and nothing is unpacked without end."""

from __future__ import annotations

import io
import zipfile

import pytest

from renewals.batch.papers import archives
from renewals.models import PaperPack
from tests.batch.packs import file_of, matched, packed, packed_raw, picture, results, send_zip
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def test_a_whole_zip_of_odd_entries_is_told_file_by_file(portal, drafts):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("../T-T00001.png", picture(1))
        package.writestr("/T-T00001.png", picture(2))
        package.writestr("C:/T-T00001.png", picture(3))
        link = zipfile.ZipInfo("T-T00001 链接.png")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
        package.writestr("T-T00001.zip", packed({"a.png": picture()}))
        package.writestr("T-T00001.txt", "笔记")
        package.writestr("T-T00001 空.png", b"")
        package.writestr("T-T00001 大.png", b"0" * 8_000_000)
        package.writestr("__MACOSX/._T-T00001.png", b"x")
        package.writestr("Thumbs.db", b"x")
        package.writestr("T-T00001/", b"")
        package.writestr("T-T00001 好.png", picture(4))
    pack = matched(portal, drafts, kept.getvalue())
    said = dict(pack.files.values_list("path", "said"))
    assert len(said) == 9
    for path in ("../T-T00001.png", "/T-T00001.png", "C:/T-T00001.png"):
        assert said[path] == archives.UNSAFE
    assert said["T-T00001 链接.png"] == archives.LINK
    assert said["T-T00001.zip"] == archives.NESTED
    assert "无法识别" in said["T-T00001.txt"]
    assert "空的" in said["T-T00001 空.png"]
    assert said["T-T00001 大.png"] == archives.SWELLING
    assert results(pack)["T-T00001 好.png"] == "taken"
    assert PaperPack.objects.get().file is None


def test_an_entry_with_a_password_is_told(portal, drafts):
    pack = matched(portal, drafts, packed_raw({b"T-T00001.png": picture()}, flags=1))
    assert file_of(pack, "T-T00001.png").said == archives.ENCRYPTED


def test_a_damaged_entry_is_told_and_the_others_are_taken(portal, drafts):
    data = bytearray(packed_raw({b"T-T00001.png": picture(1), b"T-T00002.png": picture(2)}))
    data[data.index(b"IHDR")] ^= 0xFF
    pack = matched(portal, drafts, bytes(data))
    assert file_of(pack, "T-T00001.png").said == archives.UNREADABLE
    assert file_of(pack, "T-T00002.png").verdict == "taken"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Rar!\x1a\x07\x01\x00", "RAR 压缩包不能读取"),
        (b"7z\xbc\xaf\x27\x1c", "7Z 压缩包不能读取"),
        (b"\x1f\x8b\x08", "不能读取"),
        (b"\x89PNG\r\n\x1a\n", "请上传 ZIP"),
        (b"PK\x03\x04 cut off", "打不开"),
        (b"", "空的"),
        (packed({}), "没有文件"),
    ],
)
def test_what_is_no_zip_is_refused_with_how_to_make_one(portal, drafts, data, words):
    answer = send_zip(portal, drafts, data)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not PaperPack.objects.exists()


@pytest.mark.parametrize(
    ("limit", "words"), [("MOST_ENTRIES", "超过 2000 个"), ("MOST_UNPACKED", "解开后超过")]
)
def test_too_much_is_refused_before_it_is_unpacked(portal, drafts, monkeypatch, limit, words):
    monkeypatch.setattr(archives, limit, 1)
    answer = send_zip(portal, drafts, packed({"T-T00001.png": picture(1), "T-T00002.png": picture(2)}))
    assert words in text_of(answer)
