"""What took long to count is shown as it was counted, to those who see the same rows."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from devices.models import Device
from ground.spreadsheets import opened
from reports import keeping
from reports.bulletin import bulletin_data
from reports.models import KeptReport
from reports.scope import Scope
from reports.tasks import keep_reports
from tests import cases
from tests.pages import words_of

pytestmark = pytest.mark.django_db
PAGES = ("/console/reports/", "/console/reports/renewals/", "/console/reports/safety/")
PAGE = PAGES[0]


@pytest.fixture(autouse=True)
def a_large_register(monkeypatch) -> None:
    monkeypatch.setattr(keeping, "LONG", -1)
    monkeypatch.setattr(keeping, "TIMES", 10**9)


def due(client) -> str:
    return client.get(PAGE).context["report"].figure("应换证").text


def test_a_page_is_shown_as_it_was_counted(clerk, reviewer, head, signed_in) -> None:
    cases.registered(clerk, reviewer, 1)
    client = signed_in(head)
    for page in PAGES:
        first, second = client.get(page), client.get(page)
        assert second.context["report"].taken_at == first.context["report"].taken_at
        assert words_of(second) == words_of(first)
    cases.registered(clerk, reviewer, 2)
    assert due(client) == "1"


def test_it_is_counted_anew_in_time(clerk, reviewer, head, signed_in) -> None:
    cases.registered(clerk, reviewer, 1)
    client = signed_in(head)
    assert due(client) == "1"
    cases.registered(clerk, reviewer, 2)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=keeping.MOST + 1)):
        assert due(signed_in(head)) == "2"


def test_whoever_sees_others_has_their_own(clerk, reviewer, head, supervisor, signed_in) -> None:
    cases.registered(clerk, reviewer, 1)
    cases.registered(clerk, reviewer, 2, storage_town="442000002")
    assert due(signed_in(head)) == "2"
    assert due(signed_in(supervisor)) == "1"
    assert due(signed_in(reviewer)) == "2"


def test_what_a_small_register_needs_is_counted_for_each_page(
    clerk, reviewer, head, signed_in, monkeypatch
) -> None:
    monkeypatch.setattr(keeping, "LONG", 60)
    cases.registered(clerk, reviewer, 1)
    client = signed_in(head)
    assert due(client) == "1"
    cases.registered(clerk, reviewer, 2)
    assert due(client) == "2"


def test_rows_beyond_the_page_are_told_and_stand_in_the_workbook(clerk, reviewer, head, signed_in) -> None:
    cases.registered(clerk, reviewer, 1)
    client = signed_in(head)
    report = client.get("/console/reports/renewals/").context["report"]
    kept = client.get("/console/reports/renewals/").context["report"]
    for sheet in report.sheets:
        assert (kept.sheet(sheet.key).total, kept.sheet(sheet.key).is_cut) == (sheet.total, sheet.is_cut)
        assert len(kept.sheet(sheet.key).rows) == min(sheet.total, sheet.shown)
    cases.registered(clerk, reviewer, 2)
    data = b"".join(client.get("/console/reports/progress/export/").streaming_content)
    with opened(data, unreadable="") as book:
        assert any("2" in map(str, row) for row in book.get_sheet_by_index(0).to_python())


def later(seconds: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(seconds=seconds))


def test_a_worker_counts_before_anybody_looks(clerk, reviewer, head, supervisor, signed_in) -> None:
    cases.registered(clerk, reviewer, 1)
    keep_reports()
    assert KeptReport.objects.count() == 2 * len(PAGES)  # the city's and the supervisor's town's
    cases.registered(clerk, reviewer, 2)
    cache.clear()  # nothing depends on it
    assert due(signed_in(head)) == due(signed_in(supervisor)) == "1"


def test_a_worker_counts_again_half_way_and_not_before(clerk, reviewer, head, signed_in) -> None:
    cases.registered(clerk, reviewer, 1)
    keep_reports()
    cases.registered(clerk, reviewer, 2)
    with later(keeping.MOST / 2 - 30):
        keep_reports()
        assert due(signed_in(head)) == "1"
    with later(keeping.MOST / 2 + 30):
        keep_reports()
        assert due(signed_in(head)) == "2"


def test_a_worker_counts_again_on_a_new_day(clerk, reviewer, head, signed_in) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 1, 23, 59, 50, tzinfo=dt.timezone(dt.timedelta(hours=8)))):
        cases.registered(clerk, reviewer, 1)
        keep_reports()
    with time_machine.travel(dt.datetime(2026, 6, 2, 0, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))):
        keep_reports()
        page = signed_in(head).get(PAGE)
        assert timezone.localdate(page.context["report"].taken_at) == dt.date(2026, 6, 2)


def test_what_a_worker_counts_quickly_is_counted_for_each_page(
    clerk, reviewer, head, signed_in, monkeypatch
) -> None:
    monkeypatch.setattr(keeping, "LONG", 60)
    cases.registered(clerk, reviewer, 1)
    keep_reports()
    cases.registered(clerk, reviewer, 2)
    assert due(signed_in(head)) == "2"


def test_what_another_release_kept_is_counted_anew(clerk, reviewer, head, signed_in) -> None:
    cases.registered(clerk, reviewer, 1)
    keep_reports()
    for kept in KeptReport.objects.all():
        kept.content = {**kept.content, "unheard": 1}
        kept.save()
    cases.registered(clerk, reviewer, 2)
    assert due(signed_in(head)) == "2"


def test_what_nobody_asks_for_is_forgotten(clerk, reviewer, supervisor) -> None:
    keep_reports()
    supervisor.is_active = False
    supervisor.save()
    with later(keeping.FORGOTTEN.total_seconds() + 60):
        keep_reports()
    assert KeptReport.objects.count() == len(PAGES)


def test_parts_of_the_bulletin_say_their_moments(clerk, reviewer, head, signed_in) -> None:
    cases.registered(clerk, reviewer, 1)
    signed_in(head).get(PAGE)
    cases.registered(clerk, reviewer, 2)
    with later(120):
        data = bulletin_data(Scope(head), timezone.now())
        assert signed_in(head).get("/console/reports/bulletin/").content.startswith(b"%PDF")
    progress, others = data["parts"][0], data["parts"][1:]
    assert progress["figures"][0]["text"] == "1"
    assert data["taken"] == f"{progress['taken']} 至 {others[0]['taken']}"
    assert progress["taken"] < others[0]["taken"] == others[1]["taken"]


def test_the_kept_bulletin_of_a_week_counts_for_itself(clerk, reviewer, head, signed_in) -> None:
    cases.registered(clerk, reviewer, 1)
    signed_in(head).get(PAGE)
    cases.registered(clerk, reviewer, 2)
    data = bulletin_data(Scope(head), timezone.now(), week=dt.date(2026, 6, 1))
    assert data["parts"][0]["figures"][0]["text"] == "2"
    assert {part["taken"] for part in data["parts"]} == {""}


def test_of_many_firms_the_first_stand_on_the_page_and_all_in_the_workbook(
    clerk, reviewer, head, signed_in, firm, make_enterprise
) -> None:
    machine = cases.registered(clerk, reviewer, 1)
    Device.objects.update(details={**machine.details, "assessment_valid_until": "2020-01-01"})
    row = Device.objects.get(pk=machine.pk)
    for number in range(20, 60):
        row.enterprise = make_enterprise(number=number)
        for copy in range(1 + number % 2):
            row.pk, row._state.adding, row.factory_number_key = None, True, f"N{number}-{copy}"
            Device.objects.bulk_create([row])
    office = signed_in(head)
    for key, page in (("progress", PAGES[0]), ("safety", PAGES[2])):
        sheet = office.get(page).context["report"].sheet("firms")
        assert (sheet.total, sheet.is_cut, len(sheet.rows)) == (41, True, 30)
        assert [cell.text for cell in sheet.rows[0]][1:2] == ["2" if key == "progress" else "0"]
        with opened(b"".join(office.get(f"{PAGE}{key}/export/").streaming_content), unreadable="") as book:
            rows = book.get_sheet_by_name(sheet.title).to_python()[1:]
        assert [row[0] for row in rows[:30]] == [row[0].text for row in sheet.rows]
        assert len({row[0] for row in rows}) == len(rows) == 41
