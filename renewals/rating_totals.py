"""What everybody may know of the ratings: how many, how many of them good, since when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone

from renewals.models import ServiceRating
from renewals.models.ratings import LOW


@dataclass(frozen=True)
class RatingTotals:
    """`good` of `all` ratings are 好评: not 差评, which are the last two of the five national levels."""

    all: int
    good: int
    since: dt.date

    @property
    def share(self) -> str:
        """好评率 in per cent, never rounded up: 100 means all."""
        share = Decimal(100 * self.good) / self.all
        return f"{share.quantize(Decimal('0.1'), ROUND_DOWN)}%".replace(".0%", "%")


def public_totals() -> RatingTotals | None:
    """The totals of all kept ratings; None below RATINGS_SHOWN_FROM, where a share says little and may name firms."""
    told = ServiceRating.objects.aggregate(
        all=Count("pk"), low=Count("pk", filter=Q(level__in=LOW)), first=Min("created_at")
    )
    if not told["all"] or told["all"] < settings.RATINGS_SHOWN_FROM:
        return None
    since = timezone.localdate(told["first"])
    return RatingTotals(all=told["all"], good=told["all"] - told["low"], since=since)
