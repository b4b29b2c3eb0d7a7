"""账号安全提醒: each step that lets somebody in or shuts somebody out is told to the account's owner, and leaves at once."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from inbox.models import Delivery, Message
from inbox.words import Channel, Event
from tests.accounts.authenticator import CODES, SECOND, code_now, give_password, set_up
from tests.accounts.people import NEW, details, link_in, of_person, set_password
from tests.conftest import PASSWORD
from tests.inbox.cases import round_of_sending
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
SETTINGS = reverse("inbox:messages_settings")


def told(person) -> list[str]:
    """What the person was told of the account, newest first, without the event's name."""
    found = Message.objects.filter(recipient=person, event=Event.ACCOUNT_SAFETY).order_by("-id")
    return [title.partition("：")[2] for title in found.values_list("title", flat=True)]


def test_the_second_factor_from_its_beginning_to_its_end(signed_in, manager) -> None:
    client = signed_in(manager)
    secret, codes = set_up(client, steps=-1)
    assert told(manager) == ["动态口令已启用或更换"]
    client.post(CODES)
    codes = [code.replace("-", "") for code in codes]
    browser = give_password(manager)
    browser.post(SECOND, {"code": code_now(secret)})
    browser.post("/accounts/security/off/")
    assert told(manager) == ["动态口令已关闭", "恢复码已重新生成", "动态口令已启用或更换"]
    assert "操作人：本人" in Message.objects.latest("id").body


def test_a_recovery_code_that_was_used(signed_in, manager) -> None:
    _secret, codes = set_up(signed_in(manager))
    give_password(manager).post(SECOND, {"code": codes[0]})
    assert told(manager)[0] == "恢复码已使用一个，还剩 9 个"


def test_a_reset_by_the_office_names_who_did_it(signed_in, administrator, reviewer) -> None:
    set_up(signed_in(reviewer))
    address = reverse("console:account_factor", args=[reviewer.pk])
    signed_in(administrator).post(address, {"reason": "手机遗失，已电话核对"})
    assert told(reviewer)[0] == "动态口令已重置"
    message = Message.objects.filter(recipient=reviewer).latest("id")
    assert f"操作人：{administrator.actor.unit}" in message.body
    assert "手机遗失" not in message.body


def test_passwords_by_oneself_by_link_and_by_the_office(signed_in, manager, clerk, administrator) -> None:
    give_password(clerk).post(
        "/accounts/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    )
    made = signed_in(manager).post(of_person(clerk, "reset/"), follow=True)
    set_password(link_in(made), "Kran-Fuehrer-27")
    address = reverse("console:auth_user_password_change", args=[clerk.pk])
    given = {"password1": "Kran-Fuehrer-28", "password2": "Kran-Fuehrer-28", "usable_password": "true"}
    signed_in(administrator).post(address, given)
    assert told(clerk) == [
        "密码已由管理员重新设置",
        "密码已通过链接重设",
        "重设密码的链接已生成，原密码在使用链接之前有效",
        "密码已修改",
    ]


def test_sessions_that_others_end_and_own_ones_in_silence(signed_in, manager, clerk) -> None:
    give_password(clerk)
    signed_in(manager).post(of_person(clerk, "sessions/"))
    assert told(clerk) == ["1 个登录会话已被结束"]
    assert "操作人：本企业企业管理员" in Message.objects.latest("id").body
    give_password(clerk)
    give_password(clerk).post("/accounts/security/sessions/end/")
    assert len(told(clerk)) == 1
    assert not told(manager)


def test_another_role_and_another_mailbox_and_nothing_of_a_name(signed_in, manager, clerk) -> None:
    office = signed_in(manager)
    office.post(of_person(clerk), details(clerk, full_name="钱示例"))
    assert told(clerk) == []
    office.post(of_person(clerk), details(clerk, role="enterprise_manager", email="c@example.com"))
    assert told(clerk) == ["角色已修改", "电子邮箱已修改"]


def test_a_refused_step_tells_nothing(signed_in, clerk) -> None:
    signed_in(clerk).post("/accounts/security/off/")
    signed_in(clerk).post("/accounts/password/", {"old_password": "x", "new_password1": NEW})
    assert told(clerk) == []


def test_it_leaves_by_mail_at_once_whatever_was_chosen(later, signed_in, person, settings) -> None:
    settings.EMAIL_DAILY_BY_PERSON = 0
    client = signed_in(person)
    client.post(SETTINGS, {"wanted": []})
    set_up(client)
    later(seconds=2)  # far less than DIGEST_MINUTES
    assert round_of_sending()["sent"] == 1
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert "动态口令已启用或更换" in letter.subject
    assert "账号安全提醒不能关闭" in letter.body
    assert "接收设置" not in letter.body
    assert not Delivery.objects.filter(channel=Channel.SMS).exists()


FORMER = "z@example.com"


@pytest.mark.parametrize("by", ["manager", "oneself", "office"])
def test_another_mailbox_is_told_to_the_former_one_too(
    later, signed_in, manager, clerk, administrator, by
) -> None:
    User.objects.filter(pk=clerk.pk).update(email=FORMER)
    person = User.objects.get(pk=clerk.pk)
    if by == "manager":
        signed_in(manager).post(of_person(person), details(person, email="new@example.com"))
    elif by == "oneself":
        own = {"full_name": person.full_name, "phone": person.phone, "email": "new@example.com"}
        assert signed_in(person).post(reverse("accounts:me"), own).status_code == 302
    else:
        address = reverse("console:accounts_user_change", args=[person.pk])
        form = signed_in(administrator).get(address).context["adminform"].form
        kept = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
        assert signed_in(administrator).post(address, kept | {"email": "new@example.com"}).status_code == 302
    later(seconds=2)
    round_of_sending()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["new@example.com", FORMER]
    assert all("电子邮箱已修改" in letter.subject for letter in mail.outbox)
    assert not any("new@example.com" in letter.body for letter in mail.outbox)
    assert not Delivery.objects.filter(former_address__isnull=False).exists()


def test_a_mailbox_that_stays_or_is_the_first_is_told_to_no_other(later, signed_in, manager, clerk) -> None:
    signed_in(manager).post(of_person(clerk), details(clerk, email=FORMER, full_name="钱示例"))
    person = User.objects.get(pk=clerk.pk)
    signed_in(manager).post(of_person(person), details(person, full_name="孙示例"))
    assert not Delivery.objects.filter(former_address__isnull=False).exists()


def test_a_text_message_goes_to_whoever_wants_one(later, signed_in, person, platform) -> None:
    client = signed_in(person)
    client.post(SETTINGS, {"wanted": ["account_safety.sms"]})
    set_up(client)
    later(seconds=2)
    round_of_sending()
    ((_phone, text),) = platform.sent
    assert text.startswith("账号安全提醒：动态口令已启用或更换。")


def test_the_settings_say_that_the_mail_always_comes(signed_in, person) -> None:
    page = text_of(signed_in(person).get(SETTINGS))
    assert 'value="account_safety.email"' not in page
    assert 'value="account_safety.sms"' in page
    assert "账号安全提醒" in words_of(signed_in(person).get(SETTINGS))


def test_the_message_leads_to_where_one_can_act(signed_in, manager) -> None:
    client = signed_in(manager)
    set_up(client)
    message = Message.objects.get(recipient=manager)
    assert client.post(reverse("inbox:open", args=[message.pk]))["Location"] == "/accounts/security/"
