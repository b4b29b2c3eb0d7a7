"""A machine's nameplate as a clerk photographs it: brushed metal, engraved frame, riveted corners."""

from __future__ import annotations

import io
import random
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1280, 880  # pixels; the long side is above what the checks ask for
MARGIN = 54
INK = (38, 40, 44)
SIMPLIFIED_CHINESE = 2  # the face within the font collection
JPEG_QUALITY = 72

_TITLE_BAND = (96, 210)
_ROWS_FROM, _ROWS_TO = 236, 738
TALLEST_ROW = 125  # pixels


def nameplate_jpeg(face: dict[str, str]) -> bytes:
    """Return a small JPEG of the plate; the same face gives the same bytes.

    `face` maps labels to engraved values in their order; 设备名称 becomes the headline and 制造单位 the foot
    line. Further entries fill the rows, two columns where there are more than six.
    """
    plate = _brushed_metal(seed="".join(face.values()))
    draw = ImageDraw.Draw(plate)
    _frame(draw)
    _headline(draw, face.get("设备名称", "设备铭牌"))
    _rows(draw, [entry for entry in face.items() if entry[0] not in {"设备名称", "制造单位"}])
    _foot(draw, face.get("制造单位", ""))
    return _photographed(plate)


def _brushed_metal(*, seed: str) -> Image.Image:
    """Horizontal strokes of slightly different grey under a soft light from above left."""
    chance = random.Random(seed)  # noqa: S311 - a picture, no secret
    strokes = bytes(chance.randint(172, 206) for _ in range(HEIGHT))
    metal = Image.frombytes("L", (1, HEIGHT), strokes).resize((WIDTH, HEIGHT))
    light = (
        Image.linear_gradient("L").resize((WIDTH, HEIGHT)).rotate(180).point(lambda v: 150 + v * 90 // 255)
    )
    return Image.blend(metal, light, 0.45).convert("RGB")


def _frame(draw: ImageDraw.ImageDraw) -> None:
    draw.rounded_rectangle((22, 22, WIDTH - 22, HEIGHT - 22), 34, outline=(120, 122, 126), width=4)
    draw.rounded_rectangle((MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN), 18, outline=INK, width=5)
    for x in (40, WIDTH - 40):
        for y in (40, HEIGHT - 40):
            draw.ellipse(
                (x - 15, y - 15, x + 15, y + 15), fill=(150, 152, 156), outline=(84, 86, 90), width=3
            )
            draw.ellipse((x - 9, y - 10, x + 2, y + 1), fill=(214, 216, 218))


def _headline(draw: ImageDraw.ImageDraw, text: str) -> None:
    top, bottom = _TITLE_BAND
    draw.rectangle((MARGIN + 14, top - 22, WIDTH - MARGIN - 14, bottom), fill=(44, 62, 92))
    middle = (WIDTH // 2, (top - 22 + bottom) // 2)
    draw.text(middle, "  ".join(text), font=_font(64, "Bold"), fill=(236, 238, 240), anchor="mm")


def _rows(draw: ImageDraw.ImageDraw, entries: list[tuple[str, str]]) -> None:
    columns = 2 if len(entries) > 6 else 1
    lines = max(1, -(-len(entries) // columns))
    step = min((_ROWS_TO - _ROWS_FROM) // lines, TALLEST_ROW)
    width = (WIDTH - 2 * MARGIN - 56) // columns
    for number, (label, value) in enumerate(entries):
        left = MARGIN + 28 + (number % columns) * width
        _row(
            draw,
            label,
            value,
            left=left,
            right=left + width - 20,
            base=_ROWS_FROM + (number // columns + 1) * step,
        )


def _row(draw: ImageDraw.ImageDraw, label: str, value: str, *, left: int, right: int, base: int) -> None:
    """Write a label and, on its engraved line, the value, in a size that fits."""
    draw.text((left, base - 14), label, font=_font(30, "Medium"), fill=INK, anchor="ls")
    start = left + int(draw.textlength(label, font=_font(30, "Medium"))) + 18
    draw.line((start, base, right, base), fill=(96, 98, 102), width=2)
    size = next(
        (s for s in (42, 36, 30, 25) if draw.textlength(value, font=_font(s, "Bold")) <= right - start), 21
    )
    draw.text((start + 6, base - 12), value, font=_font(size, "Bold"), fill=(22, 24, 28), anchor="ls")


def _foot(draw: ImageDraw.ImageDraw, maker: str) -> None:
    draw.text((WIDTH // 2, HEIGHT - 96), maker, font=_font(36, "Bold"), fill=INK, anchor="mm")
    draw.text(
        (WIDTH - MARGIN - 22, HEIGHT - 66),
        "演示样张",
        font=_font(20, "Regular"),
        fill=(150, 40, 40),
        anchor="rs",
    )


def _photographed(plate: Image.Image) -> bytes:
    """Lay the plate on paintwork, a little askew and not quite sharp."""
    scene = Image.new("RGB", (WIDTH + 120, HEIGHT + 120), (196, 148, 44))
    turned = _askew(plate)
    corner = ((scene.width - turned.width) // 2, (scene.height - turned.height) // 2)
    scene.paste(turned, corner, _mask(plate.size))
    out = io.BytesIO()
    scene.filter(ImageFilter.BoxBlur(0.6)).save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


def _askew(picture: Image.Image) -> Image.Image:
    return picture.rotate(0.8, expand=True, resample=Image.Resampling.BILINEAR)


@cache
def _mask(size: tuple[int, int]) -> Image.Image:
    """Where the turned plate hides the paintwork; the same for every plate."""
    return _askew(Image.new("L", size, 255))


@cache
def _font(size: int, weight: str) -> ImageFont.FreeTypeFont:
    import manimgx_fonts_cjk

    collection = next(Path(manimgx_fonts_cjk.__file__).parent.glob("*.ttc"))
    font = ImageFont.truetype(str(collection), size, index=SIMPLIFIED_CHINESE)
    font.set_variation_by_name(weight)
    return font
