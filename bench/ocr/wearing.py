"""From a drawn plate to a photograph of it: ground, slant, perspective, blur, glare, shadow, dirt, noise, JPEG."""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .looks import Look, grain


@dataclass(frozen=True)
class Level:
    """How much a photograph suffers; spans are drawn from evenly."""

    slant: float  # degrees either way
    perspective: float  # share of the side by which a corner moves
    blur: tuple[float, float]  # radius in pixels at a long side of 1600
    glare: float  # chance
    dirt: int  # spots at most
    noise: tuple[int, int]
    quality: tuple[int, int]
    long_side: tuple[int, int]
    on_its_side: float  # chance that it lies on a side or on its head, EXIF silent
    contrast: float  # the least


LEVELS = {
    "clean": Level(1.0, 0.004, (0.0, 0.4), 0.0, 0, (0, 4), (82, 95), (1400, 3200), 0.0, 0.95),
    "moderate": Level(6.0, 0.05, (0.5, 1.2), 0.45, 25, (4, 12), (45, 80), (1300, 3200), 0.06, 0.75),
    "hard": Level(14.0, 0.12, (1.2, 2.4), 0.8, 90, (10, 24), (22, 50), (900, 2000), 0.12, 0.5),
}


def photographed(plate: Image.Image, look: Look, level: Level, rng: random.Random) -> bytes:
    """The JPEG of a photo (or scan) of the plate."""
    picture = _placed(plate, look, level, rng)
    long_side = rng.randint(*level.long_side)
    ratio = long_side / max(picture.size)
    picture = picture.resize(
        (round(picture.width * ratio), round(picture.height * ratio)), Image.Resampling.BICUBIC
    )
    picture = _lit(picture, level, rng)
    picture = _soiled(picture, level, rng)
    picture = _blurred(picture, level, rng, long_side / 1600)
    picture = _grainy(picture, level, rng)
    if rng.random() < level.on_its_side:
        picture = picture.rotate(rng.choice((90, 180, 270)), expand=True)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=rng.randint(*level.quality))
    return out.getvalue()


