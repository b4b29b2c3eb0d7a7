"""File names as people gave them, made fit to keep: bare, readable, with the ending of the real type."""

from __future__ import annotations

import re
import unicodedata

from documents.media_types import ENDINGS, HEIC, JPEG, ending_fits

LONGEST = 120  # characters, the ending included
NAMELESS = "附件"

_NOT_FOR_NAMES = re.compile(r'[<>:"|?*]')  # Windows refuses these when the file is saved again
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}  # control, direction overrides, surrogates, private, unassigned


def clean_name(name: str, media_type: str) -> str:
    """Return the bare name in NFC, at most LONGEST characters, with the ending of its media type."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(sign for sign in bare if unicodedata.category(sign) not in _INVISIBLE)
    tidy = " ".join(_NOT_FOR_NAMES.sub("_", visible).split()).rstrip(" .")
    stem, ending = _split(tidy, media_type)
    return (stem.strip(" .")[: LONGEST - len(ending)] or NAMELESS) + ending


def _split(name: str, media_type: str) -> tuple[str, str]:
    """Split off an ending that fits the type, else give the one that does."""
    usual = ENDINGS[media_type][0] if media_type in ENDINGS else ""
    stem, dot, ending = name.rpartition(".")
    if dot and ending_fits(name, media_type):
        return stem, f".{ending}"
    if media_type == JPEG and ending_fits(name, HEIC):  # a phone's photo that was converted
        return stem, usual
    return name, usual
