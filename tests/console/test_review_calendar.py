"""办理日历: the effect is shown before it is kept, and what waits follows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from renewals.deadlines import due_date, is_working_day
from renewals.models import RenewalApplication, ReviewDay
from tests import cases
from tests.pages import words_of

CALENDAR = reverse("console:review_calendar")
QUEUE = reverse("console:renewal_queue")


@pytest.fixture
def case(clerk, reviewer):
    return cases.waiting(clerk, reviewer)


def due_of(case):
    return RenewalApplication.objects.get(pk=case.pk).due_on


def next_working_day():
    day = timezone.localdate() + dt.timedelta(days=1)
    while not is_working_day(day, {}):
        day += dt.timedelta(days=1)
    return day


def typed(day, way, step, note="台风停工一天"):
    shown = f"{day.isoformat()} {way}"
    return {"day": day.isoformat(), "way": way, "note": note, "step": step, "shown": shown}


def test_the_effect_is_shown_and_nothing_is_kept(case, administrator, signed_in):
    before = due_of(case)
    page = signed_in(administrator).post(CALENDAR, typed(next_working_day(), "off", "preview"))
    assert case.reference in words_of(page)
    assert page.context["count"] == 1
    assert due_of(case) == before
    assert not ReviewDay.objects.exists()


def test_a_day_off_moves_what_waits_and_what_is_handed_in_later(
    case, clerk, reviewer, administrator, signed_in
):
    before, day = due_of(case), next_working_day()
    signed_in(administrator).post(CALENDAR, typed(day, "off", "keep"))
    after = due_of(case)
    assert after > before
    assert after == due_date(timezone.localdate(), days={day: False})
    assert due_of(cases.waiting(clerk, reviewer, 2)) == after
    signed_in(administrator).post(CALENDAR, typed(day, "state", "keep"))
    assert due_of(case) == before
    assert not ReviewDay.objects.exists()


def test_what_is_decided_keeps_its_deadline(clerk, reviewer, administrator, signed_in):
    decided = cases.accepted(clerk, reviewer)
    before = due_of(decided)
    signed_in(administrator).post(CALENDAR, typed(next_working_day(), "off", "keep"))
    assert due_of(decided) == before


def test_the_page_of_a_reviewer_stays_good(case, reviewer, administrator, signed_in):
    seen = cases.decision(case, "accept")
    signed_in(administrator).post(CALENDAR, typed(next_working_day(), "off", "keep"))
    address = reverse("console:renewal_review", args=[case.reference])
    assert signed_in(reviewer).post(address, seen).status_code == 302


def test_many_cases_cost_no_query_each(clerk, reviewer, administrator, signed_in):
    office = signed_in(administrator)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            office.post(CALENDAR, typed(next_working_day(), "off", "preview"))
        return len(seen)

    cases.waiting(clerk, reviewer, 1)
    queries()
    with_one = queries()
    for number in range(2, 6):
        cases.waiting(clerk, reviewer, number)
    assert queries() == with_one


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": ""}, "请选择日期"),
        ({"day": "2026-02-30"}, "日期有误"),
        ({"day": "9999-12-31"}, "年以内的日期"),
        ({"way": "perhaps"}, "请选择安排"),
        ({"note": " "}, "请写明依据或原因"),
        ({"note": "长" * 101}, "最多 100 字"),
    ],
)
def test_what_cannot_be_kept_says_why_and_changes_nothing(case, administrator, signed_in, changes, said):
    before = due_of(case)
    answer = signed_in(administrator).post(CALENDAR, typed(next_working_day(), "off", "keep") | changes)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert due_of(case) == before
    assert not ReviewDay.objects.exists()


@pytest.mark.parametrize("person", ["reviewer", "head", "supervisor", "clerk"])
def test_the_administrator_alone_keeps_the_calendar(person, signed_in, request):
    client = signed_in(request.getfixturevalue(person))
    assert client.get(CALENDAR).status_code == 403
    assert client.post(CALENDAR, typed(next_working_day(), "off", "keep")).status_code == 403
    assert not ReviewDay.objects.exists()


def test_the_workbench_leads_to_what_is_next(case, clerk, reviewer, signed_in):
    late = cases.waiting(clerk, reviewer, 2)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    RenewalApplication.objects.filter(pk=late.pk).update(due_on=yesterday)
    page = signed_in(reviewer).get(reverse("console:index"))
    lines = {panel.title: [line.url for line in panel.lines] for panel in page.context["panels"]}
    first, second = (reverse("console:renewal_review", args=[one.reference]) for one in (case, late))
    assert lines["最早提交、无人签收"] == [first, second]
    assert lines["已超期和即将到期"] == [second]
    assert lines["我签收的"] == []
