"""办理情况 against small data counted by hand: states, cards, punctuality, durations, reasons."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.remarks import RemarkInput
from renewals.deadlines import due_date
from renewals.models import Decision, RenewalApplication, Submission
from renewals.services.deciding import accept
from tests import cases

pytestmark = pytest.mark.django_db
PAGE = "/console/reports/renewals/"


def report_of(signed_in, person):
    return signed_in(person).get(PAGE).context["report"]


def texts(report):
    return {figure.label: figure.text for figure in report.figures}


def decided(renewal, *, submitted: dt.date, on: dt.date) -> None:
    """Move a decided round to those days, at noon."""

    def noon(day):
        return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))

    Submission.objects.filter(renewal=renewal).update(submitted_at=noon(submitted))
    Decision.objects.filter(renewal=renewal).update(at=noon(on))


def test_states_are_counted_and_lead_to_their_names(clerk, reviewer, head, signed_in):
    cases.waiting(clerk, reviewer, 1)
    cases.rejected(clerk, reviewer, 2)
    cases.uploading(clerk, reviewer, 3)
    cases.failed(clerk, reviewer, 4)
    cases.issued(clerk, reviewer, 5)
    cases.drafted(clerk, reviewer, 6)  # never handed in: the office does not count it
    office = signed_in(head)
    report = office.get(PAGE).context["report"]
    found = {row[0].text: row[1].text for row in report.sheet("states").rows}
    assert found == {
        "全部": "5",
        "退回或撤回待重提": "0",
        "待备案": "1",
        "不接受备案": "1",
        "接受备案、证照办理中": "1",
        "上传异常": "1",
        "已上传": "1",
    }
    for key in ("states", "towns", "categories", "firms"):
        for row in report.sheet(key).rows:
            for cell in row:
                if cell.url:
                    assert office.get(cell.url).context["page"].count_text == cell.text


def test_a_supervisor_counts_the_own_town(clerk, reviewer, supervisor, make_user, signed_in):
    cases.rejected(clerk, reviewer, 1)
    assert texts(report_of(signed_in, supervisor))["不接受备案"] == "1"
    assert report_of(signed_in, supervisor).sheet("fields").rows
    elsewhere = report_of(signed_in, make_user("elsewhere", "supervisor", town="442000002"))
    assert texts(elsewhere)["不接受备案"] == "0"
    assert texts(elsewhere)["已办结件次"] == "0"
    assert list(elsewhere.sheet("fields").rows) == []
    assert list(elsewhere.sheet("firms").rows) == []


def test_cards_turn_at_their_limits(clerk, reviewer, head, signed_in):
    renewal, today = cases.waiting(clerk, reviewer, 1), timezone.localdate()
    last_yellow = due_date(today, 2)

    def cards(due_on):
        RenewalApplication.objects.filter(pk=renewal.pk).update(due_on=due_on)
        found = texts(report_of(signed_in, head))
        return found["黄牌"], found["红牌"]

    assert cards(last_yellow + dt.timedelta(days=1)) == ("0", "0")
    assert cards(last_yellow) == ("1", "0")
    assert cards(today) == ("1", "0")
    assert cards(today - dt.timedelta(days=1)) == ("0", "1")


def test_red_can_begin_later(clerk, reviewer, head, signed_in, settings):
    settings.RED_CARD_WORKDAYS = 1
    renewal, today = cases.waiting(clerk, reviewer, 1), timezone.localdate()
    term = today - dt.timedelta(days=1)
    while due_date(term, 1) >= today:  # one working day has passed before today at the latest here
        RenewalApplication.objects.filter(pk=renewal.pk).update(due_on=term)
        assert texts(report_of(signed_in, head))["红牌"] == "0"
        term -= dt.timedelta(days=1)
    RenewalApplication.objects.filter(pk=renewal.pk).update(due_on=term)
    assert texts(report_of(signed_in, head))["红牌"] == "1"


def test_punctuality_and_durations_count_each_round(clerk, reviewer, head, signed_in):
    today = timezone.localdate()
    submitted = today - dt.timedelta(days=16)
    on_time = due_date(submitted)
    decided(cases.accepted(clerk, reviewer, 1), submitted=submitted, on=on_time)
    decided(cases.accepted(clerk, reviewer, 2), submitted=submitted, on=on_time + dt.timedelta(days=1))
    decided(cases.rejected(clerk, reviewer, 3), submitted=submitted, on=submitted)
    found = texts(report_of(signed_in, head))
    assert found["按期办结率"] == "66%"  # two of three
    assert found["首次通过率"] == "66%"
    assert found["已办结件次"] == "3"
    assert found["办理时长"] == f"{(on_time - submitted).days} 天"
    assert report_of(signed_in, head).figure("办理时长").note == (
        f"八成在 {(on_time - submitted).days + 1} 天以内"
    )


def test_the_second_try_is_no_first_one(clerk, reviewer, head, signed_in):
    again = cases.corrected(cases.rejected(clerk, reviewer, 1), clerk, rated_load_moment="801")
    accept(renewal_id=again.pk, revision=cases.again(again).revision, reviewer=reviewer)
    found = texts(report_of(signed_in, head))
    assert (found["首次通过率"], found["已办结件次"]) == ("0%", "2")


def test_what_is_older_than_the_weeks_is_not_counted(clerk, reviewer, head, signed_in, settings):
    settings.REPORT_WEEKS = 2
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    first = monday - dt.timedelta(weeks=2)
    decided(cases.accepted(clerk, reviewer, 1), submitted=first, on=first)
    decided(cases.accepted(clerk, reviewer, 2), submitted=first, on=first - dt.timedelta(days=1))
    assert texts(report_of(signed_in, head))["已办结件次"] == "1"


def test_reasons_are_told_by_field_and_by_template(clerk, reviewer, head, signed_in):
    remarks = [
        RemarkInput("parameters.rated_load_moment", "铭牌为 800 kN·m。", code="RJ10"),
        RemarkInput("parameters.rated_load_moment", "另见说明书。"),
        RemarkInput("device.model", "请填写完整型号。", code="RJ05"),
    ]
    cases.rejected(clerk, reviewer, 1, remarks=remarks)
    report = report_of(signed_in, head)
    fields = {row[0].text: row[1].text for row in report.sheet("fields").rows}
    assert fields == {"额定起重力矩": "2", "规格型号": "1"}
    templates = {row[0].text: row[1].text for row in report.sheet("templates").rows}
    assert templates["审核人员自拟意见"] == "1"
    assert len(templates) == 3


def test_rounds_of_many_days_cost_no_more_queries(clerk, reviewer, head, signed_in):
    today = timezone.localdate()
    renewals = [cases.accepted(clerk, reviewer, number) for number in range(1, 5)]
    for renewal in renewals:
        decided(renewal, submitted=today, on=today)
    office, few, many = signed_in(head), CaptureQueriesContext(connection), CaptureQueriesContext(connection)
    office.get(PAGE)
    with few:
        office.get(PAGE)
    for days, renewal in enumerate(renewals):
        decided(renewal, submitted=today - dt.timedelta(days=days + 3), on=today - dt.timedelta(days=days))
    with many:
        office.get(PAGE)
    assert len(many) == len(few)
