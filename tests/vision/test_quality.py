"""What is said of a photo before it is read."""

from __future__ import annotations

from PIL import ImageFilter

from vision import quality, words

from .drawn import bomb, encoded, plate


def test_a_good_photo_raises_no_doubt():
    assert quality.doubts(encoded(plate((1600, 1100)))) == ()


def test_each_fault_has_its_sentence():
    sharp = plate((1600, 1100))
    seen = {
        "too_small": plate((640, 440)),
        "blurred": sharp.filter(ImageFilter.GaussianBlur(9)),
        "dark": sharp.point(lambda level: level // 8),
        "cut_off": sharp.crop((200, 0, 1600, 1100)),
    }
    for code, picture in seen.items():
        assert code in quality.doubts(encoded(picture))
        assert words.DOUBTS[code].endswith("。")


def test_what_is_no_picture_raises_none():
    assert (
        quality.doubts(b"")
        == quality.doubts(b"%PDF-1.7")
        == quality.doubts(bomb())
        == quality.doubts(encoded(plate())[:900])
        == ()
    )
