"""消息, 接收设置 and 消息投递, as people use them."""

from __future__ import annotations

import pytest

from inbox.channels.failures import FailureKind, SendFailure
from inbox.models import Delivery, Message, Preference
from inbox.words import Channel, DeliveryState, Event
from tests.inbox.cases import happen, only, round_of_sending, states
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
MESSAGES, SETTINGS, DELIVERIES = "/portal/messages/", "/portal/messages/settings/", "/console/deliveries/"


def again(delivery: Delivery) -> str:
    return f"{DELIVERIES}{delivery.pk}/again/"


def test_messages_can_be_narrowed_to_unread_and_to_one_event(firm, person, signed_in) -> None:
    happen(firm, Event.RENEWAL_REJECTED)
    happen(firm, Event.INTAKE_APPROVED)
    portal = signed_in(person)
    first = Message.objects.get(event=Event.RENEWAL_REJECTED)
    assert portal.post(f"{MESSAGES}{first.pk}/")["Location"] == "/portal/renewals/"
    unread = words_of(portal.get(f"{MESSAGES}?state=unread"))
    assert "设备已入库：粤T-T00001" in unread
    assert "不接受备案：粤T-T00001" not in unread
    one_kind = words_of(portal.get(f"{MESSAGES}?event=renewal_rejected"))
    assert "不接受备案：粤T-T00001" in one_kind
    assert "设备已入库：粤T-T00001" not in one_kind
    assert "没有符合条件的消息" in words_of(portal.get(f"{MESSAGES}?event=deadline_near"))
    assert portal.get(f"{MESSAGES}?event=nonsense&unread=x").status_code == 200


def test_all_can_be_marked_read_and_another_persons_are_not(firm, person, clerk, signed_in) -> None:
    happen(firm, count=3)
    answer = signed_in(person).post(f"{MESSAGES}read/", follow=True)
    assert "已将 3 条消息标为已读。" in words_of(answer)
    assert Message.objects.visible_to(clerk).unread().count() == 3
    theirs = Message.objects.visible_to(clerk).first()
    assert signed_in(person).post(f"{MESSAGES}{theirs.pk}/").status_code == 404


def test_a_person_chooses_what_comes_by_which_way(firm, person, platform, signed_in, later) -> None:
    portal = signed_in(person)
    page = text_of(portal.get(SETTINGS))
    assert 'value="renewal_rejected.sms" checked' in page
    assert 'value="renewal_accepted.sms">' in page
    assert "138****0001" in page
    assert "r***@example.com" in page
    assert "13800000001" not in page
    kept = portal.post(SETTINGS, {"wanted": ["renewal_accepted.sms", "nonsense.sms"]}, follow=True)
    assert "接收设置已保存" in words_of(kept)
    happen(firm, Event.RENEWAL_REJECTED)
    happen(firm, Event.RENEWAL_ACCEPTED)
    later(minutes=10)
    round_of_sending()
    assert [text[:20] for _phone, text in platform.sent] == ["粤T-T00001 QTZ80已接受备案"[:20]]
    assert Message.objects.visible_to(person).count() == 2, "in the portal everything is told"
    assert states(Channel.EMAIL) == {}
    portal.post(SETTINGS, {"wanted": ["renewal_rejected.sms"]})
    chosen = Preference.objects.filter(person=person, wanted=True)
    assert list(chosen.values_list("event", "channel")) == [("renewal_rejected", "sms")]


def test_the_office_has_no_such_settings(reviewer, signed_in) -> None:
    assert signed_in(reviewer).get(SETTINGS).status_code == 403
    page = text_of(signed_in(reviewer).get(MESSAGES))
    assert SETTINGS not in page


def test_a_number_that_gets_no_text_message_is_said_so(make_user, firm, signed_in) -> None:
    landline = make_user("landline", "enterprise_staff", enterprise=firm, phone="0760-88000000")
    assert "登记的不是有效的手机号码" in words_of(signed_in(landline).get(SETTINGS))


def test_the_administrator_sees_why_a_delivery_failed_and_sends_it_again(
    firm, person, administrator, platform, signed_in, later
) -> None:
    platform.fails = [SendFailure(FailureKind.PERMANENT, "短信平台未收下(40003)：内容须报备")]
    happen(firm, count=2)
    later(minutes=10)
    round_of_sending()
    console = signed_in(administrator)
    words = words_of(console.get(f"{DELIVERIES}?state=failed"))
    assert "发送失败 合并 2 条" in words
    assert "内容须报备" in words
    assert "reached" not in words
    failed = Delivery.objects.get(state=DeliveryState.FAILED)
    assert "已安排重新发送" in words_of(console.post(again(failed), follow=True))
    later(minutes=1)
    round_of_sending()
    ((_phone, text),) = platform.sent
    assert text.startswith("本批 2 台不接受备案")
    assert states() == {DeliveryState.SENT: 1, DeliveryState.MERGED: 1}
    assert "查看内容" in words_of(console.get(DELIVERIES))


def test_who_clicks_second_is_told_that_it_is_on_its_way(
    firm, person, administrator, platform, signed_in, later
) -> None:
    platform.fails = [SendFailure(FailureKind.PERMANENT, "短信平台未收下(40003)：内容须报备")]
    happen(firm)
    later(minutes=10)
    round_of_sending()
    console = signed_in(administrator)
    console.post(again(only()))
    answer = console.post(again(only()))
    assert answer.status_code == 409
    assert "当前为“待发送”" in words_of(answer)


@pytest.mark.parametrize("who", ["reviewer", "head", "supervisor"])
def test_nobody_else_of_the_office_sees_deliveries(firm, person, signed_in, request, who) -> None:
    happen(firm)
    console = signed_in(request.getfixturevalue(who))
    assert console.get(DELIVERIES).status_code == 403
    assert console.post(again(only())).status_code == 403
    assert DELIVERIES not in text_of(console.get("/console/"))


def test_deliveries_are_found_by_person_firm_and_machine(
    firm, person, administrator, signed_in, other_firm, make_user
) -> None:
    make_user("elsewhere", "enterprise_staff", enterprise=other_firm, phone="13800000009")
    happen(firm)
    happen(other_firm, begin=7)
    console = signed_in(administrator)
    for words, found in (("reached", "00001"), (other_firm.name, "00007"), ("T00007", "00007")):
        page = words_of(console.get(DELIVERIES, {"q": words, "channel": "sms"}))
        assert f"粤T-T{found}" in page, words
        assert page.count("QTZ80") == 1, words
    assert "没有符合条件的投递" in words_of(console.get(f"{DELIVERIES}?q=nothing"))


def test_the_list_costs_the_same_with_three_rows_and_with_twenty(
    firm, person, administrator, signed_in, django_assert_max_num_queries
) -> None:
    happen(firm, count=20)
    console = signed_in(administrator)
    with django_assert_max_num_queries(8):
        assert console.get(DELIVERIES).status_code == 200
