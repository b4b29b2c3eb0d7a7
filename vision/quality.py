"""Doubts about a photo before anything is read from it, by Pillow alone."""

from __future__ import annotations

import io
from statistics import quantiles

from PIL import Image, ImageFilter, ImageStat

from . import pictures

LONG_SIDE = 900  # pixels: what is shorter rarely shows a whole plate legibly
LOOKED_AT = 1000  # pixels of the long side of what is judged
DARK_MEAN, DARK_LIGHTS = 35, 70  # of 255: the mean, and what the lightest tenth does not reach
BLURRED = 55.0  # the sharpest tenth of the picture varies less around its neighbours
TILES = 8
EDGE = 0.012  # share of the side that is looked at for signs which run out of the picture
RUNS_OUT = 0.7  # as rich in edges as the richest parts inside
FORMATS = ("JPEG", "PNG", "HEIF")
EDGES = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


def doubts(data: bytes) -> tuple[str, ...]:
    """Codes of what makes the photo hard to read: too_small, dark, blurred, cut_off; none for what is no picture.

    The sentences stand in `vision.words.DOUBTS`.
    """
    looked_at = _opened(data)
    if looked_at is None:
        return ()
    long_side, grey = looked_at
    found = []
    if long_side < LONG_SIDE:
        found.append("too_small")
    if _is_dark(grey):
        found.append("dark")
    tiles = _tiles(grey.filter(EDGES))
    tenths = quantiles(tiles, n=10)
    flat, sharpest = tenths[1], tenths[-1]  # what is flat still varies by the grain of the sensor
    if sharpest < BLURRED:
        found.append("blurred")
    elif _is_cut_off(grey.filter(EDGES), flat + RUNS_OUT * (sharpest - flat)):
        found.append("cut_off")
    return tuple(found)


def _opened(data: bytes) -> tuple[int, Image.Image] | None:
    """The long side as it is stored, and a small grey picture; None for what cannot be opened."""
    pictures.know_heic()
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            long_side = max(picture.size)
            if picture.width * picture.height > pictures.MOST_PIXELS or min(picture.size) < TILES * 4:
                return None
            picture.draft("L", (LOOKED_AT, LOOKED_AT))
            picture.load()
            small = pictures.on_white(
                picture.reduce(max(long_side // (2 * LOOKED_AT), 1))
                if picture.mode in {"L", "RGB", "RGBA"}
                else picture
            )
    except Exception:  # hostile bytes make the decoders raise nearly anything; reading says what is wrong
        return None
    small.thumbnail((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX)
    return long_side, small.convert("L")


def _is_dark(grey: Image.Image) -> bool:
    counts = grey.histogram()
    total, seen, lights = sum(counts), 0, 255
    for level in range(255, -1, -1):
        seen += counts[level]
        if seen >= total / 10:
            lights = level
            break
    return ImageStat.Stat(grey).mean[0] < DARK_MEAN and lights < DARK_LIGHTS


def _tiles(edges: Image.Image) -> list[float]:
    """How much each tile varies around its neighbours, the outermost pixels left out."""
    wide, high = (edges.width - 4) / TILES, (edges.height - 4) / TILES
    boxes = [
        (2 + x * wide, 2 + y * high, 2 + (x + 1) * wide, 2 + (y + 1) * high)
        for x in range(TILES)
        for y in range(TILES)
    ]
    return [_variance(edges.crop((int(a), int(b), int(c), int(d)))) for a, b, c, d in boxes]


def _is_cut_off(edges: Image.Image, rich: float) -> bool:
    """Whether signs run out of the picture: a strip at its edge is as rich in edges as the richest parts inside."""
    width, height = edges.size
    thick = max(int(max(width, height) * EDGE), 6)
    strips = []
    for part in range(4):
        x0, x1 = 2 + part * (width - 4) // 4, 2 + (part + 1) * (width - 4) // 4
        y0, y1 = 2 + part * (height - 4) // 4, 2 + (part + 1) * (height - 4) // 4
        strips += [
            (x0, 2, x1, thick),
            (x0, height - thick, x1, height - 2),
            (2, y0, thick, y1),
            (width - thick, y0, width - 2, y1),
        ]
    return any(_variance(edges.crop(strip)) > rich for strip in strips)


def _variance(part: Image.Image) -> float:
    return float(ImageStat.Stat(part).var[0])