def _placed(plate: Image.Image, look: Look, level: Level, rng: random.Random) -> Image.Image:
    """The plate on its ground, slanted and seen from aside."""
    room = rng.uniform(0.02, 0.05) if look.paper else rng.uniform(0.03, 0.2)
    width, height = plate.size
    wide, high = round(width * (1 + 2 * room)), round(height * (1 + 2 * room))
    tone = rng.randint(60, 235)
    scene = Image.new(
        "RGB", (wide, high), (tone, max(tone - rng.randint(0, 20), 0), max(tone - rng.randint(0, 30), 0))
    )
    scene = ImageChops.add(
        scene, Image.merge("RGB", [grain((wide, high), 18, rng)] * 3), scale=1, offset=-128
    )
    scene.paste(plate, ((wide - width) // 2, (high - height) // 2))
    if not look.paper and rng.random() < 0.7:
        _screws(scene, plate, rng)
    edge = scene.getpixel((2, 2))
    scene = scene.rotate(
        rng.uniform(-level.slant, level.slant), Image.Resampling.BICUBIC, expand=True, fillcolor=edge
    )  # type: ignore[arg-type]
    reach = level.perspective
    corners = [
        (rng.uniform(-reach, reach) * scene.width, rng.uniform(-reach, reach) * scene.height)
        for _ in range(4)
    ]
    ends = [(0, 0), (scene.width, 0), (scene.width, scene.height), (0, scene.height)]
    seen = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(ends, corners, strict=True)]
    return scene.transform(
        scene.size,
        Image.Transform.PERSPECTIVE,
        _coefficients(seen, ends),
        Image.Resampling.BICUBIC,
        fillcolor=edge,
    )


def _screws(scene: Image.Image, plate: Image.Image, rng: random.Random) -> None:
    draw, radius = ImageDraw.Draw(scene), max(plate.width // 90, 5)
    left, top = (scene.width - plate.width) // 2, (scene.height - plate.height) // 2
    for x in (left + 2 * radius, left + plate.width - 2 * radius):
        for y in (top + 2 * radius, top + plate.height - 2 * radius):
            shade = rng.randint(90, 150)
            draw.ellipse(
                (x - radius, y - radius, x + radius, y + radius),
                fill=(shade, shade, shade),
                outline=(60, 60, 60),
            )


def _coefficients(source: list[tuple[float, float]], target: list[tuple[int, int]]) -> list[float]:
    """The eight numbers of Pillow's perspective: from places of the result to those of the picture."""
    rows = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for pivot in range(8):
        best = max(range(pivot, 8), key=lambda row: abs(rows[row][pivot]))
        rows[pivot], rows[best] = rows[best], rows[pivot]
        rows[pivot] = [value / rows[pivot][pivot] for value in rows[pivot]]
        for row in range(8):
            if row != pivot:
                share = rows[row][pivot]
                rows[row] = [a - share * b for a, b in zip(rows[row], rows[pivot], strict=True)]
    return [row[8] for row in rows]


def _lit(picture: Image.Image, level: Level, rng: random.Random) -> Image.Image:
    """Less contrast, a shadow that grows to one side, a spot of light."""
    contrast = rng.uniform(level.contrast, 1.0)
    lift = rng.uniform(0, 1 - contrast) * 160
    picture = picture.point(lambda value: value * contrast + lift)
    if level.perspective > 0.01 and rng.random() < 0.6:
        shade = Image.linear_gradient("L").rotate(rng.choice((0, 90, 180, 270))).resize(picture.size)
        depth = rng.uniform(0.1, 0.45)
        dimmed = shade.point(lambda value: 255 - value * depth)
        picture = ImageChops.multiply(picture, Image.merge("RGB", [dimmed] * 3))
    if rng.random() < level.glare:
        size = round(min(picture.size) * rng.uniform(0.25, 0.7))
        spot = ImageChops.invert(Image.radial_gradient("L")).resize((size * 2, size))
        strength = rng.uniform(0.25, 0.6)
        light = Image.new("L", picture.size)
        light.paste(
            spot.point(lambda value: max(value - 80, 0) * strength),
            (rng.randint(-size, picture.width), rng.randint(0, picture.height)),
        )
        picture = ImageChops.screen(picture, Image.merge("RGB", [light] * 3))
    return picture


def _soiled(picture: Image.Image, level: Level, rng: random.Random) -> Image.Image:
    if not level.dirt:
        return picture
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    for _ in range(rng.randint(0, level.dirt)):
        x, y, radius = (
            rng.randrange(picture.width),
            rng.randrange(picture.height),
            rng.randint(1, max(picture.width // 220, 2)),
        )
        tone = rng.randint(40, 110)
        draw.ellipse(
            (x, y, x + radius * rng.uniform(0.6, 2), y + radius),
            fill=(tone, tone - 10, tone - 25, rng.randint(60, 190)),
        )
    for _ in range(rng.randint(0, level.dirt // 12)):
        x, y, angle, reach = (
            rng.randrange(picture.width),
            rng.randrange(picture.height),
            rng.uniform(0, math.pi),
            rng.randint(40, 400),
        )
        light = rng.choice((60, 225))
        draw.line(
            (x, y, x + reach * math.cos(angle), y + reach * math.sin(angle)),
            fill=(light, light, light, rng.randint(60, 150)),
            width=1,
        )
    soft = layer.filter(ImageFilter.GaussianBlur(0.7))
    return Image.alpha_composite(picture.convert("RGBA"), soft).convert("RGB")


def _blurred(picture: Image.Image, level: Level, rng: random.Random, scale: float) -> Image.Image:
    radius = rng.uniform(*level.blur) * scale
    picture = picture.filter(ImageFilter.GaussianBlur(radius))
    if level.slant > 2 and rng.random() < 0.2:  # a hand that moved
        reach = max(round(radius * 1.5), 1)
        moved = ImageChops.offset(picture, reach, 0)
        picture = Image.blend(picture, moved, 0.5)
    return picture


def _grainy(picture: Image.Image, level: Level, rng: random.Random) -> Image.Image:
    sigma = rng.randint(*level.noise)
    if not sigma:
        return picture
    noise = Image.merge("RGB", [grain(picture.size, sigma, rng) for _ in range(3)])
    return ImageChops.add(picture, noise, scale=1, offset=-128)
