"""How many and when: both sides of each limit."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection

from inbox.channels.failures import FailureKind, SendFailure
from inbox.models import Allowance
from inbox.tasks import forget_allowances
from inbox.words import Channel, DeliveryState
from tests.inbox.cases import happen, only, round_of_sending, states

pytestmark = pytest.mark.django_db


def one_by_one(firm, count: int, later, *, begin: int = 1, minutes: float = 10) -> None:
    """As many events, each after the one before has left."""
    for number in range(begin, begin + count):
        happen(firm, begin=number)
        later(minutes=minutes)
        round_of_sending()


def test_a_person_gets_so_many_text_messages_a_day_and_the_rest_together_next_morning(
    firm, person, platform, later, settings
) -> None:
    settings.SMS_DAILY_BY_PERSON = 3
    one_by_one(firm, 3, later)
    assert len(platform.sent) == 3
    one_by_one(firm, 2, later, begin=4)
    assert len(platform.sent) == 3
    assert states() == {DeliveryState.SENT: 3, DeliveryState.WAITING: 2}
    later(hours=20)  # 08:50 of the next day
    round_of_sending()
    assert platform.sent[-1][1].startswith("本批 2 台不接受备案")


def test_the_limit_of_a_firm_counts_all_its_people(
    firm, person, make_user, platform, later, settings
) -> None:
    settings.SMS_DAILY_BY_FIRM = 3
    make_user("colleague", "enterprise_staff", enterprise=firm, phone="13800000002")
    one_by_one(firm, 1, later)
    assert len(platform.sent) == 2
    one_by_one(firm, 1, later, begin=2)
    assert len(platform.sent) == 3
    assert states() == {DeliveryState.SENT: 3, DeliveryState.WAITING: 1}


def test_what_a_firms_limit_holds_back_takes_nothing_of_the_persons(
    firm, person, platform, later, settings
) -> None:
    settings.SMS_DAILY_BY_FIRM, settings.SMS_DAILY_BY_PERSON = 0, 1
    one_by_one(firm, 1, later)
    assert "本企业今日已达上限 0 条" in only().last_error
    settings.SMS_DAILY_BY_FIRM = 5
    later(hours=20)
    round_of_sending()
    assert only().state == DeliveryState.SENT


def test_another_firm_is_not_held_up(firm, other_firm, person, make_user, platform, later, settings) -> None:
    settings.SMS_DAILY_BY_FIRM = 1
    make_user("elsewhere", "enterprise_staff", enterprise=other_firm, phone="13800000009")
    one_by_one(firm, 2, later)
    happen(other_firm)
    later(minutes=10)
    round_of_sending()
    assert [phone for phone, _text in platform.sent] == ["13800000001", "13800000009"]


def test_a_try_that_failed_is_not_counted(firm, person, platform, later, settings) -> None:
    settings.SMS_DAILY_BY_PERSON = 1
    platform.fails = [SendFailure(FailureKind.TEMPORARY, "短信平台繁忙。")]
    happen(firm)
    later(minutes=10)
    round_of_sending()
    later(minutes=1)
    round_of_sending()
    assert only().state == DeliveryState.SENT


@pytest.mark.parametrize(("seconds", "sent"), [(59, 1), (60, 2)])
def test_two_text_messages_keep_a_minutes_distance(
    firm, person, platform, later, settings, seconds, sent
) -> None:
    settings.DIGEST_MINUTES = 0
    happen(firm)
    round_of_sending()
    happen(firm, begin=2)
    later(seconds=seconds)
    round_of_sending()
    assert len(platform.sent) == sent


@pytest.mark.parametrize(
    ("hours", "minutes", "sent"),
    [(8, 59, 1), (9, 0, 0), (11, 59, 0), (12, 0, 0), (19, 59, 0), (20, 0, 1)],
    ids=["20:59", "21:00", "23:59", "00:00", "07:59", "08:00"],
)
def test_no_text_message_between_nine_in_the_evening_and_eight_in_the_morning(
    firm, person, platform, later, settings, hours, minutes, sent
) -> None:
    settings.DIGEST_MINUTES = 0
    later(hours=hours, minutes=minutes)
    happen(firm)
    round_of_sending()
    assert len(platform.sent) == sent
    assert len(mail.outbox) == 1, "mails disturb nobody"


def test_the_quiet_hours_may_lie_within_one_day(firm, person, platform, later, settings) -> None:
    settings.DIGEST_MINUTES, settings.SMS_QUIET_HOURS = 0, [12, 14]
    happen(firm)
    round_of_sending()
    assert platform.sent == []
    later(hours=2)
    round_of_sending()
    assert len(platform.sent) == 1


def test_mails_have_a_limit_of_their_own(firm, person, platform, later, settings) -> None:
    settings.EMAIL_DAILY_BY_PERSON = 1
    one_by_one(firm, 2, later)
    assert len(mail.outbox) == 1
    assert states(Channel.EMAIL) == {DeliveryState.SENT: 1, DeliveryState.WAITING: 1}
    assert len(platform.sent) == 2


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_do_not_pass_a_limit_together(
    firm, make_user, platform, clock, later, settings
) -> None:
    settings.SMS_DAILY_BY_FIRM = 5
    for number in range(9):
        make_user(f"person{number}", "enterprise_staff", enterprise=firm, phone=f"1380000000{number}")
    happen(firm)
    later(minutes=10)
    gate = threading.Barrier(4)

    def work(_number: int) -> None:
        gate.wait(10)
        try:
            round_of_sending()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(platform.sent) == 5


def test_counts_of_days_gone_by_are_forgotten_and_todays_are_kept(firm, person, platform, later) -> None:
    one_by_one(firm, 1, later)
    later(days=8)
    one_by_one(firm, 1, later, begin=2)
    forget_allowances()
    days = set(Allowance.objects.values_list("day", flat=True))
    assert days == {dt.date(2026, 12, 1)}
