"""What plates and papers are made of: grounds, inks, and how signs sit on them."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .fonts import Face, chinese, latin

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Look:
    """Ground, ink, line colour, the manner of the signs (printed, engraved, raised), and the faces."""

    ground: Colour
    ink: Colour
    rule: Colour
    manner: str
    face: Face
    value_face: Face | None
    brushed: bool
    paper: bool

    def font(self, text: str, size: int, *, value: bool) -> Face:
        """Latin values may be stamped in a face of their own."""
        return self.value_face if value and self.value_face and text.isascii() else self.face


METALS: tuple[tuple[Colour, Colour], ...] = (
    ((196, 198, 200), (28, 28, 30)), ((178, 182, 186), (20, 24, 60)), ((205, 203, 196), (40, 36, 32)), ((188, 172, 120), (36, 28, 12)), ((34, 36, 40), (216, 216, 212)),
    ((28, 60, 128), (228, 232, 238)), ((152, 28, 32), (236, 228, 220)), ((232, 196, 40), (24, 22, 18)), ((226, 228, 230), (16, 40, 110)), ((20, 96, 70), (232, 236, 230)),
)  # fmt: skip
PAPERS: tuple[tuple[Colour, Colour], ...] = (
    ((250, 249, 245), (24, 24, 26)), ((246, 240, 226), (36, 32, 30)), ((255, 255, 255), (0, 0, 0)), ((238, 244, 238), (28, 30, 36)), ((250, 238, 236), (40, 30, 34)),
)  # fmt: skip


def plate(rng: random.Random) -> Look:
    """A nameplate: metal or a sticker."""
    ground, ink = rng.choice(METALS)
    manner = rng.choice(("printed", "printed", "printed", "engraved", "raised"))
    stamped = latin(rng) if rng.random() < 0.45 else None
    return Look(
        ground, ink, _between(ground, ink, 0.6), manner, chinese(rng), stamped, rng.random() < 0.5, False
    )


def paper(rng: random.Random) -> Look:
    """A certificate: printed on paper."""
    ground, ink = rng.choice(PAPERS)
    typed = latin(rng) if rng.random() < 0.35 else None
    return Look(ground, ink, _between(ground, ink, 0.7), "printed", chinese(rng), typed, False, True)


def grain(size: tuple[int, int], sigma: float, rng: random.Random) -> Image.Image:
    """Even noise around the middle grey; the same draw gives the same grain."""
    drawn = np.random.default_rng(rng.getrandbits(32)).normal(128, sigma, (size[1], size[0]))
    return Image.fromarray(drawn.clip(0, 255).astype(np.uint8))


def ground(look: Look, size: tuple[int, int], rng: random.Random) -> Image.Image:
    """The empty plate: brushed metal has streaks, paper a little grain."""
    sheet = Image.new("RGB", size, look.ground)
    if look.brushed:
        noise = grain((size[0] // 8 or 1, size[1]), 40, rng).resize(size).filter(ImageFilter.BoxBlur(2))
        streaks = noise.point(lambda level: 128 + (level - 128) // 3)
        sheet = ImageChops.soft_light(sheet, Image.merge("RGB", [streaks] * 3))
    if look.paper and rng.random() < 0.3:
        _seal(sheet, rng)
    return sheet


def _seal(sheet: Image.Image, rng: random.Random) -> None:
    """A pale emblem behind the text, as certificates have."""
    draw, radius = ImageDraw.Draw(sheet), min(sheet.size) // 4
    x, y = sheet.width // 2, sheet.height // 2
    tint = tuple(max(level - rng.randint(8, 16), 0) for level in sheet.getpixel((0, 0)))  # type: ignore[union-attr]
    for inset in (0, 14, 40):
        draw.ellipse(
            (x - radius + inset, y - radius + inset, x + radius - inset, y + radius - inset),
            outline=tint,
            width=4,
        )


def write(
    sheet: Image.Image,
    look: Look,
    place: tuple[int, int],
    text: str,
    size: int,
    *,
    value: bool = False,
    ink: Colour | None = None,
) -> int:
    """Put the text there; its width in pixels."""
    draw, font = ImageDraw.Draw(sheet), look.font(text, size, value=value).at(size)
    x, y = place
    colour = ink or look.ink
    if look.manner != "printed" and ink is None:
        depth = max(size // 22, 1)
        light, dark = _between(look.ground, (255, 255, 255), 0.55), _between(look.ground, (0, 0, 0), 0.6)
        first, second = (light, dark) if look.manner == "engraved" else (dark, light)
        draw.text((x + depth, y + depth), text, font=font, fill=first)
        draw.text((x - depth, y - depth), text, font=font, fill=second)
        colour = _between(look.ground, look.ink, 0.72)
    draw.text((x, y), text, font=font, fill=colour)
    return round(draw.textlength(text, font=font))


def width(look: Look, text: str, size: int, *, value: bool = False) -> int:
    """How wide the text would be."""
    return round(look.font(text, size, value=value).at(size).getlength(text))


def stamp(sheet: Image.Image, look: Look, words: str, rng: random.Random, place: tuple[int, int]) -> None:
    """A round red seal with the office's name, lying over what is there."""
    radius = rng.randint(90, 130)
    layer = Image.new("RGBA", (2 * radius, 2 * radius), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    red = (200, 30, 36, 120)
    draw.ellipse((4, 4, 2 * radius - 4, 2 * radius - 4), outline=red, width=6)
    draw.text((radius, radius), "★", font=look.face.at(radius // 2), fill=red, anchor="mm")
    draw.text((radius, radius * 1.5), words[:8], font=look.face.at(radius // 6), fill=red, anchor="mm")
    turned = layer.rotate(rng.uniform(-20, 20))
    sheet.paste(turned, place, turned)


def _between(first: Colour, second: Colour, share: float) -> Colour:
    mixed = [round(a + (b - a) * share) for a, b in zip(first, second, strict=True)]
    return mixed[0], mixed[1], mixed[2]
