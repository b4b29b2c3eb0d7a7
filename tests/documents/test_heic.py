"""Photos of phones: HEIC is taken and kept as JPEG, without where and by whom it was taken."""

from __future__ import annotations

import io

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from documents.names import clean_name
from documents.services import read_bytes, take_upload
from ground.errors import RuleBroken
from tests.documents.sample_files import upload
from tests.pages import ADD, record_form, text_of

pytestmark = pytest.mark.django_db
PATH = "attachments.nameplate_photo"


def heic(size: tuple[int, int] = (1200, 800), *, exif: Image.Exif | None = None) -> bytes:
    """What an iPhone sends."""
    out = io.BytesIO()
    picture = pillow_heif.from_pillow(Image.linear_gradient("L").resize(size).convert("RGB"))
    picture.save(out, quality=50, exif=exif.tobytes() if exif else None)
    return out.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Apple"
    exif.get_ifd(0x8825)[2] = (22.5, 31.0, 4.0)
    return heic(exif=exif)


def take(data: bytes, name: str):
    return take_upload(upload=upload(data, name), path=PATH)


@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "铭牌.heif", "铭牌", "铭牌.jpg"])
def test_a_phones_photo_is_kept_as_jpeg_and_the_person_is_told(name) -> None:
    taken = take(heic(), name)
    kept = Image.open(io.BytesIO(read_bytes(taken.file)))
    assert (taken.file.media_type, kept.format, kept.size) == ("image/jpeg", "JPEG", (1200, 800))
    assert "已自动转为 JPG" in taken.notes[0]


def test_it_tells_no_place_and_the_same_photo_is_the_same_file() -> None:
    first, second = take(with_place(), "1.heic"), take(with_place(), "2.heic")
    kept = Image.open(io.BytesIO(read_bytes(first.file)))
    assert not kept.getexif()
    assert b"Apple" not in read_bytes(first.file)
    assert first.file == second.file


def test_the_name_ends_as_what_is_kept() -> None:
    assert clean_name("IMG_0001.HEIC", "image/jpeg") == "IMG_0001.jpg"
    assert clean_name("铭牌.jpeg", "image/jpeg") == "铭牌.jpeg"


def test_too_many_pixels_are_refused_before_they_are_drawn(settings) -> None:
    settings.ATTACH_LIMITS = {"image_pixels": 500_000}
    with pytest.raises(RuleBroken) as caught:
        take(heic(), "铭牌.heic")
    assert caught.value.code == "image_too_many_pixels"


@pytest.mark.parametrize("part", [0.02, 0.3, 0.7])
def test_a_photo_that_breaks_off_is_refused(part) -> None:
    whole = heic()
    with pytest.raises(RuleBroken) as caught:
        take(whole[: int(len(whole) * part)], "铭牌.heic")
    assert (caught.value.code, caught.value.path) == ("image_damaged", PATH)


def test_a_form_without_script_takes_it_and_says_so(signed_in, clerk) -> None:
    photo = SimpleUploadedFile("IMG_0001.HEIC", heic(), "image/heic")
    form = record_form(device__manufacture_date="不是日期") | {PATH: photo}
    answer = signed_in(clerk).post(ADD, form)
    assert answer.status_code == 422
    assert "IMG_0001.jpg" in text_of(answer)
    assert "已自动转为 JPG" in text_of(answer)
