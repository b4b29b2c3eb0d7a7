"""对接概况, the daily mail, /metrics and /readyz: one set of figures."""

from __future__ import annotations

import smtplib

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from provincial_sync import digest, services
from provincial_sync.digest import send_digest
from provincial_sync.models import (
    FeedPosition,
    NoteKind,
    ProvinceState,
    Upload,
    UploadNote,
    UploadState,
)
from tests.cases import again
from tests.doors import nothing_changes
from tests.pages import words_of
from tests.provincial_sync import cases
from tests.provincial_sync.moments import later

pytestmark = pytest.mark.django_db
PAGE = reverse("console:province")


@pytest.fixture
def failed(upload) -> Upload:
    from ground.glossary import UploadStatus
    from renewals.models import RenewalApplication

    Upload.objects.update(
        state=UploadState.FAILED,
        failure_class="permanent",
        failure_code="40301",
        last_error="省网不允许本网为该行政区划办理业务。",
        finished_at=timezone.now(),
    )
    RenewalApplication.objects.update(upload_status=UploadStatus.FAILED)
    return again(upload)


def metrics_of(client, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        "".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_the_page_tells_states_ages_and_errors(failed, firm, reviewer, signed_in):
    cases.accepted(firm, reviewer)
    with later(days=2):
        words = words_of(signed_in(reviewer).get(PAGE))
    assert "待报送 1 1 1 0" in words
    assert "上传异常 1 1 1 0" in words
    assert "永久性错误 40301 1" in words
    assert "未熔断" in words


def test_it_takes_the_same_queries_with_one_and_with_many(firm, reviewer, signed_in):
    client = signed_in(reviewer)
    cases.accepted(firm, reviewer)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for _ in range(5):
        cases.accepted(firm, reviewer)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few) <= 26


def test_firms_and_supervisors_do_not_see_it(signed_in, clerk, supervisor):
    for person in (clerk, supervisor):
        assert signed_in(person).get(PAGE).status_code == 403


def test_an_administrator_starts_a_round_and_nobody_else(signed_in, administrator, reviewer, monkeypatch):
    woken = []
    monkeypatch.setattr(services, "wake", lambda task: woken.append(task) or True)
    assert signed_in(reviewer).post(f"{PAGE}start/").status_code == 403
    assert signed_in(administrator).get(f"{PAGE}start/").status_code == 405
    assert woken == []
    answer = signed_in(administrator).post(f"{PAGE}start/", follow=True)
    assert "已通知后台" in words_of(answer)
    assert len(woken) == 2


def test_metrics_are_the_same_figures(failed, client):
    found = metrics_of(client)
    assert found["crane_uploadsfailed"] == 1
    assert found["crane_upload_failurespermanent40301"] == 1
    assert found["crane_province_well"] == 1
    assert found["crane_waiting_for_peoplefailed"] == 1
    assert "crane_feed_age_seconds" not in found
    FeedPosition.objects.create(pk=1, read_at=timezone.now())
    ProvinceState.objects.create(pk=1, breaker_opened_at=timezone.now())
    found = metrics_of(client)
    assert (found["crane_province_breaker_open"], found["crane_province_well"]) == (1, 0)
    assert "crane_feed_age_seconds" in found


