"""Pictures made harmless: decoded and drawn anew, upright, without where and by whom they were taken."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageOps

from documents import limits
from documents.media_types import JPEG, PNG
from ground.errors import RuleBroken

DAMAGED = "这张图片已损坏或不完整，打不开。请重新拍照或扫描后再添加。"
TOO_MANY_PIXELS = "这张图片的像素过多(最多 {most} 万像素)。请关闭手机相机的高像素模式重拍，或缩小后再添加。"
SMALL = (
    "图片较小(长边 {long_side} 像素，建议不少于 {least} 像素)，文字可能看不清。如有更清晰的照片，建议换上。"
)

JPEG_QUALITY = 90
FORMATS = {JPEG: "JPEG", PNG: "PNG"}  # as Pillow names them
_PNG_MODES = {"1", "L", "LA", "RGB", "RGBA", "I;16"}


def redraw(data: bytes, media_type: str, *, path: str) -> bytes:
    """Return the same picture encoded anew, its EXIF rotation applied and all metadata dropped.

    Deterministic, so that the same upload keeps the same SM3. Raises RuleBroken at `path` for a damaged
    picture, or one of more pixels than documents.limits allows.
    """
    return _redrawn(data, FORMATS[media_type], media_type, path=path)


def jpeg_of_heic(data: bytes, *, path: str) -> bytes:
    """Return a phone's HEIC photo as JPEG, which everybody can open; the rest is as with `redraw`."""
    _know_heic()
    return _redrawn(data, "HEIF", JPEG, path=path)


@cache
def _know_heic() -> None:
    """Teach Pillow the format, once and only where it is met: thumbnails and depth maps stay unread."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def _redrawn(data: bytes, form: str, media_type: str, *, path: str) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as picture:
            _require_bearable(picture, path=path)
            picture.load()
            return _encoded(_plain(ImageOps.exif_transpose(picture), media_type), media_type)
    except RuleBroken:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(path) from error
    except Exception as error:  # hostile bytes make the decoders raise nearly anything
        raise RuleBroken("image_damaged", DAMAGED, path=path) from error


def small_picture_warning(data: bytes) -> str:
    """Return a warning for a picture whose long side is short, else nothing."""
    with Image.open(io.BytesIO(data)) as picture:
        long_side, least = max(picture.size), limits.current().image_long_side
    return SMALL.format(long_side=long_side, least=least) if long_side < least else ""


def _require_bearable(picture: Image.Image, *, path: str) -> None:
    """Look at the header alone, before a pixel is decoded."""
    if picture.width * picture.height > limits.current().image_pixels:
        raise _too_many_pixels(path)


def _too_many_pixels(path: str) -> RuleBroken:
    sentence = TOO_MANY_PIXELS.format(most=limits.current().image_pixels // 10_000)
    return RuleBroken("image_too_many_pixels", sentence, path=path)


def _plain(picture: Image.Image, media_type: str) -> Image.Image:
    """Return the picture in a mode that its format can hold, without the metadata that Pillow carries on."""
    if media_type == JPEG:
        plain = picture if picture.mode in {"L", "RGB"} else picture.convert("RGB")
    elif picture.mode in _PNG_MODES:
        plain = picture
    else:
        plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    plain.info.clear()
    return plain


def _encoded(picture: Image.Image, media_type: str) -> bytes:
    out = io.BytesIO()
    if media_type == JPEG:
        picture.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        picture.save(out, "PNG", optimize=True)
    return out.getvalue()
