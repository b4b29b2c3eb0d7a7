"""工作台: what needs the firm now, with counts and ways on; how far it is; what comes next and when."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone

from devices.models import Device
from documents.models import Attachment, SubjectKind
from inbox.models import Notice
from renewals.models import Decision, Readiness, RenewalApplication, WaitingTime
from renewals.services.deciding import accept
from renewals.services.following import return_from_province
from renewals.tasks import judge_drafts, measure_waiting_times
from tests.cases import (
    OPINION,
    REMARK,
    accepted,
    again,
    drafted,
    failed,
    issued,
    recorded,
    refused,
    registered,
    rejected,
    uploading,
    waiting,
)
from tests.pages import text_of, words_of
from tests.portal.test_query_counts import queries_of

pytestmark = pytest.mark.django_db
HOME, ENTRIES, REGISTER = "/portal/", "/portal/renewals/", "/portal/devices/"


def group(page: str, key: str) -> str:
    """The part of the page that is one group of things to do, empty where it is not shown."""
    found = re.search(rf'(?s)<section class="work" aria-labelledby="work-{key}">.*?</section>', page)
    return found[0] if found else ""


def total(page: str, key: str) -> int:
    found = re.search(r'<span class="tag \w*">(\d+)</span>', group(page, key))
    return int(found[1]) if found else 0


def without_papers(renewal: RenewalApplication) -> None:
    Attachment.objects.filter(subject=SubjectKind.RENEWAL, subject_id=renewal.pk).delete()
    RenewalApplication.objects.filter(pk=renewal.pk).update(revision=renewal.revision + 1)


def measured(stage: str, hours: float, samples: int = 50) -> None:
    WaitingTime.objects.create(
        stage=stage,
        samples=samples,
        median_seconds=int(hours * 3600),
        most_seconds=int(hours * 2 * 3600),
        measured_at=timezone.now(),
    )


def test_a_refusal_comes_first_with_its_reason_and_leads_to_the_remarked_field(
    signed_in, clerk, reviewer
) -> None:
    renewal = rejected(clerk, reviewer)
    drafted(clerk, reviewer, 2)
    page = text_of(signed_in(clerk).get(HOME))
    part = group(page, "rejected")
    assert OPINION[:20] in part
    assert f'href="{ENTRIES}{renewal.reference}/edit/#f-{REMARK.path}"' in part
    assert page.index("work-rejected") < page.index("work-ready")


def test_what_the_province_returned_is_a_group_of_its_own(signed_in, clerk, reviewer) -> None:
    renewal = uploading(clerk, reviewer)
    return_from_province(renewal_id=renewal.pk, reason="铭牌照片不清晰")
    page = text_of(signed_in(clerk).get(HOME))
    assert group(page, "rejected") == ""
    assert "铭牌照片不清晰" in group(page, "returned")


def test_drafts_are_told_apart_by_the_pre_check(signed_in, clerk, reviewer) -> None:
    ready = drafted(clerk, reviewer, 1)
    papers = drafted(clerk, reviewer, 2)
    without_papers(papers)
    unfinished = drafted(clerk, reviewer, 3, max_working_radius="")
    portal = signed_in(clerk)
    page = text_of(portal.get(HOME))
    assert ready.reference in group(page, "ready")
    assert "缺少 2 种附件" in group(page, "papers")
    assert papers.reference in group(page, "papers")
    assert unfinished.reference in group(page, "unfinished")
    assert "还有 1 项须填写或改正" in group(page, "unfinished")
    for key, renewal in (("ready", ready), ("papers", papers), ("unfinished", unfinished)):
        listed = words_of(portal.get(f"{ENTRIES}?todo={key}"))
        others = {ready, papers, unfinished} - {renewal}
        assert renewal.reference in listed
        assert not [other for other in others if other.reference in listed]


def test_a_draft_that_changes_is_judged_anew_and_so_are_all_when_a_standing_paper_comes_or_goes(
    signed_in, clerk, reviewer, firm
) -> None:
    portal = signed_in(clerk)
    renewal = drafted(clerk, reviewer)
    assert total(text_of(portal.get(HOME)), "ready") == 1
    without_papers(renewal)
    assert total(text_of(portal.get(HOME)), "papers") == 1
    judged = Readiness.objects.get()
    Attachment.objects.filter(subject=SubjectKind.DEVICE).update(
        subject=SubjectKind.ENTERPRISE, subject_id=firm.pk
    )
    assert total(text_of(portal.get(HOME)), "ready") == 1
    assert Readiness.objects.get().standing != judged.standing


def test_yesterdays_judgement_is_made_anew(signed_in, clerk, reviewer) -> None:
    drafted(clerk, reviewer)
    judge_drafts()
    before = Readiness.objects.get().checked_on
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        judge_drafts()
    assert Readiness.objects.get().checked_on == before + dt.timedelta(days=1)


def test_the_workers_judge_everybodys_drafts(clerk, stranger, reviewer) -> None:
    drafted(clerk, reviewer, 1)
    drafted(stranger, reviewer, 2)
    rejected(clerk, reviewer, 3)
    judge_drafts()
    assert Readiness.objects.count() == 2
    assert len(queries_of(judge_drafts)) == 1, "nothing to do costs one query"


def test_machines_whose_papers_run_out_and_refused_intakes(signed_in, clerk, reviewer) -> None:
    today = timezone.localdate()
    days = {1: 30, 2: 31, 3: -1}
    machines = {number: registered(clerk, reviewer, number) for number in days}
    for number, left in days.items():
        until = (today + dt.timedelta(days=left)).isoformat()
        Device.objects.filter(pk=machines[number].pk).update(
            details={**machines[number].details, "assessment_valid_until": until}
        )
    refused(clerk, reviewer, 4)
    portal = signed_in(clerk)
    page = text_of(portal.get(HOME))
    part = group(page, "expiring")
    assert total(page, "expiring") == 2
    assert "粤T-T00002" not in part
    assert f"安全评估有效期已于 {today - dt.timedelta(days=1)} 过期" in part
    assert f"安全评估有效期至 {today + dt.timedelta(days=30)}" in part
    listed = words_of(portal.get(f"{REGISTER}?expiring=yes"))
    assert "粤T-T00001" in listed
    assert "粤T-T00003" in listed
    assert "粤T-T00002" not in listed
    assert "旧证扫描件看不清" in group(page, "intake")
    assert "粤T-T00004" in words_of(portal.get(f"{REGISTER}unapproved/?status=rejected"))


@pytest.mark.parametrize(("left", "shown"), [(91, 0), (90, 1), (-1, 1)])
def test_machines_not_begun_are_shown_once_the_deadline_is_near(
    signed_in, clerk, reviewer, settings, left, shown
) -> None:
    settings.RENEWAL_DEADLINE = timezone.localdate() + dt.timedelta(days=left)
    device = registered(clerk, reviewer)
    page = text_of(signed_in(clerk).get(HOME))
    assert total(page, "not_begun") == shown
    assert (f"/portal/devices/{device.pk}/renewal/" in page) == bool(shown)
    assert ("已过截止日期" if left < 0 else f"还剩 {left} 天") in page


def test_the_picture_and_its_table_say_the_same(signed_in, clerk, reviewer) -> None:
    issued(clerk, reviewer, 1)
    for number in (2, 3, 4):
        registered(clerk, reviewer, number)
    page = text_of(signed_in(clerk).get(HOME))
    bar = page[page.index('class="bar-chart"') : page.index('class="legend"')]
    assert re.findall(r'class="seg (\w+)" x="(\d+)" y="0" width="(\d+)"', bar) == [
        ("awaiting", "0", "750"),
        ("renewed", "750", "250"),
    ]
    assert "待换发证件 3 台" in bar
    words = words_of(signed_in(clerk).get(HOME))
    assert "待换发证件 3 台 75%" in words
    assert "已换证 1 台 25%" in words


def test_what_is_under_way_says_what_comes_next_and_by_when(signed_in, clerk, reviewer) -> None:
    pending = waiting(clerk, reviewer, 1)
    uploading(clerk, reviewer, 2)
    failed(clerk, reviewer, 3)
    issued(clerk, reviewer, 4)
    words = words_of(signed_in(clerk).get(HOME))
    assert "办理中 共 3 件" in words
    assert "近 6 周不足 10 件，暂无统计；法定 7 个工作日内" in words
    assert f"最迟 {pending.due_on:%m-%d}" in words
    measured("review", 24)
    measured("issue", 3)
    words = words_of(signed_in(clerk).get(HOME))
    assert "半数 1 天内、八成 2 天内审结" in words
    assert "半数 3 小时内、八成 6 小时内办结" in words
    by = timezone.localtime(pending.submitted_at + dt.timedelta(days=2))
    assert f"预计 {by:%m-%d} 前" in words
    assert "您无需操作 处理后继续" in words
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        words = words_of(signed_in(clerk).get(HOME))
    assert f"比多数件慢，最迟 {pending.due_on:%m-%d}" in words


def test_what_is_usual_is_measured_from_the_offices_decisions_of_the_last_weeks(
    clerk, reviewer, settings
) -> None:
    settings.WAITING_SAMPLES = 5
    start = timezone.now()
    hours = [1, 2, 3, 4, 50]
    for number, length in enumerate(hours, start=1):
        with time_machine.travel(start, tick=False):
            renewal = waiting(clerk, reviewer, number)
        with time_machine.travel(start + dt.timedelta(hours=length), tick=False):
            _accept(renewal, reviewer)
    with time_machine.travel(start + dt.timedelta(days=3), tick=False):
        returned = RenewalApplication.objects.order_by("id").first()
        return_from_province(renewal_id=returned.pk, reason="铭牌照片不清晰")
        measure_waiting_times()
        review = WaitingTime.objects.get(stage="review")
        assert (review.samples, review.median_seconds, review.most_seconds) == (5, 3 * 3600, 4 * 3600)
        assert WaitingTime.objects.get(stage="issue").samples == 0
    with time_machine.travel(start + dt.timedelta(weeks=7)):
        measure_waiting_times()
    assert WaitingTime.objects.get(stage="review").samples == 0
    assert Decision.objects.count() == 6


def test_how_long_certificates_take_is_measured_from_the_acceptance(clerk, reviewer) -> None:
    certificate = issued(clerk, reviewer)
    done = again(certificate.renewal)
    RenewalApplication.objects.filter(pk=done.pk).update(
        completed_at=done.decided_at + dt.timedelta(minutes=90)
    )
    measure_waiting_times()
    issue = WaitingTime.objects.get(stage="issue")
    assert (issue.samples, issue.median_seconds) == (1, 90 * 60)


def test_another_firms_things_are_nowhere(signed_in, clerk, stranger, reviewer, settings) -> None:
    settings.RENEWAL_DEADLINE = timezone.localdate()
    rejected(clerk, reviewer, 1)
    drafted(clerk, reviewer, 2)
    accepted(clerk, reviewer, 3)
    registered(clerk, reviewer, 4)
    refused(clerk, reviewer, 5)
    page = words_of(signed_in(stranger).get(HOME))
    assert "粤T-T0000" not in page
    assert "没有需要办理的事项" in page
    assert "没有正在办理的换证申请" in page


def test_notices_and_messages_stand_beside(signed_in, clerk, reviewer) -> None:
    Notice.objects.create(title="换证工作安排(示例)", body="x")
    registered(clerk, reviewer)
    words = words_of(signed_in(clerk).get(HOME))
    assert "换证工作安排(示例)" in words
    assert "设备已入库：粤T-T00001" in words


def test_a_new_firm_is_led_to_its_machines(signed_in, clerk) -> None:
    recorded(clerk)
    page = words_of(signed_in(clerk).get(HOME))
    assert "去办理换证" in page
    assert "备案设备 0 台" in page


def _accept(renewal: RenewalApplication, reviewer) -> None:
    accept(renewal_id=renewal.pk, revision=again(renewal).revision, reviewer=reviewer)
