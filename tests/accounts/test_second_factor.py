"""动态口令: set up by its own code, asked for at each login, each code once, wrong ones limited."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from accounts.models import RecoveryCode, SecondFactor, User
from accounts.second_factor import RECOVERY, take
from audit.models import AccountEvent
from ground.glossary import AccountStep
from tests.accounts.authenticator import (
    CODES,
    ENROL,
    LOGIN,
    SECOND,
    SECURITY,
    code_now,
    give_password,
    is_in,
    key_on,
    set_up,
)
from tests.accounts.people import steps_of
from tests.conftest import PASSWORD
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(signed_in, manager) -> tuple[str, list[str]]:
    """The manager's secret and recovery codes; set up a while ago, so that the code of now is fresh."""
    return set_up(signed_in(manager), steps=-1)


def test_whoever_has_a_second_factor_is_in_only_with_its_code(manager, phone) -> None:
    client = give_password(manager)
    assert not is_in(client)
    assert client.get("/portal/").status_code == 302
    assert client.post(SECOND, {"code": code_now(phone[0])}).status_code == 302
    assert is_in(client)
    event = AccountEvent.objects.filter(account_id=manager.pk, step=AccountStep.LOGGED_IN).latest("id")
    assert event.detail == {"by": "password", "factor": "totp"}


def test_the_way_leads_back_to_the_page_that_was_asked_for_and_nowhere_else(manager, phone) -> None:
    client = Client()
    given = {"username": "manager", "password": PASSWORD, "next": "/portal/devices/"}
    step = client.post(LOGIN, given)["Location"]
    assert client.post(step, {"code": code_now(phone[0])})["Location"] == "/portal/devices/"
    client = give_password(manager)
    answer = client.post(f"{SECOND}?next=https://example.com/", {"code": code_now(phone[0], steps=1)})
    assert answer["Location"] == "/"


def test_a_code_is_taken_once_and_none_before_it(manager, phone) -> None:
    secret, _codes = phone
    code, earlier = code_now(secret, steps=1), code_now(secret)
    give_password(manager).post(SECOND, {"code": code})
    for old in (code, earlier):
        again = give_password(manager)
        assert "已经用过" in words_of(again.post(SECOND, {"code": old}))
        assert not is_in(again)


@pytest.mark.parametrize(("steps", "passes"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_phones_clock_may_be_off_by_one_step(signed_in, manager, steps, passes) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC), tick=False) as clock:
        secret, _codes = set_up(signed_in(manager))
        clock.shift(dt.timedelta(minutes=10))
        client = give_password(manager)
        client.post(SECOND, {"code": code_now(secret, steps=steps)})
        assert is_in(client) == passes


def test_a_recovery_code_opens_once_and_is_counted(manager, phone) -> None:
    _secret, codes = phone
    assert len(set(codes)) == 10
    client = give_password(manager)
    client.post(SECOND, {"code": codes[0]})
    assert is_in(client)
    assert "还有 9 个恢复码可用" in words_of(client.get(SECURITY))
    assert AccountStep.RECOVERY_CODE_USED in steps_of(manager)
    again = give_password(manager)
    again.post(SECOND, {"code": codes[0]})
    assert not is_in(again)
    again.post(SECOND, {"code": codes[1].replace("-", " ")})
    assert is_in(again)


def test_recovery_codes_are_shown_once_and_renewed_ones_end_the_old(signed_in, manager, phone) -> None:
    client = signed_in(manager)
    assert "只显示一次" in words_of(client.get(CODES))
    client.post(CODES)
    assert "打印或抄写" in words_of(client.get(CODES))
    assert "打印或抄写" not in words_of(client.get(CODES))
    assert take(person=manager, typed=phone[1][0]) == ""


def test_neither_secret_nor_codes_stand_in_the_database(manager, phone) -> None:
    secret, codes = phone
    rows = str([*SecondFactor.objects.values(), *RecoveryCode.objects.values()])
    assert secret not in rows
    assert not any(code.replace("-", "") in rows for code in codes)
    assert take(person=manager, typed=codes[3]) == RECOVERY


