"""How much may be added: the city's assumptions in one place, overridden by settings.ATTACH_LIMITS."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of attachments; assumptions without a public source, so all can be set by the city.

    file_bytes: most bytes of one file, before and after sanitising.
    files_per_kind: most files of one kind of one enterprise, machine or renewal.
    subject_bytes: most bytes of all files of one enterprise, machine or renewal.
    image_pixels: most pixels of a picture; decoding takes 3 to 9 bytes each, whatever its file weighs.
    image_long_side: pixels; a picture whose long side is shorter is accepted with a warning.
    pdf_objects: most objects of a PDF, because each is looked at.
    ofd_unpacked_bytes: most bytes of an OFD once unpacked.
    unfinished_files, unfinished_bytes: of one person or link, files on their way that are not whole yet.
    chunk_bytes: most bytes of one piece of a file on its way.
    link_files, link_bytes: most that one QR code (扫码传图) may bring to one machine or firm.
    batch_link_files, batch_link_bytes: the same for the QR code of a batch, which serves many machines.
    """

    file_bytes: int = 20 * MEGABYTE
    files_per_kind: int = 10
    subject_bytes: int = 100 * MEGABYTE
    image_pixels: int = 60_000_000
    image_long_side: int = 1000
    pdf_objects: int = 50_000
    ofd_unpacked_bytes: int = 200 * MEGABYTE
    unfinished_files: int = 40
    unfinished_bytes: int = 400 * MEGABYTE
    chunk_bytes: int = MEGABYTE
    link_files: int = 40
    link_bytes: int = 100 * MEGABYTE
    batch_link_files: int = 1000
    batch_link_bytes: int = 4000 * MEGABYTE


def current() -> Limits:
    """Return the limits in force; raises TypeError for a name that is none, at the first use."""
    return Limits(**getattr(settings, "ATTACH_LIMITS", {}))


def in_megabytes(size: int) -> str:
    """Return a number of bytes for people: 21.5 MB."""
    return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " MB"
