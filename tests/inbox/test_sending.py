"""Deliveries leave together, once, and a provider in trouble costs nothing but time."""

from __future__ import annotations

import smtplib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection, transaction

from inbox.channels.failures import FailureKind, SendFailure
from inbox.channels.mail import send_mail
from inbox.models import Delivery, Message
from inbox.outbox import Preference
from inbox.words import Channel, DeliveryState, Event
from tests.inbox.cases import happen, only, round_of_sending, states

pytestmark = pytest.mark.django_db
DEAD = {"sentence": "暂时连不上短信平台，系统会自动再试。", "of_channel": True}


def test_an_event_leaves_by_mail_and_text_message_after_the_digest_has_closed(
    firm, person, platform, later
) -> None:
    happen(firm)
    assert not round_of_sending()
    later(minutes=10)
    assert round_of_sending() == {"sent": 2}
    assert platform.sent == [
        ("13800000001", "粤T-T00001 QTZ80不接受备案。请登录系统查看备案意见，修改后重新提交备案。")
    ]
    (sent,) = mail.outbox
    assert sent.to == ["reached@example.com"]
    assert sent.subject == "不接受备案：粤T-T00001 QTZ80"
    assert "请按意见更正。" in sent.body
    assert "/portal/renewals/" in sent.body
    assert not round_of_sending()


def test_a_batch_of_events_is_one_message(firm, person, platform, later) -> None:
    happen(firm, Event.RENEWAL_REJECTED, count=37)
    later(minutes=10)
    round_of_sending()
    ((_phone, text),) = platform.sent
    assert text.startswith("本批 37 台不接受备案：粤T-T00001 QTZ80、粤T-T00002 QTZ80等。")
    (sent,) = mail.outbox
    assert sent.subject == "不接受备案：共 37 条"
    assert sent.body.count("- 不接受备案：") == 37
    assert states() == {DeliveryState.SENT: 1, DeliveryState.MERGED: 36}
    assert Message.objects.filter(recipient=person).count() == 37


def test_other_kinds_and_other_people_are_messages_of_their_own(
    firm, person, make_user, platform, later
) -> None:
    make_user("colleague", "enterprise_staff", enterprise=firm, phone="13800000002")
    happen(firm, Event.RENEWAL_REJECTED, count=2)
    happen(firm, Event.CERTIFICATE_ISSUED, count=2)
    later(minutes=12)
    round_of_sending()
    later(minutes=2)
    round_of_sending()
    assert sorted(phone for phone, _text in platform.sent) == ["13800000001"] * 2 + ["13800000002"] * 2


def test_nothing_leaves_of_a_step_that_did_not_happen(firm, person) -> None:
    with transaction.atomic():
        happen(firm)
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()
    assert not Message.objects.exists()


def test_who_has_no_address_is_told_in_the_portal_alone(firm, clerk) -> None:
    happen(firm)
    assert Message.objects.filter(recipient=clerk).count() == 1
    assert not Delivery.objects.exists()


def test_a_platform_that_is_dead_is_tried_again_and_what_came_meanwhile_joins(
    firm, person, platform, later
) -> None:
    platform.fails = [SendFailure(FailureKind.TEMPORARY, **DEAD)]
    happen(firm)
    later(minutes=10)
    round_of_sending()
    waiting = only()
    assert (waiting.state, waiting.attempts) == (DeliveryState.WAITING, 1)
    assert waiting.last_error == DEAD["sentence"]
    happen(firm, begin=2)
    later(minutes=1)
    round_of_sending()
    assert platform.sent[0][1].startswith("本批 2 台不接受备案")
    assert states() == {DeliveryState.SENT: 1, DeliveryState.MERGED: 1}


def test_after_the_last_try_it_waits_for_the_administrator(firm, person, platform, later, settings) -> None:
    settings.DELIVERY_RETRY_MINUTES = [1.0, 5.0]
    platform.fails = [SendFailure(FailureKind.TEMPORARY, **DEAD) for _ in range(9)]
    happen(firm)
    later(minutes=10)
    for _ in range(5):
        round_of_sending()
        later(minutes=6)
    assert len(platform.marks) == 3
    assert only().state == DeliveryState.FAILED
    assert only().last_error == f"连续 3 次未成功：{DEAD['sentence']}"