def test_metrics_cost_one_query_each(failed, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(18):  # five of them for the two figures of the record
        client.get("/metrics")


@pytest.mark.parametrize(
    "address", [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, {"REMOTE_ADDR": ""}]
)
def test_metrics_are_not_public(client, address):
    answer = client.get("/metrics", **address)
    assert (answer.status_code, answer.content) == (403, b"forbidden\n")


def test_with_a_token_its_holder_alone_reads_them(client, settings):
    settings.METRICS_TOKEN = "数据-token"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 403
    settings.METRICS_TOKEN = "a-token"
    assert metrics_of(client, authorization="Bearer a-token")["crane_province_well"] == 1


def test_ready_says_that_the_province_is_away_and_that_no_worker_works(upload, client):
    checks = client.get("/readyz").json()["checks"]
    assert (checks["province"], checks["worker"]) == ("ok", "ok")
    with later(minutes=20):
        answer = client.get("/readyz").json()
    assert "后台任务是否在运行" in answer["checks"]["worker"]
    ProvinceState.objects.create(pk=1, breaker_opened_at=timezone.now(), probe_due_at=timezone.now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert "连不上省网" in answer.json()["checks"]["province"]


@pytest.fixture
def mailbox(make_user):
    make_user("admin-a", "administrator", email="a@example.gov.cn")
    make_user("admin-b", "administrator", email="b@example.gov.cn")
    make_user("admin-c", "administrator")
    make_user("admin-d", "administrator", email="d@example.gov.cn", is_active=False)


def test_the_mail_goes_to_each_administrator_with_a_mailbox(failed, mailbox):
    assert send_digest(timezone.now()) == {"sent": 2, "failed": 0, "broken": []}
    assert [message.to for message in mail.outbox] == [["a@example.gov.cn"], ["b@example.gov.cn"]]
    body = mail.outbox[0].body
    assert failed.client_ref in body
    assert "上传异常 1 件" in body
    assert PAGE in body


def test_a_part_that_breaks_spoils_no_other(failed, mailbox, monkeypatch):
    def breaks(now):
        raise ValueError("a fault of ours")
        yield

    first, *others = digest.PARTS
    monkeypatch.setattr(digest, "PARTS", ((first[0], breaks), *others))
    assert send_digest(timezone.now())["broken"] == ["与省网的连接"]
    assert "此部分生成失败" in mail.outbox[0].body
    assert failed.client_ref in mail.outbox[0].body


def test_a_mailbox_that_refuses_keeps_the_mail_from_no_other(mailbox, monkeypatch):
    real = digest.EmailMessage.send

    def refuse_the_first(message, *args, **kwargs):
        if message.to == ["a@example.gov.cn"]:
            raise smtplib.SMTPRecipientsRefused({})
        return real(message, *args, **kwargs)

    monkeypatch.setattr(digest.EmailMessage, "send", refuse_the_first)
    assert send_digest(timezone.now()) == {"sent": 1, "failed": 1, "broken": []}


def step(upload: Upload, name: str) -> str:
    return reverse(f"console:upload_{name}", args=[upload.pk])


def test_sending_again_asks_first_and_is_traced(upload, wire, signed_in, administrator):
    from tests.provincial_sync.moments import RENEWALS, hand_over_all, now_of

    hand_over_all()
    number = now_of(upload).acceptance_number
    client = signed_in(administrator)
    client.post(step(upload, "send_again"), {"text": "省网要求重新报送一次"})
    again_due = now_of(upload)
    assert (again_due.state, again_due.acceptance_number) == (UploadState.WAITING, None)
    sent = wire.count("POST", RENEWALS)
    hand_over_all(seconds=1)
    assert now_of(upload).acceptance_number == number
    assert wire.count("POST", RENEWALS) == sent
    assert UploadNote.objects.get().kind == NoteKind.RESENT
    assert "省网要求重新报送一次" in words_of(client.get(upload.get_absolute_url()))


def test_what_is_marked_as_handled_no_longer_counts_until_it_fails_again(failed, signed_in, administrator):
    client = signed_in(administrator)
    assert "上传异常 1" in words_of(client.get("/console/"))
    client.post(step(failed, "handled"), {"text": "已电话联系省网处理"})
    assert "上传异常 0" in words_of(client.get("/console/"))
    assert "已标记处理" in words_of(client.get(failed.get_absolute_url()))
    assert failed.client_ref not in words_of(client.get("/console/uploads/", {"trouble": "untouched"}))
    services.retry_now(failed, administrator.actor)
    assert again(failed).handled_at is None


@pytest.mark.parametrize("name", ["send_again", "handled"])
def test_such_a_step_needs_words_a_role_and_the_right_state(failed, signed_in, administrator, reviewer, name):
    client, address = signed_in(administrator), step(failed, name)
    assert client.get(address).status_code == 200
    with nothing_changes(failed):
        answer = client.post(address, {"text": "好"})
        assert (answer.status_code, "好</textarea>" in answer.content.decode()) == (422, True)
        assert signed_in(reviewer).post(address, {"text": "已电话联系省网"}).status_code == 403
    Upload.objects.update(state=UploadState.CANCELLED)
    with nothing_changes(again(failed)):
        assert client.post(address, {"text": "已电话联系省网"}).status_code == 409
