"""Events for a firm's own system: written with the step, signed, sent once or again, stopped where nobody listens."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from devices.models.record import PERSONAL
from ground.errors import RuleBroken, StepRefused
from inbox.models import Message, WebhookDelivery, WebhookSubscription
from inbox.webhooks.announcing import announce
from inbox.webhooks.sending import push_round, take
from inbox.webhooks.services import (
    Wanted,
    change_subscription,
    forget_old,
    make_subscription,
    redeliver,
    send_test,
)
from inbox.webhooks.words import PushDeliveryState, PushEvent, PushState
from tests import cases
from tests.inbox.pushing import EVERY, go, happen, states
from tests.inbox.receiver import dripping, endless, plain, receiving, silent

pytestmark = pytest.mark.django_db


def test_what_happens_to_a_renewal_is_told_with_states_and_without_people(
    subscription, receiver, clerk, reviewer
) -> None:
    waiting = cases.submitted(cases.drafted(clerk, reviewer, 1), clerk)
    accepted = cases.accept(renewal_id=waiting.pk, revision=waiting.revision, reviewer=reviewer)
    assert set(go()) == {"sent"}
    told = {json.loads(body)["event"]["code"]: body for _path, _headers, body in receiver.came}
    assert set(told) == {"intake.approved", "renewal.accepted"}
    said = json.loads(told["renewal.accepted"])
    assert said["renewal"] == {
        "reference": waiting.reference,
        "revision": accepted.revision,
        "round": 1,
        "approval_status": {"code": "accepted", "label": "接受备案"},
        "upload_status": {"code": "not_uploaded", "label": "未上传"},
    }
    assert said["device"]["registration_number"] == waiting.registration_number
    assert said["device"]["certificate_status"]["label"] == "换证中"
    everything = b"".join(told.values()).decode()
    for word in (clerk.full_name, reviewer.full_name, *(waiting.common_values()[code] for code in PERSONAL)):
        assert word
        assert word not in everything


def test_a_receiver_can_prove_who_sent_it(subscription, receiver, firm) -> None:
    happen(firm)
    go()
    ((path, headers, body),) = receiver.came
    assert path == "/events?of=firm"
    said = f"{headers['X-Crane-Id']}.{headers['X-Crane-Timestamp']}.".encode() + body
    secret = WebhookSubscription.objects.get().secret
    assert headers["X-Crane-Signature"] == hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()
    assert json.loads(body)["id"] == headers["X-Crane-Id"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM inbox_webhooksubscription")
        assert secret not in cursor.fetchone()[0]


def test_nothing_leaves_of_a_step_that_did_not_happen_nor_of_what_nobody_asked_for(
    subscription, receiver, firm, other_firm, manager
) -> None:
    with transaction.atomic():
        happen(firm)
        transaction.set_rollback(True)
    happen(other_firm)
    given = Wanted(events=["intake.approved"])
    change_subscription(pk=subscription.pk, revision=1, user=manager, given=given)
    happen(firm)
    assert not WebhookDelivery.objects.exists()


def test_a_flaky_receiver_gets_it_later_under_the_same_id(subscription, receiver, firm) -> None:
    receiver.answers = [plain(503, "down", Retry_After="120"), silent, plain(500, "错" * 500)]
    happen(firm)
    body = WebhookDelivery.objects.get().body
    begun = timezone.now()
    for minutes in (0, 3, 10, 60):
        with time_machine.travel(begun + dt.timedelta(minutes=minutes), tick=False):
            go()
    row = WebhookDelivery.objects.get()
    assert (row.state, row.attempts, row.status) == (PushDeliveryState.SENT, 4, 204)
    assert len(set(receiver.ids)) == 1
    assert {body for _path, _headers, body in receiver.came} == {body.encode()}
    assert WebhookSubscription.objects.get().failures == 0


def test_retry_after_is_kept_and_an_answer_is_kept_short(subscription, receiver, firm) -> None:
    receiver.usual = plain(503, "修理\x00中" * 200, Retry_After="1800")
    happen(firm)
    assert go() == {"later": 1}
    row = WebhookDelivery.objects.get()
    assert row.due_at > timezone.now() + dt.timedelta(minutes=25)
    assert row.status == 503
    assert row.answer.startswith("修理中")
    assert len(row.answer) <= 200


@pytest.mark.parametrize("answering", [dripping, endless], ids=["dripping", "endless"])
def test_time_and_reading_are_bounded(subscription, receiver, firm, settings, answering) -> None:
    settings.WEBHOOK_TIMEOUT_SECONDS = 0.6
    receiver.answers = [answering]
    happen(firm)
    outcome = go()
    row = WebhookDelivery.objects.get()
    if answering is dripping:
        assert outcome == {"later": 1}
        assert "没有答复" in row.said
    else:
        assert outcome == {"sent": 1}
        assert row.answer == "x" * 200


def test_a_redirect_is_not_followed(subscription, receiver, firm) -> None:
    elsewhere = receiver.url.replace("/events", "/elsewhere")
    receiver.answers = [plain(302, Location=elsewhere)]
    happen(firm)
    assert go() == {"later": 1}
    assert len(receiver.came) == 1
    assert "跳转" in WebhookDelivery.objects.get().said


def test_after_three_days_it_is_given_up_and_can_be_pushed_again(
    subscription, receiver, firm, manager
) -> None:
    receiver.usual = plain(500)
    happen(firm)
    begun, said = timezone.now(), []
    for hours in (0, 10, 30, 80):
        with time_machine.travel(begun + dt.timedelta(hours=hours), tick=False):
            go()
            said.append(WebhookDelivery.objects.get().said)
    row = WebhookDelivery.objects.get()
    assert row.state == PushDeliveryState.FAILED
    assert ["自动再试" in each for each in said] == [True, True, True, False]
    assert "超过 72 小时" in said[-1]
    receiver.usual = plain(200, "ok")
    assert redeliver(pk=subscription.pk, user=manager) == 1
    assert go() == {"sent": 1}
    assert set(receiver.ids) == {str(row.uid)}
    with pytest.raises(StepRefused):
        redeliver(pk=subscription.pk, user=manager)  # nothing has failed any more


def test_the_last_attempt_does_not_promise_another_one(subscription, receiver, firm, settings) -> None:
    settings.WEBHOOK_HOURS = 0.01
    receiver.usual = plain(500)
    happen(firm)
    assert go() == {"failed": 1}
    said = WebhookDelivery.objects.get().said
    assert said.startswith("接收系统答复 500。")
    assert "自动再试" not in said
    assert "不再自动推送" in said


def test_410_switches_it_off_and_tells_the_managers(subscription, receiver, firm, manager, clerk) -> None:
    receiver.answers = [plain(410)]
    happen(firm)
    assert go() == {"gone": 1}
    assert WebhookSubscription.objects.get().state == PushState.OFF
    assert "再试" not in WebhookDelivery.objects.get().said
    assert Message.objects.get().recipient == manager
    happen(firm)
    assert states() == [PushDeliveryState.FAILED]


def test_failures_in_a_row_pause_it_once_and_events_wait_until_it_is_resumed(
    subscription, receiver, firm, manager, settings
) -> None:
    settings.WEBHOOK_PAUSE_AFTER = 3
    receiver.usual = plain(500)
    happen(firm, 4)
    go()
    paused = WebhookSubscription.objects.get()
    assert paused.state == PushState.PAUSED
    assert Message.objects.filter(recipient=manager).count() == 1
    happen(firm)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        assert go() == {}
        receiver.usual = plain(204)
        with pytest.raises(StepRefused):
            send_test(pk=paused.pk, user=manager)
        change_subscription(pk=paused.pk, revision=paused.revision, user=manager, given=Wanted(state="on"))
        assert go() == {"sent": 5}


def test_a_slow_receiver_holds_up_no_other(subscription, receiver, firm, manager, settings) -> None:
    settings.WEBHOOK_TIMEOUT_SECONDS = 1.0
    happen(firm, 30)
    with receiving() as quick:
        given = Wanted("另一系统", quick.url, ["renewal.rejected"])
        make_subscription(user=manager, given=given)
        announce(enterprise_id=firm.pk, event=PushEvent.RENEWAL_REJECTED, facts={})
        receiver.usual = dripping
        push_round(seconds=0.1)  # one handful of requests
        assert len(quick.came) == 1


def test_a_worker_that_dies_leaves_it_to_the_next_one(subscription, receiver, firm, settings) -> None:
    happen(firm)
    assert len(take(timezone.now())) == 1  # and nothing more is heard of that worker
    assert go() == {}
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=settings.WEBHOOK_LEASE_SECONDS + 1)):
        assert go() == {"sent": 1}
    assert WebhookDelivery.objects.get().attempts == 2


INTERNAL = [
    "https://127.0.0.1/",
    "https://localhost/",
    "https://10.1.2.3/",
    "https://192.168.1.1:8443/x",
    "https://172.16.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://[::1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::a00:1]/",
    "https://[2002:7f00:1::]/",
    "https://2130706433/",
    "https://0x7f.1/",
]


@pytest.mark.parametrize("address", INTERNAL)
def test_no_address_of_the_inner_network_is_kept(address, manager) -> None:
    with pytest.raises(RuleBroken) as refused:
        make_subscription(user=manager, given=Wanted("系统", address, EVERY))
    assert (refused.value.code, refused.value.path) == ("webhook_internal", "address")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "crane.example.com",
        "ftp://93.184.215.14/",
        "http://93.184.215.14/",
        "https://user:pass@93.184.215.14/",
        "https://93.184.215.14/#part",
        "https://93.184.215.14:99999/",
        "https://93.184.215.14:0/",
        "https:///events",
        "https://93.184.215.14\\@127.0.0.1/",
        "https://93.184.215.14/a b",
        "https://93.184.215.14/\r\nX: 1",
        "https://" + "a" * 600,
    ],
)
def test_what_is_no_address_is_refused_in_words(address, manager) -> None:
    with pytest.raises(RuleBroken) as refused:
        make_subscription(user=manager, given=Wanted("系统", address, EVERY))
    assert refused.value.path == "address"
    assert not WebhookSubscription.objects.exists()


def test_a_name_that_leads_inside_later_is_not_called(subscription, receiver, firm, settings) -> None:
    settings.WEBHOOK_ALLOW_INTERNAL = False
    happen(firm)
    assert go() == {"later": 1}
    assert not receiver.came
    assert "内部网络" in WebhookDelivery.objects.get().said


def test_old_deliveries_are_let_go(subscription, receiver, firm) -> None:
    happen(firm)
    go()
    happen(firm)
    assert forget_old() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        assert forget_old() == 1
    assert states() == [PushDeliveryState.WAITING]
