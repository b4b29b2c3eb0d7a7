"""Which kinds of papers are read, and what was found on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from devices.catalogue import Catalogue, Category, Phase
from devices.recognition import OFFERED_FROM, Found, Source, understand
from documents.checking import Checked
from documents.models import Attachment
from vision import quality, words
from vision.asking import want
from vision.models import Reading
from vision.offering import offered

SOURCES = {
    "nameplate_photo": Source.NAMEPLATE,
    "old_certificate": Source.OLD_CERTIFICATE,
    "quality_certificate": Source.QUALITY_CERTIFICATE,
}


def read_attached(attachment: Attachment) -> None:
    """A new attachment of these kinds is read by itself, so that its table is there before anybody asks."""
    if attachment.kind in SOURCES and offered():
        want([attachment.file])


def doubts_about(checked: Checked, path: str) -> Iterable[str]:
    """What a photo of these kinds should be retaken for, said as soon as it is here."""
    photo = checked.media_type.startswith("image/") and path.removeprefix("attachments.") in SOURCES
    if not photo or not offered():
        return ()
    # That it is small is said of every picture already.
    return [words.DOUBTS[code] for code in quality.doubts(checked.data) if code != "too_small"]


def found_in(reading: Reading, kind: str, form: Asking) -> tuple[Found, ...]:
    """What a read paper of that kind tells of the machine, surely enough to be offered, in the units of the phase."""
    if not reading.is_read:
        return ()
    return _offered(
        _Read(reading), SOURCES[kind].value, form.category.code, form.phase, _Same(form.catalogue)
    )


class Asking(Protocol):
    """For what a paper is understood: the record's category, phase and catalogue; a form of a record is one."""

    catalogue: Catalogue
    category: Category
    phase: Phase


class _Read:
    """A reading as a key: the same row, read at the same moment, is understood once per process."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.key: tuple[int, datetime | None] = (reading.pk, reading.read_at)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Read) and self.key == other.key


class _Same:
    """A catalogue as a key: a version is parsed once per process."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __hash__(self) -> int:
        return id(self.catalogue)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.catalogue is other.catalogue


@lru_cache(maxsize=2048)
def _offered(read: _Read, source: str, category: str, phase: Phase, version: _Same) -> tuple[Found, ...]:
    pages = read.reading.as_pages()
    found = understand(pages, source=source, category=category, phase=phase, catalogue=version.catalogue)
    return tuple(item for item in found if item.confidence >= OFFERED_FROM)