def test_a_platform_in_trouble_is_left_alone_after_three_failures(
    firm, make_user, platform, clock, later
) -> None:
    for number in range(6):
        make_user(f"person{number}", "enterprise_staff", enterprise=firm, phone=f"1380000000{number}")
    platform.fails = [SendFailure(FailureKind.TEMPORARY, **DEAD) for _ in range(9)]
    happen(firm)
    later(minutes=10)
    round_of_sending()
    assert len(platform.marks) == 3


def test_a_refused_number_is_not_tried_again(firm, person, platform, later) -> None:
    platform.fails = [SendFailure(FailureKind.PERMANENT, "短信平台未收下(40002)：号码在黑名单")]
    happen(firm, count=2)
    later(minutes=10)
    assert round_of_sending()["failed"] == 1
    later(hours=2)
    round_of_sending()
    assert len(platform.marks) == 1
    assert states() == {DeliveryState.FAILED: 1, DeliveryState.MERGED: 1}


def test_an_answer_that_got_lost_is_asked_for_again_under_the_same_mark_with_the_same_text(
    firm, person, platform, later
) -> None:
    platform.fails = [SendFailure(FailureKind.UNCERTAIN, "短信平台没有答复。")]
    happen(firm)
    later(minutes=10)
    round_of_sending()
    happen(firm, begin=2)
    later(minutes=1)
    round_of_sending()
    assert platform.marks[0] == platform.marks[1]
    assert platform.sent[0][1].startswith("粤T-T00001 QTZ80不接受备案")
    assert states() == {DeliveryState.SENT: 1, DeliveryState.WAITING: 1}


def test_a_worker_that_died_leaves_it_to_the_next_after_its_lease(firm, person, platform, later) -> None:
    class Killed(BaseException):
        pass

    happen(firm)
    later(minutes=10)
    platform.fails = [Killed()]
    with pytest.raises(Killed):
        round_of_sending()
    assert not round_of_sending()["sent"]
    later(minutes=5)
    round_of_sending()
    assert platform.marks[0] == platform.marks[1]
    assert only().state == DeliveryState.SENT


def test_who_switched_it_off_or_left_meanwhile_gets_nothing(firm, person, platform, later) -> None:
    happen(firm)
    Preference.objects.create(person=person, event=Event.RENEWAL_REJECTED, channel=Channel.SMS, wanted=False)
    type(person).objects.filter(pk=person.pk).update(email="")
    later(minutes=10)
    round_of_sending()
    assert platform.sent == []
    assert only().last_error == "接收人已在“接收设置”中关闭此项。"
    assert only(Channel.EMAIL).state == DeliveryState.FAILED
    assert only(Channel.EMAIL).last_error == "账号没有登记电子邮箱。"


def test_a_disabled_account_gets_nothing(firm, person, platform, later) -> None:
    happen(firm)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    later(minutes=10)
    assert round_of_sending() == {"dropped": 2}
    assert platform.sent == []


def test_what_could_not_leave_for_three_days_is_given_up(firm, person, platform, later) -> None:
    happen(firm)
    later(hours=72)
    assert round_of_sending()["sent"] == 2
    happen(firm, begin=2)
    later(hours=72, seconds=1)
    assert round_of_sending() == {"dropped": 2}
    assert len(platform.sent) == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.com": (550, b"unknown a@example.com")}), "permanent"),
        (smtplib.SMTPRecipientsRefused({"a@example.com": (450, b"busy")}), "temporary"),
        (smtplib.SMTPDataError(552, b"too large"), "permanent"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "temporary"),
        (smtplib.SMTPServerDisconnected("gone"), "temporary"),
        (ConnectionRefusedError(), "temporary"),
        (TimeoutError(), "temporary"),
    ],
)
def test_what_a_mail_server_says_in_words(monkeypatch, fault, kind) -> None:
    def refuse(*_args, **_given):
        raise fault

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    with pytest.raises(SendFailure) as refused:
        send_mail(address="a@example.com", subject="x", text="x", mark="1")
    assert refused.value.kind == kind
    assert "example.com" not in refused.value.sentence


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_send_each_message_once(firm, make_user, platform, clock, later) -> None:
    for number in range(8):
        make_user(f"person{number}", "enterprise_staff", enterprise=firm, phone=f"1380000000{number}")
    happen(firm, count=3)
    later(minutes=10)
    gate = threading.Barrier(4)

    def work(_number: int) -> None:
        gate.wait(10)
        try:
            round_of_sending()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    round_of_sending()
    assert sorted(phone for phone, _text in platform.sent) == [f"1380000000{number}" for number in range(8)]
    assert states() == {DeliveryState.SENT: 8, DeliveryState.MERGED: 16}
