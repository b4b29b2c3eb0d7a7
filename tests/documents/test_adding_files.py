"""What is taken, what is refused with which way out, and what is kept of it."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from documents.models import StoredFile
from documents.services import file_warnings, read_bytes, store_upload
from ground.errors import RuleBroken
from tests.documents.sample_files import jpeg, ofd, pdf, photo_with_place, png, upload, zipped

pytestmark = pytest.mark.django_db
PATH = "attachments.nameplate_photo"


def add(data: bytes, name: str) -> StoredFile:
    return store_upload(upload=upload(data, name), path=PATH)


def refusal(data: bytes, name: str) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        add(data, name)
    assert caught.value.path == PATH
    assert caught.value.message.endswith("。")
    assert StoredFile.objects.count() == 0
    return caught.value


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (pdf(), "旧证.pdf", "application/pdf"),
        (pdf(), "旧证.PDF", "application/pdf"),
        (pdf(), "旧证", "application/pdf"),
        (pdf(), "旧证 2015.06", "application/pdf"),
        (b"\xef\xbb\xbf\r\n" + pdf(), "旧证.pdf", "application/pdf"),
        (jpeg(), "铭牌.jpeg", "image/jpeg"),
        (jpeg(mode="CMYK"), "铭牌.jpg", "image/jpeg"),
        (jpeg(mode="L"), "铭牌.jpg", "image/jpeg"),
        (png(), "铭牌.png", "image/png"),
        (png(mode="RGBA"), "铭牌.png", "image/png"),
        (png(mode="P"), "铭牌.png", "image/png"),
        (ofd(), "证照.ofd", "application/ofd"),
    ],
)
def test_the_types_are_taken_by_their_content(data, name, media_type):
    stored = add(data, name)
    assert stored.media_type == media_type
    assert len(read_bytes(stored)) == stored.size > 0


def test_the_same_upload_gives_the_same_file():
    assert add(photo_with_place(), "铭牌.jpg") == add(photo_with_place(), "又一次.jpg")
    assert StoredFile.objects.count() == 1


def test_a_pdf_is_kept_byte_for_byte_because_its_signature_must_hold():
    assert read_bytes(add(pdf(), "旧证.pdf")) == pdf()


def test_a_photo_stands_upright_and_tells_no_place():
    kept = Image.open(io.BytesIO(read_bytes(add(photo_with_place(), "铭牌.jpg"))))
    assert kept.size == (800, 1200)
    assert not kept.getexif()
    assert "exif" not in kept.info


def test_what_hides_behind_a_picture_is_not_kept():
    assert b"<script>" not in read_bytes(add(jpeg() + b"<script>alert(1)</script>", "铭牌.jpg"))
    assert b"secret" not in read_bytes(add(png(icc_profile=b"secret" * 40), "铭牌.png"))


def test_a_png_keeps_its_transparency():
    kept = Image.open(io.BytesIO(read_bytes(add(png(mode="RGBA"), "印章.png"))))
    assert (kept.format, kept.mode) == ("PNG", "RGBA")


def test_a_small_picture_is_taken_with_a_warning():
    assert "640" in file_warnings(add(jpeg((640, 480)), "铭牌.jpg"))[0]
    assert file_warnings(add(jpeg((1000, 480)), "铭牌.jpg")) == []
    assert file_warnings(add(pdf(), "旧证.pdf")) == []


def test_an_empty_file_is_refused():
    assert "0 字节" in refusal(b"", "旧证.pdf").message


def test_21_megabytes_are_refused_and_20_are_not():
    filler = random.Random(1).randbytes(20 * 1024 * 1024 - 8192)
    whole = zipped({"OFD.xml": b'<OFD xmlns="http://www.ofdspec.org/2016"/>', "Res/1": filler})
    assert len(whole) <= 20 * 1024 * 1024
    assert add(whole, "证照.ofd").size == len(whole)
    with pytest.raises(RuleBroken, match="21 MB") as caught:
        add(b"%PDF-" + b"0" * (21 * 1024 * 1024 - 5), "旧证.pdf")
    assert caught.value.code == "file_too_large"


def test_a_png_named_pdf_is_refused_by_name():
    expected = "文件内容是 PNG 图片，扩展名却是 .pdf，请改名或重新导出后再添加。"
    assert refusal(png(), "旧证.pdf").message == expected


@pytest.mark.parametrize("name", ["旧证.exe", "旧证.html", "旧证.pdf.js", "旧证.jpg"])
def test_an_ending_that_is_not_the_contents_is_refused(name):
    assert refusal(pdf(), name).code == "file_ending"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "AVIF"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
        (b"GIF89a" + b"\0" * 20, "GIF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Word"),
        (zipped({"[Content_Types].xml": b"<Types/>"}), "Word"),
        (zipped({"旧证.pdf": pdf()}), "解压"),
        (b"<html><script>alert(1)</script></html>", "PDF、JPG、PNG、HEIC 或 OFD"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "PDF、JPG、PNG、HEIC 或 OFD"),
        (b"MZ\x90\0", "PDF、JPG、PNG、HEIC 或 OFD"),
        (b"PK\x03\x04broken", "PDF、JPG、PNG、HEIC 或 OFD"),
    ],
)
def test_other_types_are_refused_with_the_way_out(data, word):
    error = refusal(data, "旧证.pdf")
    assert error.code == "file_type"
    assert word in error.message


@pytest.mark.parametrize("whole", [pdf(pages=3), jpeg(), png(), ofd()])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_file_that_breaks_off_is_refused(whole, part):
    assert refusal(whole[: int(len(whole) * part)], "旧证").status == 422


def test_a_pdf_with_nonsense_inside_is_refused():
    assert refusal(b"%PDF-1.7\n" + b"nonsense " * 500 + b"\n%%EOF", "旧证.pdf").code == "pdf_damaged"
    assert refusal(pdf(pages=0), "旧证.pdf").code == "pdf_without_pages"


def test_a_locked_pdf_is_refused():
    with_password = pdf(lambda writer: writer.encrypt("secret"))
    for_owner_alone = pdf(lambda writer: writer.encrypt("", owner_password="secret"))
    assert refusal(with_password, "旧证.pdf").code == "pdf_encrypted"
    assert refusal(for_owner_alone, "旧证.pdf").code == "pdf_encrypted"


def action(**entries: str) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject(f"/{key}"): NameObject(value) if value.startswith("/") else TextStringObject(value)
            for key, value in entries.items()
        }
    )


def in_root(key: str, value: DictionaryObject):
    return lambda writer: writer.root_object.update({NameObject(key): writer._add_object(value)})


def in_names(key: str, value: DictionaryObject):
    tree = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("x"), value])})
    return in_root("/Names", DictionaryObject({NameObject(key): tree}))


def on_page(value: DictionaryObject):
    def change(writer):
        note = FreeText(text="看这里", rect=(0, 0, 99, 99))
        note[NameObject("/A")] = writer._add_object(value)
        writer.add_annotation(0, note)

    return change


def form_of_xfa(writer):
    form = DictionaryObject(
        {NameObject("/XFA"): TextStringObject("<xdp/>"), NameObject("/Fields"): ArrayObject()}
    )
    writer.root_object[NameObject("/AcroForm")] = form


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (in_names("/JavaScript", action(S="/JavaScript", JS="app.alert(1)")), "脚本"),
        (in_root("/OpenAction", action(S="/JavaScript", JS="app.alert(1)")), "脚本"),
        (on_page(action(S="/JavaScript", JS="app.alert(1)")), "脚本"),
        (in_root("/OpenAction", action(S="/Launch", F="cmd.exe")), "启动"),
        (on_page(action(S="/SubmitForm", F="http://example.com")), "发送"),
        (lambda writer: writer.add_attachment("virus.exe", b"MZ"), "嵌入"),
        (form_of_xfa, "XFA"),
    ],
)
def test_a_pdf_that_does_more_than_show_is_refused(change, word):
    error = refusal(pdf(change), "旧证.pdf")
    assert error.code == "pdf_active"
    assert word in error.message


def test_a_pdf_that_opens_at_a_page_and_has_an_outline_is_taken():
    def change(writer):
        writer.add_outline_item(title="第一页", page_number=0)
        writer.open_destination = "first"
        writer.add_named_destination("first", 0)

    assert add(pdf(change), "旧证.pdf").media_type == "application/pdf"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn(settings):
    settings.ATTACH_LIMITS = {"image_pixels": 1_000_000}
    assert refusal(png((1001, 1000), mode="1"), "铭牌.png").code == "image_too_many_pixels"
    assert add(png((1000, 1000), mode="1"), "铭牌.png").media_type == "image/png"


def test_a_small_file_that_unfolds_to_a_giant_picture_is_refused():
    out = io.BytesIO()
    Image.new("1", (13_000, 13_000)).save(out, "PNG")
    bomb = out.getvalue()
    assert len(bomb) < 100_000
    assert refusal(bomb, "铭牌.png").code == "image_too_many_pixels"


def test_an_ofd_that_unfolds_to_a_giant_is_refused(settings):
    settings.ATTACH_LIMITS = {"ofd_unpacked_bytes": 1_000_000}
    root = b'<OFD xmlns="http://www.ofdspec.org/2016"/>'
    assert refusal(zipped({"OFD.xml": root, "Res/1": b"\0" * 1_000_000}), "证照.ofd").code == "ofd_too_large"


def test_an_ofd_of_another_make_or_with_ways_out_of_its_folder_is_refused():
    root = b'<OFD xmlns="http://www.ofdspec.org/2016"/>'
    assert refusal(zipped({"OFD.xml": b"<other/>"}), "证照.ofd").code == "ofd_damaged"
    assert refusal(zipped({"OFD.xml": root, "../../etc/passwd": b"x"}), "证照.ofd").code == "ofd_damaged"
