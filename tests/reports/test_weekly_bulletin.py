"""The 通报 of each week: made once on Monday morning, kept, listed, told to the head."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError
from django.utils import timezone

from devices.models import Device
from documents.sweeping import LEAST_AGE, remove_orphans
from ground.errors import StepRefused
from inbox.models import Message
from reports import weekly
from reports.models import WeeklyBulletin
from reports.tasks import make_bulletin
from reports.weekly import make_bulletin_due, week_due
from tests import cases

pytestmark = pytest.mark.django_db
LIST = "/console/reports/bulletins/"
MONDAY = dt.date(2026, 6, 8)
WEEK_BEFORE = dt.date(2026, 6, 1)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


@pytest.fixture
def register(clerk, reviewer):
    """A register that began long before."""
    cases.registered(clerk, reviewer)
    Device.objects.update(approved_at=at(dt.date(2026, 1, 5), 9))


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (at(MONDAY, 6, 59), None),
        (at(MONDAY, 7), WEEK_BEFORE),
        (at(MONDAY + dt.timedelta(days=6), 23, 59), WEEK_BEFORE),
        (at(MONDAY + dt.timedelta(days=2), 3), WEEK_BEFORE),
        (at(MONDAY + dt.timedelta(days=7), 0), None),
        (at(dt.date(2027, 1, 4), 8), dt.date(2026, 12, 28)),
    ],
)
def test_it_is_due_from_monday_morning_on_all_week(moment, week):
    assert week_due(moment) == week


def test_the_city_can_do_without(settings):
    settings.BULLETIN_HOUR = -1
    assert week_due(at(MONDAY, 12)) is None


def test_it_is_made_once_kept_and_told_to_the_head(register, head, reviewer, signed_in):
    made = make_bulletin_due(at(MONDAY, 7, 10))
    assert made
    assert made.week == WEEK_BEFORE
    assert make_bulletin_due(at(MONDAY, 7, 20)) is None
    assert WeeklyBulletin.objects.count() == 1
    told = Message.objects.get(recipient=head)
    assert "2026-06-01 至 2026-06-07" in told.title
    assert not Message.objects.filter(recipient=reviewer, title__contains="通报").exists()
    office = signed_in(head)
    assert office.get(told.link).status_code == 200
    answer = office.get(f"{LIST}{made.pk}/bulletin/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_what_was_made_does_not_change(register, clerk, reviewer, head, signed_in):
    made = make_bulletin_due(at(MONDAY, 8))
    office = signed_in(head)
    before = office.get(f"{LIST}{made.pk}/bulletin/").content
    cases.registered(clerk, reviewer, 2)
    assert office.get(f"{LIST}{made.pk}/bulletin/").content == before


def test_the_next_week_has_one_of_its_own_and_stands_first(register, head, signed_in):
    for days in (0, 7):
        make_bulletin_due(at(MONDAY + dt.timedelta(days=days), 9))
    page = signed_in(head).get(LIST).context["page"]
    assert [kept.week for kept in page] == [MONDAY, WEEK_BEFORE]


def test_nothing_is_made_for_weeks_before_the_register(db, head):
    assert make_bulletin_due(at(MONDAY, 9)) is None


def test_its_file_is_not_swept_away(register):
    made = make_bulletin_due(at(MONDAY, 9))
    type(made.file).objects.update(created_at=timezone.now() - 3 * LEAST_AGE)
    assert made.file.sm3 not in remove_orphans(older_than=2 * LEAST_AGE, keep=())


def test_a_busy_machine_leaves_it_to_the_next_look(register, head, monkeypatch):
    def busy(*_args, **_given):
        raise StepRefused("busy", "正忙，请稍后再试。")

    monkeypatch.setattr(weekly, "bulletin_pdf", busy)
    make_bulletin()
    assert not WeeklyBulletin.objects.exists()
    assert not Message.objects.filter(recipient=head).exists()


def test_of_two_workers_one_keeps_its_own(register, head, monkeypatch):
    whole = weekly.bulletin_pdf

    def overtaken(scope, now, *, week):
        data = whole(scope, now, week=week)
        monkeypatch.setattr(weekly, "bulletin_pdf", whole)
        assert make_bulletin_due(now)
        return data

    monkeypatch.setattr(weekly, "bulletin_pdf", overtaken)
    assert make_bulletin_due(at(MONDAY, 9)) is None
    assert WeeklyBulletin.objects.count() == Message.objects.filter(recipient=head).count() == 1


def test_the_database_keeps_one_for_each_week(register):
    made = make_bulletin_due(at(MONDAY, 9))
    with pytest.raises(IntegrityError):
        WeeklyBulletin.objects.create(week=made.week, file=made.file)


@pytest.mark.parametrize(
    ("person", "status"), [("reviewer", 200), ("administrator", 200), ("supervisor", 404)]
)
def test_the_citys_bulletin_is_for_the_office(register, person, status, signed_in, request):
    made = make_bulletin_due(at(MONDAY, 9))
    client = signed_in(request.getfixturevalue(person))
    assert client.get(LIST).status_code == 200
    assert len(client.get(LIST).context["page"].rows) == (1 if status == 200 else 0)
    assert client.get(f"{LIST}{made.pk}/bulletin/").status_code == status


def test_firms_have_no_bulletin(clerk, signed_in):
    assert signed_in(clerk).get(LIST).status_code == 403
