"""省网上传资料审核 › 任务历史: every step, its result, and the opinion that 查看 unfolds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from audit.models import HistoryEntry
from renewals.services.following import return_from_province
from tests.cases import OPINION, REMARK, handed_in, rejected, uploading, waiting
from tests.pages import HISTORY, of_renewal, text_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


def test_a_refusal_shows_its_opinion_its_kind_and_leads_to_the_very_field(portal, clerk, reviewer) -> None:
    renewal = rejected(clerk, reviewer)
    page = text_of(portal.get(HISTORY))
    for words in (OPINION, "补正", REMARK.text, "额定起重力矩", "查看", "不接受备案"):
        assert words in page, words
    assert f'href="{of_renewal(renewal, "edit/")}#f-{REMARK.path}"' in page


def test_the_provinces_return_carries_its_mark_and_reason(portal, clerk, reviewer) -> None:
    renewal = uploading(clerk, reviewer)
    return_from_province(renewal_id=renewal.pk, reason="铭牌照片不清晰")
    assert "【省网退回】铭牌照片不清晰" in text_of(portal.get(HISTORY))


def test_colleagues_of_the_office_are_masked(portal, clerk, reviewer) -> None:
    rejected(clerk, reviewer)
    words = words_of(portal.get(HISTORY))
    assert "审批办 r**" in words
    assert str(reviewer) not in words


def test_the_newest_step_stands_first(portal, clerk, reviewer) -> None:
    waiting(clerk, reviewer)
    _before, _head, table = text_of(portal.get(HISTORY)).partition("<tbody>")
    assert table.index("提交备案") < table.index("证件换发") < table.index("提交入库")


def test_only_the_own_firms_steps_are_there(portal, clerk, stranger) -> None:
    handed_in(stranger, 5)
    assert "还没有办理记录" in text_of(portal.get(HISTORY))
    handed_in(clerk, 6)
    assert "粤T-T00006" in text_of(portal.get(HISTORY))
    assert "粤T-T00005" not in text_of(portal.get(HISTORY))


@pytest.mark.parametrize(
    "typed", ["粤T-T00001", "T-T00001", "ｔ－ｔ００００１", "tt00001", "2018-0001", "qtz80"]
)
def test_a_machine_is_found_however_its_number_is_typed(portal, clerk, reviewer, typed) -> None:
    waiting(clerk, reviewer)
    assert "提交备案" in words_of(portal.get(HISTORY, {"q": typed})).split("备案意见", 1)[1]


def test_a_search_without_a_hit_says_so(portal, clerk) -> None:
    handed_in(clerk)
    assert "没有符合条件的记录" in text_of(portal.get(HISTORY, {"q": "没有这台"}))


def test_it_can_be_narrowed_to_a_step_and_a_day(portal, clerk, reviewer) -> None:
    rejected(clerk, reviewer)
    one = text_of(portal.get(HISTORY, {"step": "renewal_rejected"}))
    assert OPINION in one
    assert one.count("<tr data-row>") == 1
    today = HistoryEntry.objects.latest("at").at.astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    assert OPINION in text_of(portal.get(HISTORY, {"from": today.isoformat(), "to": today.isoformat()}))
    other = today - dt.timedelta(days=1)
    assert "没有符合条件的记录" in text_of(portal.get(HISTORY, {"to": other.isoformat()}))


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "昨天"},
        {"to": "2026-13-45"},
        {"step": "no_such_step"},
        {"q": "%"},
        {"after": "x"},
        {"after": "MjAyNnw5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ=="},
    ],
)
def test_a_query_that_means_nothing_breaks_nothing(portal, clerk, asked) -> None:
    handed_in(clerk)
    assert portal.get(HISTORY, asked).status_code == 200


def test_others_do_not_read_it(signed_in, reviewer) -> None:
    assert signed_in(reviewer).get(HISTORY).status_code == 403
    assert Client().get(HISTORY).status_code == 302
