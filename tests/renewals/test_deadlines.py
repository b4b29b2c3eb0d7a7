"""Working days of a review: weekends, public holidays and the weekends that are worked instead."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.deadlines import due_date, is_working_day, working_days_left


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        (dt.date(2026, 6, 1), dt.date(2026, 6, 10)),  # an ordinary Monday
        (dt.date(2026, 9, 28), dt.date(2026, 10, 13)),  # over National Day, Saturday 10 October is worked
        (dt.date(2026, 2, 13), dt.date(2026, 3, 2)),  # over Spring Festival, 14 and 28 February are worked
    ],
)
def test_seven_working_days_pass_over_public_holidays(submitted, due):
    assert due_date(submitted, 7, {}) == due


def test_a_weekend_that_is_worked_counts_and_a_holiday_does_not():
    assert is_working_day(dt.date(2026, 10, 10), {})
    assert not is_working_day(dt.date(2026, 10, 1), {})


def test_in_a_year_without_a_notice_weekdays_count():
    assert is_working_day(dt.date(2060, 10, 1), {})
    assert not is_working_day(dt.date(2060, 10, 2), {})


@given(submitted=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), workdays=st.integers(1, 30))
def test_on_the_day_of_submission_all_working_days_are_left(submitted, workdays):
    due = due_date(submitted, workdays, {})
    assert is_working_day(due, {})
    assert working_days_left(submitted, due, {}) == workdays
    assert working_days_left(due, submitted, {}) == -len(
        [
            n
            for n in range(1, (due - submitted).days + 1)
            if is_working_day(submitted + dt.timedelta(days=n), {})
        ]
    )
