"""The real engine on real pictures; skipped where it is not installed."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distributions, requires

import pytest
from PIL import Image

from devices.recognition import understand
from vision import engine
from vision.failing import CannotReadError

from .drawn import ROWS, blank_pdf, encoded, needs_engine, pdf_of, plate, speckled

pytestmark = needs_engine
JPEG, PDF = "image/jpeg", "application/pdf"


def test_a_plate_is_read_and_understood():
    [page] = engine.read(encoded(plate()), JPEG)
    assert {text for row in ROWS for text in row} <= {line.text for line in page.lines}
    assert all(len(line.signs) == len(line.text) for line in page.lines)
    found = {one.path: one.value for one in understand([page], source="nameplate", category="tower_crane")}
    assert found["parameters.rated_load_moment"] == "800"
    assert found["device.manufacture_date"] == "2019-05-12"


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_it_is_turned_upright(turned):
    [page] = engine.read(encoded(plate().rotate(turned, expand=True)), JPEG)
    assert page.rotation == turned  # clockwise, against what was done
    assert page.width > page.height
    model = next(line for line in page.lines if line.text == "QTZ80(TC6012)")
    assert model.box[0][0] > 0.4
    assert model.box[0][1] < 0.3


def test_a_scan_of_several_pages():
    pages = engine.read(pdf_of(plate(), speckled(), plate()), PDF)
    assert [page.number for page in pages] == [1, 3]


def test_a_picture_without_text_says_so():
    for data, media_type in (
        (encoded(speckled()), JPEG),
        (blank_pdf(2), PDF),
        (encoded(Image.new("RGB", (3000, 2000), "gray")), JPEG),
    ):
        with pytest.raises(CannotReadError) as refused:
            engine.read(data, media_type)
        assert refused.value.code == "no_text"


def test_the_engine_lives_on_after_a_refusal():
    with pytest.raises(CannotReadError):
        engine.read(b"\xff\xd8\xff", JPEG)
    assert engine.read(encoded(plate((700, 500))), JPEG)


def test_opencv_comes_in_its_headless_build_alone():
    names = {(found.metadata["Name"] or "").lower() for found in distributions()}
    assert {name for name in names if name.startswith("opencv")} == {"opencv-python-headless"}
    asked = " ".join(requires("rapidocr") or []).lower()
    assert "opencv-python-headless" in asked or "opencv" not in asked


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_opencv_needs_no_system_graphics():
    told = "import cv2; print(open('/proc/self/maps').read())"
    maps = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
    assert "cv2" in maps
    assert not [name for name in ("libGL.so", "libGLX", "libX11", "libxcb", "libgthread") if name in maps]


def test_nothing_is_asked_of_the_network():
    told = (
        "import socket\n"
        "def refuse(*_args, **_more): raise SystemExit('the network was asked')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from vision import engine\n"
        "engine.warm()\n"
    )
    assert (
        subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False).returncode
        == 0
    )
