"""What the city may decide otherwise about 企业事项; overridden by settings.MATTER_ASSUMPTIONS."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class MatterAssumptions:
    """Bounds without a public source.

    deferral_longest_days: how far ahead the end of a 暂不换证 may lie.
    """

    deferral_longest_days: int = 730


def current() -> MatterAssumptions:
    """The assumptions in force."""
    return MatterAssumptions(**getattr(settings, "MATTER_ASSUMPTIONS", {}))
