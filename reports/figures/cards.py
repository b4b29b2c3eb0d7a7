"""红黄牌 of reviews: yellow when the term is near, red when it is over; from when, two settings say."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.conf import settings
from django.db.models import Count, Q

from ground.glossary import ApprovalStatus
from renewals.deadlines import due_date, is_working_day, office_days
from renewals.models.application import RenewalQuerySet

PENDING = Q(approval_status=ApprovalStatus.PENDING)


def yellow_card(today: dt.date) -> Q:
    """Waiting, and due within YELLOW_CARD_WORKDAYS working days, today among them; not red."""
    return PENDING & _yellow(today)


def red_card(today: dt.date) -> Q:
    """Waiting, and over by more than RED_CARD_WORKDAYS working days."""
    return PENDING & _red(today)


def over_cards(renewals: RenewalQuerySet, today: dt.date) -> Counter[str]:
    """How many have which card; one query, for which the index of terms is enough."""
    yellow, red = _yellow(today), _red(today)
    carded = renewals.filter(PENDING, yellow | red)
    return Counter(carded.aggregate(yellow=Count("due_on", filter=yellow), red=Count("due_on", filter=red)))


def _yellow(today: dt.date) -> Q:
    until = due_date(today, settings.YELLOW_CARD_WORKDAYS)
    return Q(due_on__lte=until, due_on__gt=_red_until(today))


def _red(today: dt.date) -> Q:
    return Q(due_on__lte=_red_until(today))


def _red_until(today: dt.date) -> dt.date:
    """The latest term of which more than RED_CARD_WORKDAYS working days have passed before today."""
    day, left = today - dt.timedelta(days=1), settings.RED_CARD_WORKDAYS
    known = office_days() if left else {}
    while left > 0:
        left -= is_working_day(day, known)
        day -= dt.timedelta(days=1)
    return day
