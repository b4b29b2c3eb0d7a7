"""Pictures and PDF scans, opened within bounds of time and memory; the places of lines, cut out again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import cache

from PIL import Image, ImageOps

from documents.media_types import HEIC, JPEG, OFD, PDF, PNG

from . import scans, words
from .failing import CannotReadError
from .lines import Box, Page, box_around

MOST_PIXELS = 60_000_000  # as documents.limits takes them; decoding a PNG costs 3 or 4 bytes each
LONG_SIDE = 2000  # of the sheet that is read: more helps no line, and costs memory
LEAST_SIDE = 40  # what is smaller shows no text
CROP_WIDTH, CROP_HEIGHT = 640, 640
MARGIN = 0.35  # of the line's height, around a crop
JPEG_QUALITY = 82
FORMATS = {JPEG: "JPEG", PNG: "PNG", HEIC: "HEIF"}  # as Pillow names them

__all__ = ["CannotReadError", "crop", "crops", "sheet", "sheets"]


def sheets(data: bytes, media_type: str) -> Iterator[tuple[int, Image.Image]]:
    """Each page as it is stored, RGB, its long side at most LONG_SIDE pixels, with its number from 1.

    A PDF has at most `scans.MOST_PAGES`; the pages after them stay unread. Raises CannotReadError.
    """
    if media_type == PDF:
        yield from scans.rendered(data, long_side=LONG_SIDE)
    elif media_type in FORMATS:
        yield 1, _picture(data, FORMATS[media_type])
    else:
        raise words.cannot_read("ofd" if media_type == OFD else "format")


def sheet(data: bytes, media_type: str, number: int) -> Image.Image:
    """The one page of that number, as `sheets` gives it. Raises CannotReadError."""
    if media_type == PDF:
        for _, picture in scans.rendered(data, long_side=LONG_SIDE, only=number):
            return picture
        raise words.cannot_read("damaged")
    return next(iter(sheets(data, media_type)))[1]


def crop(data: bytes, media_type: str, page: Page, box: Box) -> bytes:
    """A JPEG of that place with a little margin, upright, at most CROP_WIDTH pixels wide. Raises CannotReadError."""
    return crops(data, media_type, page, [box])[0]


def crops(data: bytes, media_type: str, page: Page, boxes: Iterable[Box]) -> list[bytes]:
    """The same for several places of one page, which is opened once."""
    upright = turned(sheet(data, media_type, page.number), page.rotation)
    return [_cut(upright, box) for box in boxes]


def turned(picture: Image.Image, degrees: int) -> Image.Image:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees."""
    turns = {
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }
    return picture.transpose(turns[degrees]) if degrees in turns else picture


def _cut(picture: Image.Image, box: Box) -> bytes:
    (left, top), _, (right, bottom), _ = box_around([box])
    margin = MARGIN * min((bottom - top) * picture.height, (right - left) * picture.width)
    edges = (
        max(int(left * picture.width - margin), 0),
        max(int(top * picture.height - margin), 0),
        min(int(right * picture.width + margin) + 1, picture.width),
        min(int(bottom * picture.height + margin) + 1, picture.height),
    )
    if edges[2] <= edges[0] or edges[3] <= edges[1]:
        edges = (0, 0, picture.width, picture.height)
    piece = picture.crop(edges)
    piece.thumbnail((CROP_WIDTH, CROP_HEIGHT))
    out = io.BytesIO()
    piece.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def _picture(data: bytes, form: str) -> Image.Image:
    if form == "HEIF":
        know_heic()
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as picture:
            _require_bearable(picture)
            picture.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a JPEG is decoded at a half, quarter or eighth
            picture.load()
            return _plain(picture)
    except CannotReadError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise words.cannot_read("too_large") from error
    except Exception as error:  # hostile bytes make the decoders raise nearly anything
        raise words.cannot_read("damaged") from error


def _require_bearable(picture: Image.Image) -> None:
    """Look at the header alone, before a pixel is decoded."""
    if picture.width * picture.height > MOST_PIXELS:
        raise words.cannot_read("too_large")
    if min(picture.size) < LEAST_SIDE:
        raise words.cannot_read("too_small")


def _plain(picture: Image.Image) -> Image.Image:
    """Small first, then upright by EXIF, then RGB on white: in this order nothing large is copied."""
    smaller = max(picture.size) // LONG_SIDE
    if smaller > 1:
        if picture.mode in {"1", "P"}:
            picture = picture.convert("L" if picture.mode == "1" else "RGB")
        orientation = picture.getexif()
        picture = picture.reduce(smaller)
        picture.info["exif"] = orientation.tobytes() if orientation else b""
    return on_white(ImageOps.exif_transpose(_bounded(picture)))


def _bounded(picture: Image.Image) -> Image.Image:
    if max(picture.size) <= LONG_SIDE:
        return picture
    exif = picture.info.get("exif")
    picture = picture.convert("RGB") if picture.mode in {"1", "P"} else picture
    ratio = LONG_SIDE / max(picture.size)
    small = picture.resize(
        (max(round(picture.width * ratio), 1), max(round(picture.height * ratio), 1)),
        Image.Resampling.BILINEAR,
        reducing_gap=2.0,
    )
    if exif:
        small.info["exif"] = exif
    return small


def on_white(picture: Image.Image) -> Image.Image:
    """RGB; what is transparent becomes white paper."""
    if picture.mode.startswith(("I", "F")):  # 16 bits a pixel
        picture = picture.point(lambda level: level / 256).convert("L")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(paper, seen).convert("RGB")
    return picture.convert("RGB")


@cache
def know_heic() -> None:
    """Teach Pillow the format, once and only where it is met."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