def test_wrong_codes_lock_the_account_as_wrong_passwords_do(manager, phone) -> None:
    client = give_password(manager)
    answers = [client.post(SECOND, {"code": "000000"}) for _ in range(5)]
    assert "已暂时锁定" in words_of(answers[-1])
    assert answers[-1].status_code == 429
    assert client.post(SECOND, {"code": code_now(phone[0])}).status_code == 429
    assert not is_in(client)
    failed = AccountEvent.objects.filter(step=AccountStep.LOGIN_FAILED)
    assert [event.words["what"] for event in failed] == ["code"] * 5


def test_the_right_password_forgives_no_wrong_codes(manager, phone) -> None:
    for _ in range(5):
        give_password(manager).post(SECOND, {"code": "000000"})
    answer = Client().post(LOGIN, {"username": "manager", "password": PASSWORD})
    assert "已暂时锁定" in words_of(answer)


@pytest.mark.parametrize("typed", ["", "12345", "１２３４５６", "abcdef", "-", "0" * 13, "\x00"])
def test_what_is_no_code_is_no_way_in(manager, phone, typed) -> None:
    client = give_password(manager)
    assert client.post(SECOND, {"code": typed}).status_code == 422
    assert not is_in(client)


def test_the_second_step_alone_is_nobodys(client, manager, phone) -> None:
    assert client.get(SECOND)["Location"] == LOGIN
    assert client.post(SECOND, {"code": code_now(phone[0])})["Location"] == LOGIN


def test_half_a_login_ends_by_time_and_with_a_new_password(manager, phone) -> None:
    late, changed = give_password(manager), give_password(manager)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=6), tick=False):
        assert late.post(SECOND, {"code": code_now(phone[0])})["Location"] == LOGIN
    manager.set_password("Kran-Fuehrer-26")
    manager.save()
    assert changed.post(SECOND, {"code": code_now(phone[0])})["Location"] == LOGIN


def test_a_slip_at_the_set_up_shuts_nobody_out(signed_in, manager) -> None:
    client = signed_in(manager)
    secret = key_on(client.get(ENROL))
    answer = client.post(ENROL, {"code": "000000"})
    assert answer.status_code == 422
    assert key_on(answer) == secret
    assert not SecondFactor.objects.exists()


def test_setting_up_ends_the_other_sessions(signed_in, manager) -> None:
    here, there = signed_in(manager), signed_in(manager)
    set_up(here)
    assert here.get("/portal/").status_code == 200
    assert there.get("/portal/").status_code == 302


def test_a_new_phone_takes_the_old_ones_place(signed_in, manager, phone) -> None:
    secret, _codes = set_up(signed_in(manager))
    assert secret != phone[0]
    client = give_password(manager)
    client.post(SECOND, {"code": code_now(phone[0], steps=1)})
    assert not is_in(client)
    client.post(SECOND, {"code": code_now(secret, steps=1)})
    assert is_in(client)


def test_it_is_switched_off_by_its_owner_where_the_role_may(signed_in, manager, phone, settings) -> None:
    settings.OTP_REQUIRED_ROLES = ["enterprise_manager"]
    client = give_password(manager)
    client.post(SECOND, {"code": code_now(phone[0])})
    refused = client.post("/accounts/security/off/")
    assert (refused.status_code, SecondFactor.objects.count()) == (409, 1)
    settings.OTP_REQUIRED_ROLES = []
    client.post("/accounts/security/off/")
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert is_in(give_password(manager))
    assert steps_of(manager)[0] == AccountStep.FACTOR_OFF


def test_a_role_that_must_have_one_sets_it_up_before_anything_else(reviewer, settings) -> None:
    settings.OTP_REQUIRED_ROLES = ["reviewer"]
    client = give_password(reviewer)
    assert client.get("/console/")["Location"] == ENROL
    assert "您的角色必须使用动态口令" in text_of(client.get(ENROL))
    set_up(client)
    assert client.get("/console/").status_code == 200


def test_sessions_from_before_the_rule_are_led_to_it(signed_in, reviewer, settings) -> None:
    client = signed_in(reviewer)
    assert client.get("/console/").status_code == 200
    settings.OTP_REQUIRED_ROLES = ["reviewer"]
    assert client.get("/console/")["Location"] == ENROL


def test_the_demo_asks_nobody_for_it(settings) -> None:
    assert settings.OTP_REQUIRED_ROLES == []
    assert not User.objects.filter(second_factor__isnull=False).exists()
