"""How large a ZIP's directory is, told before it is read: 20 MB of nothing else are half a million entries."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

ENTRY_BYTES = 512  # of an entry in the directory, with a long Chinese path; 46 and a name are the least
_SIZE = 5  # place of the directory's size in the record that `zipfile` itself goes by


def is_crowded(stream: BinaryIO, *, most: int) -> bool:
    """Whether the directory is longer than `most` entries need; False for what is no ZIP."""
    place = stream.tell()
    try:
        end = zipfile._EndRecData(stream)  # type: ignore[attr-defined]
    except (OSError, zipfile.BadZipFile):
        return False
    finally:
        stream.seek(place)
    return bool(end) and end[_SIZE] > most * ENTRY_BYTES
