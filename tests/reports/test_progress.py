"""换证进度 against small data counted by hand: now, a week ago, the forecast, the town's own figures."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.models import ElectronicCertificate
from devices.models import Device
from reports.measuring import measure_day
from reports.models import Tally
from tests import cases
from tests.pages import words_of

pytestmark = pytest.mark.django_db
PAGE, HERE, THERE = "/console/reports/", "442000001", "442000002"


@pytest.fixture
def fleet(clerk, reviewer):
    """Here: one not begun, one begun, one done. There: one not begun."""
    cases.registered(clerk, reviewer, 1)
    cases.drafted(clerk, reviewer, 2)
    done = cases.issued(clerk, reviewer, 3).device
    cases.registered(clerk, reviewer, 4, storage_town=THERE)
    return done


def report_of(signed_in, person):
    return signed_in(person).get(PAGE).context["report"]


def figures_of(report):
    return {figure.label: figure.text for figure in report.figures}


def rows_of(report, key):
    return {row[0].text: [cell.text for cell in row[1:]] for row in report.sheet(key).rows}


def kept(firm, days_ago: int, *, due: int, done: int, town: str = HERE) -> None:
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    Tally.objects.create(day=day, town=town, enterprise=firm, due=due, done=done, measured_at=timezone.now())


def test_machines_are_counted_by_hand(fleet, head, signed_in, firm):
    report = report_of(signed_in, head)
    found = figures_of(report)
    assert [found[label] for label in ("应换证", "已换证", "完成率", "未办理", "换证中")] == [
        "4",
        "1",
        "25%",
        "2",
        "1",
    ]
    towns = rows_of(report, "towns")
    assert towns["石岐街道"][:3] == ["3", "1", "33%"]
    assert [row[:3] for name, row in towns.items() if name != "石岐街道"] == [["1", "0", "0%"]]
    assert rows_of(report, "firms") == {
        firm.name: ["4", "1", "25%", "—", "2", "1", "0", "—"],
    }


def test_a_supervisor_sees_the_own_town_alone(fleet, supervisor, signed_in):
    report = report_of(signed_in, supervisor)
    assert figures_of(report)["应换证"] == "3"
    assert list(rows_of(report, "towns")) == ["石岐街道"]
    assert report.scope == "石岐街道"


def test_a_supervisor_without_a_town_sees_nothing(fleet, make_user, signed_in):
    nobody = make_user("nowhere", "supervisor")
    assert figures_of(report_of(signed_in, nobody))["应换证"] == "0"


@pytest.mark.parametrize(("days_ago", "growth"), [(6, "—"), (7, "+1"), (9, "+1")])
def test_a_week_is_compared_with_the_latest_day_at_least_a_week_ago(
    fleet, firm, head, signed_in, days_ago, growth
):
    kept(firm, days_ago, due=3, done=0)
    assert figures_of(report_of(signed_in, head))["较上周"] == growth


def test_the_forecast_is_the_straight_line_of_the_last_weeks(fleet, firm, head, signed_in, settings):
    kept(firm, 28, due=3, done=0)  # one in 28 days, three left: 84 days
    end = timezone.localdate() + dt.timedelta(days=84)
    assert figures_of(report_of(signed_in, head))["预计完成"] == end.isoformat()
    settings.RENEWAL_DEADLINE = end
    assert report_of(signed_in, head).figure("预计完成").tone == ""
    settings.RENEWAL_DEADLINE = end - dt.timedelta(days=1)
    late = report_of(signed_in, head).figure("预计完成")
    assert (late.tone, late.note) == ("bad", "晚于换证截止日期")


def test_nothing_is_forecast_where_nothing_moved(fleet, firm, head, signed_in):
    kept(firm, 28, due=3, done=1)
    figure = report_of(signed_in, head).figure("预计完成")
    assert (figure.text, figure.note) == ("—", "暂无法推算")


def test_the_past_of_another_town_is_not_a_supervisors(fleet, firm, supervisor, signed_in):
    kept(firm, 7, due=3, done=1)
    kept(firm, 7, due=9, done=9, town=THERE)
    assert figures_of(report_of(signed_in, supervisor))["较上周"] == "+0"


def test_deferred_and_foreign_machines_are_not_due(fleet, head, signed_in):
    Device.objects.filter(old_registration_number="粤T-T00001").update(certificate_status="deferred")
    Device.objects.filter(old_registration_number="粤T-T00004").update(certificate_status="home_renewal")
    found = figures_of(report_of(signed_in, head))
    assert (found["应换证"], found["暂不换证"]) == ("2", "1")


def test_the_worker_keeps_the_day_once_and_reckons_the_weeks_before(fleet, firm):
    now = timezone.now()
    Device.objects.update(approved_at=now - dt.timedelta(days=20))
    ElectronicCertificate.objects.update(created_at=now - dt.timedelta(days=10))
    measure_day(now)
    today = timezone.localdate(now)
    assert _sums() == {
        today: (4, 1, False),
        today - dt.timedelta(weeks=1): (4, 1, True),
        today - dt.timedelta(weeks=2): (4, 0, True),
    }
    before = Tally.objects.count()
    measure_day(now + dt.timedelta(hours=1))
    assert Tally.objects.count() == before


def test_a_group_that_has_gone_is_not_counted_any_more(fleet):
    now = timezone.now()
    measure_day(now)
    Device.objects.filter(storage_town=THERE).update(storage_town=HERE)
    measure_day(now + dt.timedelta(hours=1))
    today = Tally.objects.filter(day=timezone.localdate(now))
    assert [(row.town, row.due) for row in today] == [(HERE, 4)]


def test_what_is_older_than_the_limit_is_forgotten(fleet, firm, settings):
    settings.REPORT_KEEP_DAYS = 30
    kept(firm, 30, due=1, done=0)
    kept(firm, 31, due=1, done=0)
    measure_day(timezone.now())
    days = set(Tally.objects.values_list("day", flat=True))
    today = timezone.localdate()
    assert days == {today, today - dt.timedelta(days=30)}


def test_figures_lead_to_exactly_their_names(fleet, head, signed_in):
    office = signed_in(head)
    report = office.get(PAGE).context["report"]
    for figure in report.figures:
        if figure.url:
            assert office.get(figure.url).context["page"].count_text == figure.text, figure.label
    for key in ("towns", "firms"):
        for row in report.sheet(key).rows:
            for cell in row:
                if cell.url:
                    assert office.get(cell.url).context["page"].count_text == cell.text


@pytest.mark.parametrize("address", [PAGE, "/console/reports/renewals/", "/console/reports/safety/"])
def test_a_page_costs_the_same_with_any_number_of_firms(
    address, fleet, clerk, reviewer, head, signed_in, make_enterprise
):
    office = signed_in(head)

    def queries() -> int:
        office.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert office.get(address).status_code == 200
        return len(seen)

    before = queries()
    machine = Device.objects.filter(certificate_status="awaiting_renewal").first()
    for number in range(20, 40):
        machine.pk, machine._state.adding = None, True
        machine.enterprise = make_enterprise(number=number)
        machine.factory_number_key = f"N{number}"
        machine.storage_town = f"4420000{number % 20 + 1:02d}"
        Device.objects.bulk_create([machine])
    assert queries() == before
    assert before <= 24


def test_the_page_says_when_and_what_and_exports_it(fleet, head, signed_in):
    office = signed_in(head)
    words = words_of(office.get(PAGE))
    for said in ("统计时间", "统计口径", "直线推算", "全市"):
        assert said in words
    assert "<title id=" in office.get(PAGE).content.decode()
    book = office.get(f"{PAGE}progress/export/")
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    assert office.get(f"{PAGE}unknown/export/").status_code == 404


@pytest.mark.parametrize("person", ["clerk", "manager"])
def test_firms_do_not_see_the_reports(person, request, signed_in):
    office = signed_in(request.getfixturevalue(person))
    for path in ("", "renewals/", "safety/", "urging/", "bulletin/", "names/machines/", "names/cases/"):
        assert office.get(f"{PAGE}{path}").status_code == 403


def test_the_head_and_the_supervisor_find_their_figures_first(fleet, head, supervisor, reviewer, signed_in):
    for person, share in ((head, "25%"), (supervisor, "33%")):
        tiles = signed_in(person).get("/console/").context["tiles"]
        assert (tiles[0].label, tiles[0].number) == ("完成率", share)
    assert signed_in(reviewer).get("/console/").context["tiles"][0].label == "换证待办"


def _sums() -> dict[dt.date, tuple[int, int, bool]]:
    found: dict[dt.date, tuple[int, int, bool]] = {}
    for row in Tally.objects.all():
        due, done, _ = found.get(row.day, (0, 0, False))
        found[row.day] = (due + row.due, done + row.done, row.is_estimated)
    return found
