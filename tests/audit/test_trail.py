"""审计 › 操作记录: everything that is recorded, searched, unfolded, exported; for 审计管理员 alone."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import LoginFailure
from audit.guards import lifted
from audit.models import AccountEvent, HistoryEntry
from audit.sealing import seal_due
from audit.services import record_step
from audit.verifications import verify_and_keep
from ground.glossary import AccountStep, Step
from provincial_sync.models import Exchange
from renewals.models import RenewalApplication
from tests.audit.chains import tamper
from tests.cases import accepted
from tests.pages import words_of
from zhongshan_crane.trail import paging

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(make_user):
    return make_user("auditor", "administrator", duty_audit=True)


@pytest.fixture
def look(auditor, signed_in):
    client = signed_in(auditor)

    def at(**params):
        return client.get(reverse("console:audit_trail"), params)

    return at


def shown(answer) -> list[str]:
    """The verbs of the page's lines, newest first."""
    return [line.verb for line in answer.context["lines"]]


@pytest.mark.parametrize("who", ["clerk", "manager", "reviewer", "administrator", "head", "supervisor"])
def test_nobody_else_sees_it(request, signed_in, who) -> None:
    client = signed_in(request.getfixturevalue(who))
    for answer in (
        client.get(reverse("console:audit_trail")),
        client.post(reverse("console:audit_trail_export")),
    ):
        assert answer.status_code in {302, 403, 404}
    assert not AccountEvent.objects.filter(step=AccountStep.RECORD_READ).exists()


def test_steps_of_machines_and_of_accounts_stand_in_one_list_with_their_seals(
    look, clerk, reviewer, client
) -> None:
    renewal = accepted(clerk, reviewer)
    client.post(
        reverse("accounts:login"), {"username": "clerk", "password": "falsch"}, REMOTE_ADDR="192.0.2.9"
    )
    seal_due()
    client.post(reverse("accounts:login"), {"username": "niemand", "password": "falsch"})
    page = look()
    assert {"接受备案", "登录失败", "提交备案"} <= set(shown(page))
    words = words_of(page)
    assert renewal.reference in words
    assert "192.0.2.9" in words
    assert "niemand" in words
    newest, *_, oldest = page.context["lines"]
    assert newest.seal is None
    assert oldest.seal >= 1
    assert "待封存" in words
    assert LoginFailure.objects.count() == 2


def test_fields_and_papers_are_called_as_on_the_forms(look, clerk, reviewer) -> None:
    renewal = accepted(clerk, reviewer)
    of_renewal = {
        "actor": reviewer.actor,
        "enterprise_id": renewal.enterprise_id,
        "device_id": renewal.device_id,
        "renewal_id": renewal.pk,
    }
    read = {"path": "parameters.rated_load_moment", "source": "nameplate", "sm3": "0" * 64}
    record_step(step=Step.RENEWAL_SAVED, detail={"recognised": [read]}, **of_renewal)
    record_step(
        step=Step.DIFFERENCE_OVERRULED,
        detail={**read, "path": "device.factory_number", "why": "misread"},
        remarks=[{"path": "attachments.nameplate_photo", "text": "请重拍"}],
        **of_renewal,
    )
    words = words_of(look())
    for told in ("额定起重力矩(铭牌)", "出厂编号", "识别有误", "设备铭牌照片"):
        assert told in words
    assert "rated_load_moment" not in words
    assert "nameplate" not in words


def test_looking_is_recorded_with_what_was_asked_for(look, auditor) -> None:
    look()
    look(who="clerk", address="192.0.2.9")
    seen = AccountEvent.objects.filter(step=AccountStep.RECORD_READ, account_id=auditor.pk).order_by("id")
    assert [event.detail for event in seen] == [{"fields": []}, {"fields": ["who", "address"]}]


def test_each_condition_narrows(look, clerk, reviewer, client) -> None:
    renewal = accepted(clerk, reviewer)
    client.post(
        reverse("accounts:login"), {"username": "clerk", "password": "falsch"}, REMOTE_ADDR="192.0.2.9"
    )
    assert set(shown(look(who="reviewer"))) >= {"接受备案"}
    assert "提交备案" not in shown(look(who="reviewer"))
    assert set(shown(look(address="192.0.2.9"))) == {"登录失败"}
    assert shown(look(verb="history:renewal_accepted")) == ["接受备案"]
    assert set(shown(look(verb="event:login_failed"))) == {"登录失败"}
    assert shown(look(verb="change:")) == []
    assert "提交备案" in shown(look(about=renewal.reference))
    assert "提交备案" in shown(look(about=renewal.registration_number))
    assert "登录失败" not in shown(look(about=renewal.reference))
    assert "提交备案" in shown(look(firm=clerk.enterprise.name))
    failed = AccountEvent.objects.get(step=AccountStep.LOGIN_FAILED)
    assert shown(look(request=failed.request_id)) == ["登录失败"]
    assert shown(look(until="2001-01-01")) == []
    assert "提交备案" in shown(look(since="2001-01-01", until="2199-01-01"))


