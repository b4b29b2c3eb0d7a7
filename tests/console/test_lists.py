"""换证待办, 入库待办, 任务历史 and the workbench: what they show, and at a fixed cost."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ground.console import tiles_for
from renewals.models import RenewalApplication
from renewals.services.deciding import RemarkInput, claim, reject
from tests import cases

QUEUE, INTAKE = "console:renewal_queue", "console:intake_queue"
HISTORY, INDEX = "console:task_history", "console:index"


def references(page):
    return [row["renewal"].reference for row in page.context["rows"]]


def queries(client, url):
    """How many queries the second visit costs: the first fills per-process caches."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    "name",
    [
        QUEUE,
        HISTORY,
        INDEX,
        "console:renewals_renewalapplication_changelist",
        "console:devices_device_changelist",
    ],
)
def test_a_page_costs_the_same_with_three_rows_and_with_thirty(name, clerk, reviewer, signed_in):
    office = signed_in(reviewer)
    for number in range(1, 4):
        cases.waiting(clerk, reviewer, number)
    with_three = queries(office, reverse(name))
    for number in range(4, 31):
        cases.waiting(clerk, reviewer, number)
    assert queries(office, reverse(name)) == with_three
    assert with_three <= 22  # one count of each app stands in the sidebar


def test_the_intake_queue_costs_the_same_with_three_rows_and_with_thirty(clerk, reviewer, signed_in):
    office = signed_in(reviewer)
    for number in range(1, 4):
        cases.handed_in(clerk, number)
    with_three = queries(office, reverse(INTAKE))
    for number in range(4, 31):
        cases.handed_in(clerk, number)
    assert queries(office, reverse(INTAKE)) == with_three


def test_the_queue_is_oldest_first_and_goes_on_where_a_page_ends(clerk, reviewer, signed_in):
    made = [cases.waiting(clerk, reviewer, number).reference for number in range(1, 23)]
    office = signed_in(reviewer)
    first = office.get(reverse(QUEUE))
    second = office.get(reverse(QUEUE) + first.context["page"].next_url)
    assert references(first) + references(second) == made


def test_the_queue_finds_by_firm_and_by_number_as_people_type_it(clerk, reviewer, signed_in):
    wanted = cases.waiting(clerk, reviewer, 7)
    cases.waiting(clerk, reviewer, 8)
    office = signed_in(reviewer)
    for words in ("t-t00007", "T-T00007", wanted.reference.lower(), "2018-0007"):
        assert references(office.get(reverse(QUEUE), {"q": words})) == [wanted.reference]
    assert len(references(office.get(reverse(QUEUE), {"q": "示例机械租赁1号"}))) == 2
    assert references(office.get(reverse(QUEUE), {"q": "没有这样的"})) == []


def test_the_queue_filters_by_category_claim_and_deadline(clerk, reviewer, second_reviewer, signed_in):
    late, mine, others = (cases.waiting(clerk, reviewer, number) for number in (1, 2, 3))
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    RenewalApplication.objects.filter(pk=late.pk).update(due_on=yesterday)
    claim(renewal_id=mine.pk, reviewer=reviewer)
    claim(renewal_id=others.pk, reviewer=second_reviewer)
    office, url = signed_in(reviewer), reverse(QUEUE)
    assert references(office.get(url, {"due": "over"})) == [late.reference]
    assert references(office.get(url, {"claim": "mine"})) == [mine.reference]
    assert references(office.get(url, {"claim": "free"})) == [late.reference]
    assert references(office.get(url, {"category": "construction_hoist"})) == []


def test_the_queue_says_who_works_on_a_case_and_how_long_is_left(clerk, reviewer, second_reviewer, signed_in):
    case = cases.waiting(clerk, reviewer)
    RenewalApplication.objects.filter(pk=case.pk).update(due_on=timezone.localdate() - dt.timedelta(days=30))
    claim(renewal_id=case.pk, reviewer=second_reviewer)
    text = signed_in(reviewer).get(reverse(QUEUE)).content.decode()
    assert second_reviewer.masked_name in text
    assert "已超期" in text


def test_an_odd_cursor_shows_the_first_page(clerk, reviewer, signed_in):
    case = cases.waiting(clerk, reviewer)
    assert references(signed_in(reviewer).get(reverse(QUEUE), {"after": "%%%"})) == [case.reference]


