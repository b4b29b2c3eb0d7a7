"""Pictures are opened within bounds, whoever has made them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from vision import pictures, scans, words
from vision.failing import CannotReadError
from vision.lines import Line, Page, box_around

from .drawn import blank_pdf, bomb, encoded, pdf_of, plate, speckled

JPEG, PNG, PDF, HEIC = "image/jpeg", "image/png", "application/pdf", "image/heic"


def refusal(data: bytes, media_type: str) -> str:
    with pytest.raises(CannotReadError) as refused:
        list(pictures.sheets(data, media_type))
    assert refused.value.sentence == words.FAILURES[refused.value.code] == str(refused.value)
    return refused.value.code


def the_sheet(data: bytes, media_type: str) -> Image.Image:
    [(number, sheet)] = pictures.sheets(data, media_type)
    assert number == 1
    assert sheet.mode == "RGB"
    return sheet


def test_a_large_photo_becomes_a_small_sheet():
    assert the_sheet(encoded(plate((4000, 3000))), JPEG).size == (2000, 1500)


def test_fifty_megapixels_in_any_format_fit():
    large = Image.new("L", (8660, 5774), 200)
    assert max(the_sheet(encoded(large), JPEG).size) == 2000
    assert max(the_sheet(encoded(large, "PNG"), PNG).size) == 2000


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_picture_becomes_plain_colours(mode):
    picture = Image.new(mode, (300, 200)) if mode == "I;16" else plate((300, 200)).convert(mode)
    form = "JPEG" if mode == "CMYK" else "PNG"
    assert the_sheet(encoded(picture, form), JPEG if form == "JPEG" else PNG).size == (300, 200)


def test_what_is_transparent_is_paper():
    sheet = the_sheet(encoded(Image.new("RGBA", (100, 100), (0, 0, 0, 0)), "PNG"), PNG)
    assert sheet.getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(600, 400), (6000, 4000)])
def test_exif_turns_it_upright(size):
    exif = Image.Exif()
    exif[0x0112] = 6
    sheet = the_sheet(encoded(Image.new("RGB", size), exif=exif), JPEG)
    assert sheet.height > sheet.width


def test_a_phones_heic_photo_opens():
    pillow_heif = pytest.importorskip("pillow_heif")
    out = io.BytesIO()
    pillow_heif.from_pillow(plate((600, 400))).save(out)
    assert the_sheet(out.getvalue(), HEIC).size == (600, 400)


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [
        (b"", JPEG, "damaged"), (b"\xff\xd8\xff\xe0 no picture", JPEG, "damaged"), (encoded(plate())[:2000], JPEG, "damaged"), (encoded(plate()), PNG, "damaged"),
        (bomb(), PNG, "too_large"), (encoded(Image.new("L", (9000, 7000)), "PNG"), PNG, "too_large"), (encoded(Image.new("L", (1000, 12)), "PNG"), PNG, "too_small"),
        (b"", PDF, "damaged"), (b"%PDF-1.7 nothing", PDF, "damaged"), (blank_pdf(1, password="secret"), PDF, "encrypted"), (blank_pdf(0), PDF, "damaged"),
        (blank_pdf(1, size=(90_000, 90_000)), PDF, "damaged"), (b"PK", "application/ofd", "ofd"), (b"GIF89a", "image/gif", "format"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(data, media_type, code):
    assert refusal(data, media_type) == code


def test_a_pdf_is_drawn_page_by_page():
    numbers = [
        number
        for number, sheet in pictures.sheets(pdf_of(plate(), speckled()), PDF)
        if max(sheet.size) == 2000
    ]
    assert numbers == [1, 2]


def test_of_a_thousand_pages_the_first_are_enough():
    assert len(list(pictures.sheets(blank_pdf(1000), PDF))) == scans.MOST_PAGES


def test_a_page_that_is_not_there_is_refused():
    with pytest.raises(CannotReadError):
        pictures.sheet(blank_pdf(1), PDF, 2)


def test_a_crop_shows_the_place_upright():
    picture = Image.new("RGB", (1000, 500), "white")
    picture.paste((200, 0, 0), (100, 50, 300, 100))
    box = ((0.1, 0.1), (0.3, 0.1), (0.3, 0.2), (0.1, 0.2))
    turned = encoded(picture.rotate(90, expand=True), "PNG")  # upright again when turned clockwise by 90
    cut = Image.open(io.BytesIO(pictures.crop(turned, PNG, Page(1, 1000, 500, 90, ()), box)))
    assert cut.format == "JPEG"
    assert cut.width > 2 * cut.height
    red, green, _ = cut.getpixel((cut.width // 2, cut.height // 2))
    assert (red > 150, green < 80) == (True, True)


@pytest.mark.parametrize(
    "box",
    [
        ((0.0, 0.0),) * 4,
        ((-1.0, -1.0), (2.0, -1.0), (2.0, 2.0), (-1.0, 2.0)),
        ((0.9, 0.9), (0.1, 0.9), (0.1, 0.1), (0.9, 0.1)),
    ],
)
def test_any_box_gives_a_small_picture(box):
    [cut] = pictures.crops(encoded(plate()), JPEG, Page(1, 1200, 800, 0, ()), [box])
    assert max(Image.open(io.BytesIO(cut)).size) <= 640


def test_pages_survive_their_row():
    line = Line(
        "800kN·m",
        ((0.1, 0.2), (0.3, 0.2), (0.3, 0.25), (0.1, 0.25)),
        0.9871,
        (0.99, 0.98, 0.99, 1.0, 1.0, 0.97, 0.98),
    )
    page = Page(2, 1200, 800, 90, (line,))
    assert Page.from_json(page.to_json()) == page
    assert box_around([line.box]) == line.box
