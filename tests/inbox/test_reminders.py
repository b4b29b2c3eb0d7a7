"""Reminders: once for each thing, end and threshold, whoever looks and however often."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from certificates.tasks import remind as remind_of_certificates
from devices.models import Device
from inbox.models import Delivery, Message, Reminder
from inbox.reminders import threshold_of
from inbox.words import Event
from renewals.tasks import remind
from tests.cases import face, issue, registered, start, uploading
from tests.inbox.cases import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def told(event: Event) -> list[str]:
    return list(Message.objects.filter(event=event).order_by("id").values_list("title", flat=True))


def assessed_until(device: Device, day: dt.date) -> None:
    details = {
        **device.details,
        "assessment_conclusion": "qualified",
        "assessment_valid_until": day.isoformat(),
    }
    Device.objects.filter(pk=device.pk).update(details=details)


def calibrated_until(device: Device, day: dt.date) -> None:
    entry = {"value": day.isoformat(), "unit": "", "raw": "", "raw_unit": "", "provenance": "typed"}
    Device.objects.filter(pk=device.pk).update(
        parameters={**device.parameters, "safety_device_valid_until": entry}
    )


@pytest.mark.parametrize(
    ("days_left", "limit"),
    [(31, None), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-400, 1)],
)
def test_the_nearest_threshold_that_is_reached(days_left, limit) -> None:
    assert threshold_of(days_left, [30, 7, 1]) == limit


def test_the_deadline_is_told_at_each_threshold_once_to_firms_with_machines_not_begun(
    clerk, reviewer, stranger, clock, later, settings
) -> None:
    settings.RENEWAL_DEADLINE = TODAY + dt.timedelta(days=31)
    registered(clerk, reviewer, 1)
    start(registered(stranger, reviewer, 2), stranger, 2)
    titles = []
    for _day in range(34):
        remind()
        remind()
        titles = told(Event.DEADLINE_NEAR)
        later(days=1)
    assert titles == [
        "换证截止提醒：还有 1 台设备未办理换证，还剩 30 天",
        "换证截止提醒：还有 1 台设备未办理换证，还剩 7 天",
        "换证截止提醒：还有 1 台设备未办理换证，还剩 1 天",
    ]
    assert set(Message.objects.filter(event=Event.DEADLINE_NEAR).values_list("recipient", flat=True)) == {
        clerk.pk
    }


def test_a_look_that_comes_late_tells_the_nearest_threshold_alone(clerk, reviewer, clock, settings) -> None:
    settings.RENEWAL_DEADLINE = TODAY + dt.timedelta(days=5)
    registered(clerk, reviewer)
    remind()
    assert told(Event.DEADLINE_NEAR) == ["换证截止提醒：还有 1 台设备未办理换证，还剩 5 天"]


def test_without_a_deadline_nothing_is_told(clerk, reviewer, clock, settings) -> None:
    settings.RENEWAL_DEADLINE = None
    registered(clerk, reviewer)
    remind()
    assert not Reminder.objects.exists()


def test_what_ends_is_told_in_one_message_for_all_machines(clerk, reviewer, person, clock) -> None:
    for number, days in ((1, 30), (2, -3), (3, 31), (4, 12)):
        assessed_until(registered(clerk, reviewer, number), TODAY + dt.timedelta(days=days))
    before = Delivery.objects.filter(event=Event.ASSESSMENT_ENDING).count()
    remind()
    remind()
    (title,) = set(told(Event.ASSESSMENT_ENDING))
    assert title == "安全评估到期提醒：2 台即将到期，1 台已过期"
    body = Message.objects.filter(event=Event.ASSESSMENT_ENDING).first().body
    assert body.splitlines()[0].endswith("2026-11-20 已过期 3 天")
    assert len(body.splitlines()) == 3
    assert Delivery.objects.filter(event=Event.ASSESSMENT_ENDING).count() == before + 1, "by mail alone"


def test_a_new_calibration_is_told_of_anew(clerk, reviewer, clock, later) -> None:
    device = registered(clerk, reviewer)
    calibrated_until(device, TODAY + dt.timedelta(days=7))
    remind()
    calibrated_until(device, TODAY + dt.timedelta(days=365))
    remind()
    assert len(told(Event.SAFETY_DEVICE_ENDING)) == 1
    later(days=335)
    remind()
    assert told(Event.SAFETY_DEVICE_ENDING)[1].endswith("还剩 30 天")


def test_a_certificate_with_a_last_day_is_told_of(clerk, reviewer, clock) -> None:
    issue(uploading(clerk, reviewer, 1), 1, valid_until=TODAY + dt.timedelta(days=7))
    issue(uploading(clerk, reviewer, 2), 2)
    remind_of_certificates()
    remind_of_certificates()
    number = face(1).registration_number
    assert told(Event.CERTIFICATE_ENDING) == [f"电子证照到期提醒：{number} QTZ80(TC6012)，还剩 7 天"]


def test_a_firm_that_is_switched_off_and_a_machine_not_registered_are_left_in_peace(
    clerk, reviewer, firm, clock, settings
) -> None:
    settings.RENEWAL_DEADLINE = TODAY + dt.timedelta(days=5)
    assessed_until(registered(clerk, reviewer), TODAY)
    type(firm).objects.filter(pk=firm.pk).update(is_active=False)
    remind()
    assert not Reminder.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_tell_once(clerk, reviewer, clock, settings) -> None:
    settings.RENEWAL_DEADLINE = TODAY + dt.timedelta(days=5)
    assessed_until(registered(clerk, reviewer), TODAY)
    gate = threading.Barrier(3)

    def look(_number: int) -> None:
        gate.wait(10)
        try:
            remind()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(look, range(3)))
    assert len(told(Event.DEADLINE_NEAR)) == 1
    assert len(told(Event.ASSESSMENT_ENDING)) == 1
