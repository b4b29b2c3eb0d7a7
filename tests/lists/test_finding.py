"""Search, conditions as chips, and empty lists that say what to do."""

from __future__ import annotations

import re

import pytest

from inbox.services import tell
from tests.cases import issued, recorded, waiting
from tests.pages import ENTRIES, HISTORY, REGISTER, UNAPPROVED, text_of

pytestmark = pytest.mark.django_db
CERTIFICATES, BATCHES, MESSAGES = "/portal/certificates/", "/portal/batches/", "/portal/messages/"
OLD = ["粤T-T00001", "T-T00001", "tt00001", "ｔ－ｔ００００１", "粤 T T00001"]
NEW = ["粤TF-T202600001", "tf-t202600001", "ＴＦＴ２０２６００００１"]
OTHER = ["TC6012", "qtz80(tc6012)", "2018-0001", "20180001", "１号机", "1号机"]


@pytest.mark.parametrize("address", [REGISTER, ENTRIES, HISTORY, CERTIFICATES])
@pytest.mark.parametrize("typed", [*OLD, *NEW, *OTHER])
def test_a_renewed_machine_is_found_by_all_its_names(portal, clerk, reviewer, address, typed) -> None:
    certificate = issued(clerk, reviewer)
    device = certificate.device
    device.internal_number = "1号机"
    for record in (device, certificate.renewal):
        type(record).objects.filter(pk=record.pk).update(search_text=_with(record, "1号机"))
    found = portal.get(address, {"q": typed})
    assert not found.context["listing"].filtered.query.is_empty()
    assert len(found.context["page"]) > 0, typed
    assert len(portal.get(address, {"q": "TT99999"}).context["page"]) == 0


def _with(record, word: str) -> str:
    return f"{type(record).objects.get(pk=record.pk).search_text} {word.upper()}"


@pytest.mark.parametrize("typed", ["T-T00007", "tt00007", "2018-0007"])
def test_a_record_not_yet_in_the_register_is_found(portal, clerk, typed) -> None:
    recorded(clerk, 7)
    assert len(portal.get(UNAPPROVED, {"q": typed}).context["page"]) == 1


def test_each_condition_can_be_taken_away_alone_and_all_at_once(portal, fleet) -> None:
    page = text_of(portal.get(ENTRIES, {"q": "2018", "approval": "pending", "order": "model"}))
    assert 'href="?approval=pending&order=model">查找：2018' in page
    assert 'href="?q=2018&order=model">审批状态：待备案' in page
    assert 'href="?order=model">清除筛选' in page


@pytest.mark.parametrize("address", [REGISTER, ENTRIES, HISTORY, CERTIFICATES, UNAPPROVED, BATCHES, MESSAGES])
def test_nothing_found_and_nothing_there_are_told_apart(portal, address) -> None:
    nothing_found = text_of(portal.get(address, {"q": "没有这台"}))
    assert "没有符合条件的" in nothing_found
    assert re.search(r'href="\?">清除筛选，查看全部', nothing_found)
    nothing_there = text_of(portal.get(address))
    assert "清除筛选" not in nothing_there
    assert "还没有" in nothing_there or "没有待换发" in nothing_there or "没有未审核" in nothing_there


def test_a_narrow_screen_sorts_by_a_choice_that_the_search_keeps(portal, fleet) -> None:
    page = text_of(portal.get(REGISTER, {"order": "-model"}))
    assert '<option value="-model" selected>规格型号，降序</option>' in page


def test_the_portals_messages_are_narrowed_to_the_unread(portal, fleet, manager) -> None:
    unread = portal.get(MESSAGES, {"state": "unread"}).context["listing"]
    assert unread.filtered.count() == manager.messages.filter(read_at=None).count() > 0
    assert len(portal.get(MESSAGES, {"state": "read"}).context["page"]) == 0


@pytest.mark.parametrize(
    "typed", [*OLD, "T00001", "qtz80(tc6012)", "ＱＴＺ８０", "审核 通过", "粤T-T00001 QTZ80"]
)
def test_a_message_is_found_by_what_it_names_however_typed(portal, manager, typed) -> None:
    tell(
        people=[manager],
        title="设备已入库：粤T-T00001 QTZ80(TC6012)",
        body="入库审核通过，受理编号HZ20260101-AB12。",
    )
    tell(people=[manager], title="设备已入库：粤T-T00002 QTZ63", body="已转入备案设备信息管理。")
    assert len(portal.get(MESSAGES, {"q": typed}).context["page"]) == 1
    assert len(portal.get(MESSAGES, {"q": "hz20260101ab12"}).context["page"]) == 1


def test_people_of_the_office_have_the_same_list_of_messages(signed_in, reviewer, clerk) -> None:
    waiting(clerk, reviewer, 1)
    tell(people=[reviewer], title="待审核：粤T-T00001")
    office = signed_in(reviewer)
    assert "待审核：粤T-T00001" in text_of(office.get(MESSAGES, {"state": "unread", "q": "t00001"}))
    assert "没有符合条件的消息" in text_of(office.get(MESSAGES, {"state": "read"}))