def test_a_supervisor_sees_the_cases_of_the_own_town_alone(clerk, reviewer, make_user, supervisor, signed_in):
    case = cases.waiting(clerk, reviewer)
    elsewhere = make_user("elsewhere", "supervisor", town="442000118")
    assert references(signed_in(supervisor).get(reverse(QUEUE))) == [case.reference]
    for name in (QUEUE, HISTORY):
        assert list(signed_in(elsewhere).get(reverse(name)).context["rows"]) == []


def test_the_history_shows_opinion_and_remarks_of_a_refusal(clerk, reviewer, signed_in):
    case = cases.waiting(clerk, reviewer)
    remark = RemarkInput("parameters.capacity_at_max_radius", "应为 1200 kg")
    reject(
        renewal_id=case.pk,
        revision=case.revision,
        reviewer=reviewer,
        kind="statutory",
        opinion="与说明书不符，请核对。",
        remarks=[remark],
        grounds=["G3"],
    )
    text = signed_in(reviewer).get(reverse(HISTORY), {"step": "renewal_rejected"}).content.decode()
    for said in (
        "与说明书不符，请核对。",
        "最大幅度处额定起重量",
        "应为 1200 kg",
        "法定不予",
        "经检验达不到安全技术标准",
    ):
        assert said in text


def test_what_a_firm_does_with_its_drafts_is_not_in_the_office_history(clerk, reviewer, signed_in):
    cases.drafted(clerk, reviewer)
    rows = signed_in(reviewer).get(reverse(HISTORY)).context["rows"]
    assert [row.title for row in rows] == ["入库审核通过", "提交入库"]


def test_the_history_filters_by_number_step_and_day(clerk, reviewer, signed_in):
    cases.waiting(clerk, reviewer, 1)
    cases.waiting(clerk, reviewer, 2)
    office, url = signed_in(reviewer), reverse(HISTORY)

    def found(**chosen):
        return len(office.get(url, chosen).context["rows"])

    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert found() == 6
    assert found(q="T-T00002") == 3
    assert found(step="renewal_submitted") == 2
    assert found(by="me") == 2
    assert found(**{"from": tomorrow.isoformat()}) == 0
    assert found(to=timezone.localdate().isoformat()) == 6
    assert found(**{"from": "kein Datum", "to": "2026-02-30", "step": "none"}) == 6


def test_the_workbench_counts_what_waits_what_is_mine_and_what_is_done(clerk, reviewer, signed_in, rf):
    mine, late = cases.waiting(clerk, reviewer, 1), cases.waiting(clerk, reviewer, 2)
    cases.handed_in(clerk, 3)
    claim(renewal_id=mine.pk, reviewer=reviewer)
    RenewalApplication.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - dt.timedelta(days=1))
    done = cases.waiting(clerk, reviewer, 4)
    signed_in(reviewer).post(
        reverse("console:renewal_review", args=[done.reference]), cases.decision(done, "accept")
    )
    request = rf.get("/console/")
    request.user = reviewer
    figures = {tile.label: tile.number for tile in tiles_for(request)}
    assert {"换证待办": 2, "入库待办": 1, "我签收的": 1, "今日已办": 1, "超期": 1}.items() <= figures.items()


@pytest.mark.parametrize("name", [QUEUE, INTAKE, HISTORY, INDEX])
def test_enterprise_people_are_refused_at_every_list(name, clerk, signed_in):
    assert signed_in(clerk).get(reverse(name)).status_code == 403


def test_the_history_filters_by_firm_person_category_and_town(clerk, reviewer, head, signed_in, firm):
    cases.waiting(clerk, reviewer, 1)
    office, url = signed_in(head), reverse(HISTORY)

    def found(**chosen):
        return len(office.get(url, chosen).context["rows"])

    assert found() == 3
    assert found(firm=firm.name) == 3
    assert found(firm="无此企业") == 0
    assert found(who=reviewer.full_name) == 1
    assert found(who=clerk.username) == 2
    assert found(category="tower_crane") == 3
    assert found(category="construction_hoist") == 0
    assert found(town="442000001") == 3
    assert found(town="442000002") == 0


def test_the_history_leaves_as_a_workbook_of_what_the_filter_finds(
    clerk, reviewer, supervisor, head, signed_in
):
    cases.waiting(clerk, reviewer, 1)
    url = reverse("console:task_history_export")
    answer = signed_in(head).post(url, {"step": "renewal_submitted"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:3] == ["时间", "设备", "产权单位"]
    assert len(rows) == 2
    assert signed_in(clerk).post(url).status_code == 403
    supervisor.town = "442000002"
    supervisor.save()
    assert signed_in(supervisor).post(url).status_code == 422
