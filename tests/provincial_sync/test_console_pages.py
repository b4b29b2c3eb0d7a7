"""上传任务: who sees it, who repairs, and what the pages say."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ground.glossary import ApprovalStatus
from provincial_sync.models import ProvinceState, Upload, UploadState
from provincial_sync.rounds import hand_over_round
from tests.contract.surroundings import said
from tests.provincial_sync import cases
from tests.provincial_sync.wires import answer_with, refuse_connection

pytestmark = pytest.mark.django_db
LIST = reverse("console:uploads")


def page(upload: Upload, name: str = "console:upload") -> str:
    return reverse(name, args=[upload.pk])


@pytest.fixture
def failed(upload, wire) -> Upload:
    wire.once("POST", "/renewals", answer_with(said(40001, {"errors": [{"field": "device.model"}]})))
    hand_over_round(seconds=20)
    return Upload.objects.get(pk=upload.pk)


@pytest.mark.parametrize("person", ["reviewer", "administrator", "head"])
def test_the_office_reads_the_list(upload, signed_in, person, request):
    answer = signed_in(request.getfixturevalue(person)).get(LIST)
    assert upload.client_ref in answer.content.decode()


@pytest.mark.parametrize("person", ["clerk", "supervisor"])
def test_others_do_not(upload, signed_in, person, request):
    client = signed_in(request.getfixturevalue(person))
    assert client.get(LIST).status_code == 403
    assert client.get(page(upload)).status_code == 403


def test_the_list_takes_the_same_queries_with_one_and_with_many(
    firm, clerk, reviewer, signed_in, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(reviewer)
    cases.accepted(firm, reviewer, papers=0)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(12):
        cases.accepted(firm, reviewer, papers=0)
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_the_list_is_searched_by_what_people_know(firm, clerk, reviewer, signed_in):
    first, second = (cases.accepted(firm, reviewer, papers=0) for _ in range(2))
    for words in (first.client_ref, first.client_ref.lower()):
        text = signed_in(reviewer).get(LIST, {"q": words}).content.decode()
        assert first.client_ref in text
        assert second.client_ref not in text


def test_the_list_is_narrowed_by_state(failed, signed_in, reviewer):
    client = signed_in(reviewer)
    assert failed.client_ref in client.get(LIST, {"state": "failed"}).content.decode()
    assert failed.client_ref not in client.get(LIST, {"state": "issued"}).content.decode()


def test_the_page_shows_cause_and_exchanges(failed, signed_in, administrator):
    text = signed_in(administrator).get(page(failed)).content.decode()
    assert "省网认为报送的资料有误：规格型号" in text
    assert "上传附件" in text
    assert "报送备案" in text


def test_people_are_told_that_the_province_is_away(upload, wire, signed_in, reviewer):
    for _ in range(2):
        wire.once("PUT", "/files/", refuse_connection)
        Upload.objects.update(due_at=upload.due_at)
        hand_over_round(seconds=20)
    assert "与省网联系不畅" in signed_in(reviewer).get(LIST).content.decode()
    ProvinceState.objects.update(failures_in_a_row=0, away_since=None)
    assert "与省网联系不畅" not in signed_in(reviewer).get(LIST).content.decode()


def test_the_administrator_retries(failed, signed_in, administrator):
    answer = signed_in(administrator).post(page(failed, "console:upload_retry"), follow=True)
    assert "已安排立即重试" in answer.content.decode()
    assert Upload.objects.get(pk=failed.pk).state == UploadState.WAITING


def test_a_reviewer_does_not_retry(failed, signed_in, reviewer):
    client = signed_in(reviewer)
    assert client.post(page(failed, "console:upload_retry")).status_code == 403
    assert "立即重试</button>" not in client.get(page(failed)).content.decode()
    assert Upload.objects.get(pk=failed.pk).state == UploadState.FAILED


def test_a_get_retries_nothing(failed, signed_in, administrator):
    assert signed_in(administrator).get(page(failed, "console:upload_retry")).status_code == 405


def test_a_finished_upload_answers_with_the_reason(failed, signed_in, administrator):
    Upload.objects.filter(pk=failed.pk).update(state=UploadState.CANCELLED)
    answer = signed_in(administrator).post(page(failed, "console:upload_retry"))
    assert answer.status_code == 409
    assert "不需要重试" in answer.content.decode()


def test_the_administrator_turns_it_back_with_a_cause(failed, signed_in, administrator):
    client, address = signed_in(administrator), page(failed, "console:upload_turn_back")
    assert "规格型号" in client.get(address).content.decode()
    client.post(address, {"cause": "规格型号与铭牌不一致，请更正"})
    assert Upload.objects.get(pk=failed.pk).renewal.approval_status == ApprovalStatus.REJECTED


def test_a_short_cause_is_refused_at_its_field_and_kept(failed, signed_in, administrator):
    answer = signed_in(administrator).post(page(failed, "console:upload_turn_back"), {"cause": "不行"})
    assert answer.status_code == 422
    assert "至少 5 个字" in answer.content.decode()
    assert "不行</textarea>" in answer.content.decode()


def test_an_unknown_upload_is_not_found(signed_in, administrator):
    assert signed_in(administrator).get("/console/uploads/987654/").status_code == 404


def test_exchanges_are_a_register_to_read(failed, signed_in, reviewer, supervisor):
    address = reverse("console:provincial_sync_exchange_changelist")
    assert "submitRenewal" in signed_in(reviewer).get(address).content.decode()
    assert signed_in(supervisor).get(address).status_code == 403
