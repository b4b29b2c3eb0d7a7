"""Bytes on disk under their SM3 digest."""

import tempfile
from pathlib import Path

from django.conf import settings

from mock_province import sm3

ATTACHMENTS, CERTIFICATES = "files", "certificates"


def keep(shelf: str, content: bytes) -> str:
    """Write the bytes whole or not at all; answers their digest."""
    digest = sm3.hexdigest(content)
    place = path(shelf, digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as draft:
        draft.write(content)
    Path(draft.name).replace(place)
    return digest


def read(shelf: str, digest: str) -> bytes:
    """The bytes. Raises OSError where the disk has lost them."""
    return path(shelf, digest).read_bytes()


def path(shelf: str, digest: str) -> Path:
    """Where these bytes lie or would lie."""
    return settings.DATA_DIR / shelf / digest[:2] / digest