def test_the_exchange_with_the_province_is_listed_when_it_is_asked_for(look) -> None:
    Exchange.objects.create(
        operation="listRegistrations", method="GET", path="/registrations", milliseconds=9
    )
    Exchange.objects.create(
        operation="submitRenewal", method="POST", path="/renewals", milliseconds=9, request_id="batch-0007"
    )
    assert not {verb for verb in shown(look()) if verb.startswith("省网")}
    assert "平时不列出" in words_of(look())
    assert set(shown(look(verb="exchange:"))) == {"省网：读取备案变更", "省网：报送备案"}
    assert shown(look(request="batch-0007")) == ["省网：报送备案"]


@pytest.mark.parametrize(
    "params",
    [
        {"since": "昨天", "until": "99999-01-01"},
        {"after": "x"},
        {"after": "WzEsMiwzXQ=="},
        {"verb": "nothing:at all"},
        {"verb": "history"},
        {"who": "9" * 60},
    ],
)
def test_what_cannot_be_read_breaks_nothing(look, params) -> None:
    assert look(**params).status_code == 200


def test_a_day_that_is_none_is_told(look) -> None:
    assert "“昨天”不是日期" in words_of(look(since="昨天"))


def numbers(answer) -> list[tuple[str, int]]:
    return [(line.source, line.row_id) for line in answer.context["lines"]]


def walked(client, answer, way: str) -> list[list[tuple[str, int]]]:
    """The pages from this one on, in one direction, as their links lead."""
    pages = [numbers(answer)]
    while address := answer.context[way]:
        answer = client.get(reverse("console:audit_trail") + address)
        pages.append(numbers(answer))
        assert len(pages) < 50
    return pages


@pytest.mark.parametrize("at_one_moment", [False, True])
def test_pages_follow_one_another_forth_and_back_without_gap_or_repetition(
    auditor, signed_in, clerk, reviewer, monkeypatch, at_one_moment
) -> None:
    accepted(clerk, reviewer)
    narrowed = {"verb": "history:"}
    if at_one_moment:  # only the tables' order and the rows' numbers tell them apart
        signed_in(clerk).post(reverse("accounts:logout"))
        moment = timezone.now() - dt.timedelta(days=3)
        with lifted(connection):
            QuerySet(HistoryEntry).update(at=moment)
            QuerySet(AccountEvent).update(at=moment)
        narrowed = {"until": f"{timezone.localdate() - dt.timedelta(days=1)}"}
    client = signed_in(auditor)
    monkeypatch.setattr(paging.page, "__kwdefaults__", {"size": 200})
    whole = numbers(client.get(reverse("console:audit_trail"), narrowed))
    assert len(whole) >= 6
    assert len({source for source, _ in whole}) == 1 + at_one_moment
    monkeypatch.setattr(paging.page, "__kwdefaults__", {"size": 3})
    first = client.get(reverse("console:audit_trail"), narrowed)
    forth = walked(client, first, "next_url")
    assert [one for page in forth for one in page] == whole
    last = first
    while last.context["next_url"]:
        last = client.get(reverse("console:audit_trail") + last.context["next_url"])
    back = walked(client, last, "previous_url")
    assert [one for page in reversed(back) for one in page] == whole
    assert not first.context["previous_url"]
    assert not last.context["next_url"]


def test_a_page_beyond_the_end_is_the_first(look, clerk, reviewer) -> None:
    accepted(clerk, reviewer)
    nowhere = paging.Place(timezone.now() + dt.timedelta(days=9), 0, 1).token
    assert "接受备案" in shown(look(before=nowhere))
    assert "接受备案" in shown(look(after=paging.Place(timezone.now() - dt.timedelta(days=9999), 0, 1).token))


def test_a_page_that_is_turned_is_an_entry_too(look, auditor) -> None:
    look(after=paging.Place(timezone.now(), 0, 1).token)
    assert AccountEvent.objects.filter(step=AccountStep.RECORD_READ).count() == 1


def test_the_page_costs_the_same_for_many_rows(look, clerk, reviewer, django_assert_max_num_queries) -> None:
    accepted(clerk, reviewer)
    look()
    with django_assert_max_num_queries(50):
        look()


def test_the_export_holds_what_the_search_finds_and_is_recorded(
    look, auditor, signed_in, clerk, reviewer
) -> None:
    accepted(clerk, reviewer)
    renewal = RenewalApplication.objects.get()
    answer = signed_in(auditor).post(
        reverse("console:audit_trail_export"), {"about": renewal.reference, "verb": "history:"}
    )
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    assert rows[0][:3] == ("时间", "类别", "事项")
    assert "接受备案" in {row[2] for row in rows}
    event = AccountEvent.objects.get(step=AccountStep.EXPORTED)
    assert event.detail == {"list": "操作记录", "rows": len(rows) - 1}


def test_an_export_of_nothing_is_refused(auditor, signed_in) -> None:
    answer = signed_in(auditor).post(reverse("console:audit_trail_export"), {"until": "2001-01-01"})
    assert answer.status_code == 422
    assert "没有可导出的内容" in words_of(answer)


def test_what_verifying_found_stands_on_top(look, clerk, reviewer) -> None:
    accepted(clerk, reviewer)
    seal_due()
    verify_and_keep()
    assert "最近一次核验没有发现异常" in words_of(look())
    tamper(
        "UPDATE audit_historyentry SET opinion = '改过的' WHERE id = (SELECT MIN(id) FROM audit_historyentry)"
    )
    verify_and_keep()
    page = words_of(look())
    assert "核验发现 1 处异常" in page
    assert "任务历史(audit_historyentry)" in page
