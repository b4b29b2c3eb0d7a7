"""打印: the application form, the summary with one seal, and the receipt, as the person at the printer gets them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from devices.recording import RecordInput
from renewals.models import RenewalApplication
from renewals.printing.sources import DECLARATION, page_address, printable, sources_of
from renewals.services.drafting import save_renewal
from tests.cases import again, drafted, issued, rejected, submitted, voided, waiting
from tests.pages import ENTRIES, of_renewal, text_of
from tests.papers import is_archivable, pages_of, paper_of, sizes_of

pytestmark = pytest.mark.django_db
FORMS, SUMMARY = "/portal/prints/forms/", "/portal/prints/summary/"
EVERY = ("print/", "receipt/")


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


def printed(portal, renewal) -> str:
    return paper_of(portal.get(of_renewal(renewal, "print/")))


def test_the_form_holds_old_and_new_value_with_their_units(portal, clerk, reviewer, firm) -> None:
    paper = printed(portal, waiting(clerk, reviewer))
    for words in (
        "建筑起重机械证件换发申请表",
        firm.name,
        firm.uscc,
        "粤T-T00001",
        "QTZ80(TC6012)",
        "2018-0001",
    ):
        assert words in paper, words
    assert "额定起重力矩80t·m800kN·m单位变更" in paper
    assert "新增" in paper
    assert "张示例" in paper  # the clerk's own contact person, who is on no frozen submission


def test_it_lists_the_papers_and_leaves_places_to_sign_and_seal(portal, clerk, reviewer) -> None:
    paper = printed(portal, waiting(clerk, reviewer))
    for words in (
        "附件资料(共2份)",
        "old_certificate.png",
        "nameplate_photo.png",
        "产权单位(盖章)",
        "审批办意见(盖章)",
    ):
        assert words in paper, words
    assert DECLARATION in paper


def test_the_declaration_is_the_one_that_the_page_asks_for(portal, clerk, reviewer) -> None:
    assert DECLARATION in text_of(portal.get(of_renewal(drafted(clerk, reviewer))))


def test_each_page_says_which_it_is(portal, clerk, reviewer) -> None:
    pages = pages_of(portal.get(of_renewal(waiting(clerk, reviewer), "print/")))
    assert all(f"第{number}页，共{len(pages)}页" in page for number, page in enumerate(pages, 1))
    assert len(pages) >= 2


def test_a_draft_is_marked_and_a_submitted_form_is_not(portal, clerk, reviewer) -> None:
    draft = drafted(clerk, reviewer)
    assert "未提交：此表仅供核对" in printed(portal, draft)
    handed_in = submitted(draft, clerk)
    assert "未提交" not in printed(portal, handed_in)
    assert handed_in.submissions.get().sm3 in printed(portal, handed_in)


def test_a_voided_form_says_so(portal, clerk, manager, reviewer) -> None:
    assert "此申请已作废" in printed(portal, voided(clerk, reviewer, manager))


def test_a_submitted_form_is_the_frozen_submission(portal, clerk, reviewer) -> None:
    renewal = waiting(clerk, reviewer)
    body = renewal.submissions.get().body
    RenewalApplication.objects.filter(pk=renewal.pk).update(
        model="另一型号", parameters={"rated_load_moment": {"value": "4321", "unit": "kN·m"}}
    )
    paper = printed(portal, renewal)
    assert body["common"]["model"] in paper
    assert "另一型号" not in paper
    assert "4321" not in paper


def test_a_refused_form_stays_the_refused_round_until_it_is_saved_again(portal, clerk, reviewer) -> None:
    renewal = rejected(clerk, reviewer)
    assert "未被接受备案" in printed(portal, renewal)
    save_renewal(
        renewal_id=renewal.pk,
        revision=again(renewal).revision,
        user=clerk,
        given=RecordInput({}, {"max_working_radius": "59"}),
    )
    assert "此前提交过1次" in printed(portal, renewal)
    assert "此表仅供核对" in printed(portal, renewal)


def test_what_the_renewal_corrects_stands_beside_the_record(portal, clerk, reviewer) -> None:
    renewal = waiting(clerk, reviewer, common={"factory_number": "2018-0009"})
    assert "出厂编号2018-0009更正，原记录：2018-0001" in printed(portal, renewal)


def test_a_finished_renewal_still_prints(portal, clerk, reviewer) -> None:
    paper = printed(portal, issued(clerk, reviewer).renewal)
    assert "额定起重力矩80t·m800kN·m单位变更" in paper


def test_names_of_extraordinary_length_are_whole(portal, clerk, reviewer, firm) -> None:
    firm.name = "中山示例" + "起重机械设备租赁安装维护" * 7
    firm.save()
    maker = "X" * 79
    paper = printed(portal, waiting(clerk, reviewer, common={"manufacturer": maker}))
    assert firm.name in paper
    assert maker in paper.replace("\u200b", "")


def test_the_files_are_shown_in_the_browser_for_archives_and_kept_nowhere(portal, clerk, reviewer) -> None:
    renewal = waiting(clerk, reviewer)
    for name, title in (("print/", "证件换发申请表"), ("receipt/", "提交回执")):
        answer = portal.get(of_renewal(renewal, name))
        assert is_archivable(answer)
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Disposition"].startswith("inline")
        assert f"{title}_{renewal.reference}" in unquote(answer["Content-Disposition"])
        assert sizes_of(answer) == {(210, 297)}


def test_the_code_leads_to_the_page_of_the_renewal(portal, clerk, reviewer, settings) -> None:
    settings.PUBLIC_BASE_URL = "https://crane.example.gov.cn"
    renewal = waiting(clerk, reviewer)
    address = page_address(renewal)
    assert address.startswith("https://crane.example.gov.cn/")
    path = address.removeprefix("https://crane.example.gov.cn")
    assert renewal.reference in text_of(portal.get(path))


def test_the_receipt_has_number_time_and_expected_date(portal, clerk, reviewer) -> None:
    renewal = waiting(clerk, reviewer)
    paper = paper_of(portal.get(of_renewal(renewal, "receipt/")))
    for words in ("提交回执", renewal.reference, f"{renewal.due_on}", "第1次", "粤T-T00001"):
        assert words in paper, words


def test_there_is_no_receipt_before_the_submission(portal, clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    answer = portal.get(of_renewal(renewal, "receipt/"))
    assert answer.status_code == 409
    assert "请先点“提交备案”" in text_of(answer)
    assert "receipt/" not in text_of(portal.get(of_renewal(renewal)))
    assert "receipt/" in text_of(portal.get(of_renewal(submitted(renewal, clerk))))


def test_many_forms_are_one_file_each_with_its_own_page_numbers(portal, clerk, reviewer) -> None:
    renewals = [waiting(clerk, reviewer, 1), drafted(clerk, reviewer, 2)]
    pages = pages_of(portal.get(FORMS, {"pk": [renewal.pk for renewal in renewals]}))
    first_pages = [page for page in pages if "第1页，" in page]
    assert len(first_pages) == 2
    # The running head repeats the number on the pages that follow, not on a first one.
    assert [page.count(item.reference) for page in first_pages for item in renewals].count(1) == 2
    assert all(any(renewal.reference in page for page in pages) for renewal in renewals)


def test_the_summary_lists_every_machine_with_one_seal(portal, clerk, reviewer, firm) -> None:
    renewals = [waiting(clerk, reviewer, number) for number in (1, 2)] + [drafted(clerk, reviewer, 3)]
    answer = portal.get(SUMMARY, {"pk": [renewal.pk for renewal in renewals]})
    paper = paper_of(answer)
    for words in ("共3台：塔式起重机3台", firm.name, "其中1台未提交", *(item.reference for item in renewals)):
        assert words in paper, words
    assert paper.count("产权单位(盖章)") == 1
    assert sizes_of(answer) == {(297, 210)}


def test_everything_that_the_filter_finds_is_printed_but_what_is_voided(
    portal, clerk, manager, reviewer
) -> None:
    there, filtered_out = waiting(clerk, reviewer, 1), drafted(clerk, reviewer, 2)
    gone = voided(clerk, reviewer, manager, 3)
    paper = paper_of(portal.get(SUMMARY, {"all": "1", "approval": "pending"}))
    assert there.reference in paper
    assert filtered_out.reference not in paper
    assert gone.reference not in paper_of(portal.get(SUMMARY, {"all": "1"}))


@pytest.mark.parametrize("address", [FORMS, SUMMARY])
def test_nothing_chosen_and_too_much_are_answered_in_words(portal, db, address) -> None:
    nothing = portal.get(address)
    assert (nothing.status_code, "还没有选择换证申请" in text_of(nothing)) == (422, True)
    too_many = portal.get(address, {"pk": range(201)})
    assert (too_many.status_code, "一次最多打印 200 份，已选 201 份" in text_of(too_many)) == (422, True)
    empty = portal.get(address, {"all": "1"})
    assert (empty.status_code, "没有可打印的换证申请" in text_of(empty)) == (422, True)


def test_a_filter_that_finds_too_many_says_how_to_go_on(portal, clerk, reviewer, monkeypatch) -> None:
    monkeypatch.setattr("renewals.views.printing.MOST", 1)
    drafted(clerk, reviewer, 1)
    waiting(clerk, reviewer, 2)
    refused = portal.get(FORMS, {"all": "1"})
    assert (refused.status_code, "请用查询条件缩小范围" in text_of(refused)) == (422, True)
    assert portal.get(FORMS, {"all": "1", "approval": "pending"}).status_code == 200


@pytest.mark.parametrize("pk", ["0", "x", "-1", "1'", "９", "9" * 18, "9" * 40, ""])
def test_nonsense_is_not_found(portal, db, pk) -> None:
    assert portal.get(FORMS, {"pk": pk}).status_code == 404


def test_many_forms_come_as_booklets(portal, clerk, reviewer, monkeypatch) -> None:
    monkeypatch.setattr("renewals.views.printing.BOOKLET", 2)
    renewals = [waiting(clerk, reviewer, number) for number in (1, 2, 3)]
    page = text_of(portal.get(FORMS, {"all": "1"}))
    assert "共 3 份，分 2 册打印" in page
    last = portal.get(FORMS, {"pk": [renewals[0].pk]})
    assert f"{FORMS}?pk={renewals[0].pk}" in page
    assert renewals[0].reference in paper_of(last)


def test_a_stranger_finds_nothing_and_the_office_has_no_portal(signed_in, clerk, reviewer, stranger) -> None:
    renewal = waiting(clerk, reviewer)
    own = waiting(stranger, reviewer, 2)
    addresses = [*(of_renewal(renewal, name) for name in EVERY), f"{FORMS}?pk={renewal.pk}&pk={own.pk}"]
    assert signed_in(stranger).post(FORMS, {"picked": f"{renewal.pk}"}).status_code == 404
    for address in (*addresses, f"{SUMMARY}?pk={renewal.pk}"):
        assert signed_in(stranger).get(address).status_code == 404, address
        assert signed_in(reviewer).get(address).status_code == 403, address
        assert Client().get(address)["Location"].startswith("/accounts/login/"), address


def test_the_list_offers_boxes_and_both_papers(portal, clerk, manager, reviewer) -> None:
    renewal, gone = waiting(clerk, reviewer, 1), voided(clerk, reviewer, manager, 2)
    page = text_of(portal.get(ENTRIES, {"approval": "", "q": ""}))
    assert f'form="chosen" name="pk" value="{renewal.pk}"' in page
    assert f'form="chosen" name="pk" value="{gone.pk}"' not in page
    assert SUMMARY in page


def test_forty_forms_cost_as_many_queries_as_three(clerk, reviewer) -> None:
    waiting(clerk, reviewer, 1)
    drafted(clerk, reviewer, 2)
    few = _queries()
    for number in (3, 4, 5):
        waiting(clerk, reviewer, number)
        drafted(clerk, reviewer, number + 10)
    assert _queries() == few <= 4


def _queries() -> int:
    with CaptureQueriesContext(connection) as caught:
        assert sources_of(printable(RenewalApplication.objects.all()))
    return len(caught.captured_queries)
