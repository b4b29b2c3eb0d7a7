"""The fonts of drawn papers: Noto CJK of the fonts package in its weights, and what the system has besides."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

import manimgx_fonts_cjk
from PIL import ImageFont

PACKAGED = Path(manimgx_fonts_cjk.__file__).parent / "NotoSansCJK-VF.otf.ttc"
SIMPLIFIED = 2  # the place of the simplified Chinese face in the collections
SYSTEM = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", SIMPLIFIED),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", SIMPLIFIED),
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", SIMPLIFIED),
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", SIMPLIFIED),
)
LATIN = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSansNarrow-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationMono-Bold.ttf",
)
WEIGHTS = (300, 400, 500, 700, 800)


class Face:
    """A Chinese font in one weight, at any size."""

    def __init__(self, path: str, index: int, weight: int = 0) -> None:
        self.path, self.index, self.weight = path, index, weight

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font at that size in pixels."""
        return _loaded(self.path, self.index, self.weight, size)


@lru_cache(maxsize=64)
def _loaded(path: str, index: int, weight: int, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(path, size, index=index)
    if weight:
        font.set_variation_by_axes([weight])
    return font


def chinese(rng: random.Random) -> Face:
    """Any Chinese face; the packaged one stands on every machine."""
    system = [(path, index) for path, index in SYSTEM if Path(path).exists()]
    if system and rng.random() < 0.6:
        return Face(*rng.choice(system))
    return Face(str(PACKAGED), SIMPLIFIED, rng.choice(WEIGHTS))


def latin(rng: random.Random) -> Face | None:
    """A face for stamped or printed values of Latin letters and digits; None where the system has none."""
    there = [path for path in LATIN if Path(path).exists()]
    return Face(rng.choice(there), 0) if there else None
