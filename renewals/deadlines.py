"""Working days of a review (REVIEW_SLA_WORKDAYS from 建设部令第166号: seven working days).

Public holidays and the weekends that are worked instead follow the State Council's yearly notice, as the
chinesecalendar package carries it; over it lie the days that the office keeps itself (`ReviewDay`). For a year
that the package does not know yet weekdays count, so that a deadline is never later than the law's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache

import chinese_calendar
from django.conf import settings

from ground.kept_counts import kept
from ground.request_context import current_request_id
from renewals.models import ReviewDay

SATURDAY = 5
SOON = 2  # working days left from which a case is shown as urgent
Days = Mapping[dt.date, bool]
_read: ContextVar[tuple[str, Days]] = ContextVar("office_days", default=("", {}))


def office_days() -> Days:
    """The days that the office keeps itself: whether it works on them. One query."""
    return dict(ReviewDay.objects.values_list("day", "works"))


def is_working_day(day: dt.date, days: Days | None = None) -> bool:
    """Whether the office works on `day`; `days` as `office_days` gives them, None: read now."""
    known = office_days() if days is None else days
    return known[day] if day in known else _by_the_state(day)


def due_date(submitted_on: dt.date, workdays: int | None = None, days: Days | None = None) -> dt.date:
    """The last day of a review that begins on the day after `submitted_on`."""
    return workdays_after(submitted_on, settings.REVIEW_SLA_WORKDAYS if workdays is None else workdays, days)


def workdays_after(start: dt.date, workdays: int, days: Days | None = None) -> dt.date:
    """The day on which that many working days after `start` are over."""
    known = office_days() if days is None else days
    left, day = workdays, start
    while left > 0:
        day += dt.timedelta(days=1)
        left -= is_working_day(day, known)
    return day


def working_days_left(today: dt.date, due_on: dt.date, days: Days | None = None) -> int:
    """Working days after `today` up to and including `due_on`; negative once it has passed.

    Without `days` the office's own are read once for each request, so that a list asks once.
    """
    known = days_of_this_request() if days is None else days
    early, late = sorted((today, due_on))
    between = (early + dt.timedelta(days=n) for n in range(1, (late - early).days + 1))
    count = sum(is_working_day(day, known) for day in between)
    return count if due_on >= today else -count


@cache
def _by_the_state(day: dt.date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def days_of_this_request() -> Days:
    """The office's own days as they were known within some seconds, laid out once for each request: for what a page
    shows, not for what is written."""
    request_id = current_request_id()
    read_by, days = _read.get()
    if not request_id or read_by != request_id:
        said = kept("office-days", lambda: {day.isoformat(): works for day, works in office_days().items()})
        days = {dt.date.fromisoformat(day): works for day, works in said.items()}
        _read.set((request_id, days))
    return days
