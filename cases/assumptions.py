"""What the city may decide otherwise about 上报疑似问题; overridden by settings.CASE_ASSUMPTIONS."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from documents.limits import MEGABYTE


@dataclass(frozen=True)
class CaseAssumptions:
    """Bounds without a public source, against flooding by people whom nobody knows.

    photos: most pictures of one report.
    photo_bytes: most bytes of one picture as it is sent.
    per_minute: most reports, and most questions what became of one, of one network address in a minute.
    per_day: most reports of everybody within 24 hours.
    """

    photos: int = 3
    photo_bytes: int = 10 * MEGABYTE
    per_minute: int = 5
    per_day: int = 500


def current() -> CaseAssumptions:
    """The assumptions in force."""
    return CaseAssumptions(**getattr(settings, "CASE_ASSUMPTIONS", {}))
