"""接口密钥, as a firm's manager and the office's keeper of accounts use the pages."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from api.models import ApiKey, KeptAnswer
from api.scopes import Scope
from api.tasks import forget_answers
from audit.models import AccountEvent
from inbox.models import Delivery, Message
from inbox.tasks import remind_of_interface_keys
from tests.api.caller import Caller, caller, fresh, key_of
from tests.conftest import PASSWORD
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
KEYS, NEW = "/portal/keys/", "/portal/keys/new/"
CONSOLE = "/console/keys/"
SECRET = re.compile(r"zsk_[0-9a-f]{12}_[\w-]{43}")


@pytest.fixture
def clock():
    """Time that a test moves."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def typed(**more):
    return {"name": "租赁系统", "days": "30", "scopes": ["devices:read", "renewals:read"], **more}


def mark_in(answer) -> str:
    return re.search(r'name="mark" value="([0-9a-f]{12})"', answer.content.decode())[1]


def test_the_secret_is_shown_once_and_opens_what_was_ticked(signed_in, manager):
    client = signed_in(manager)
    made = client.post(NEW, typed(mark=mark_in(client.get(NEW))))
    assert made.status_code == 200
    secret = SECRET.search(made.content.decode())[0]
    assert "no-store" in made.headers["Cache-Control"]
    assert Caller(secret).get("intake/").status_code == 200
    key = ApiKey.objects.get()
    for page in (KEYS, f"{KEYS}{key.pk}/", NEW):
        assert secret not in client.get(page).content.decode()
    sessions = [row.get_decoded() for row in Session.objects.all()] if Session.objects.exists() else []
    assert secret not in str(dict(client.session)) + str(sessions)
    assert secret.rpartition("_")[2] not in str(list(AccountEvent.objects.values()))


def test_a_form_sent_twice_makes_one_key(signed_in, manager):
    client = signed_in(manager)
    form = typed(mark=mark_in(client.get(NEW)))
    assert client.post(NEW, form).status_code == 200
    again = client.post(NEW, form)
    assert again.status_code == 409
    assert "只显示一次" in words_of(again)
    assert not SECRET.search(again.content.decode())
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"scopes": []}, "请至少勾选一项权限"),
        ({"scopes": ["queues:read"]}, "所选权限不适用"),
        ({"days": "0"}, "有效期"),
        ({"days": "3660"}, "有效期"),
        ({"name": " "}, "名称"),
    ],
)
def test_what_is_wrong_is_told_and_makes_nothing(signed_in, manager, wrong, told):
    answer = signed_in(manager).post(NEW, typed(**wrong))
    assert answer.status_code == 422
    assert told in words_of(answer)
    assert not ApiKey.objects.exists()


def test_revoking_ends_the_calls_and_stays_ended(signed_in, manager):
    key, secret = key_of(manager)
    client = signed_in(manager)
    assert Caller(secret).get("intake/").status_code == 200
    answer = client.post(f"{KEYS}{key.pk}/revoke/", follow=True)
    assert "已停用接口密钥" in words_of(answer)
    assert Caller(secret).get("intake/").status_code == 401
    assert client.post(f"{KEYS}{key.pk}/revoke/").status_code == 409


def test_making_and_revoking_ask_for_a_fresh_proof(signed_in, manager, clock):
    key, _secret = key_of(manager)
    client = signed_in(manager)
    clock.shift(dt.timedelta(minutes=14))
    client.get(KEYS)
    clock.shift(dt.timedelta(minutes=2))
    for page, form in ((NEW, typed()), (f"{KEYS}{key.pk}/revoke/", {})):
        asked = client.post(page, form)
        assert asked.status_code == 403
        assert "再次验证身份" in words_of(asked)
    assert ApiKey.objects.get().revoked_at is None
    made = client.post(NEW, {**typed(), "proof_again": PASSWORD})
    assert SECRET.search(made.content.decode())
    assert ApiKey.objects.latest("id").scopes == ["devices:read", "renewals:read"]


def test_others_find_nothing(signed_in, manager, clerk, make_user, other_firm, reviewer):
    key, _secret = key_of(manager)
    other = make_user("other_manager", "enterprise_manager", enterprise=other_firm)
    assert signed_in(other).get(f"{KEYS}{key.pk}/").status_code == 404
    assert signed_in(other).post(f"{KEYS}{key.pk}/revoke/").status_code == 404
    assert signed_in(clerk).get(KEYS).status_code == 403
    assert signed_in(reviewer).get(CONSOLE).status_code == 403
    assert "接口密钥" not in text_of(signed_in(clerk).get("/portal/"))
    assert "接口密钥" in text_of(signed_in(manager).get("/portal/"))


def test_the_page_of_a_key_tells_its_calls(signed_in, manager):
    key, secret = key_of(manager, [Scope.DEVICES_READ])
    firm = Caller(secret)
    firm.get("intake/")
    firm.post("intake/", {})
    words = words_of(signed_in(manager).get(f"{KEYS}{key.pk}/"))
    assert "GET /api/v1/intake/ 200" in words
    assert "POST /api/v1/intake/ 403" in words
    assert "127.0.0.1" in words


def test_the_office_has_keys_that_only_read(signed_in, administrator):
    office = signed_in(administrator)
    assert "queues:read" in office.get(f"{CONSOLE}new/").content.decode()
    assert office.post(f"{CONSOLE}new/", typed(scopes=["devices:write"])).status_code == 422
    made = office.post(f"{CONSOLE}new/", typed(scopes=["queues:read"]))
    assert SECRET.search(made.content.decode())
    key = ApiKey.objects.get()
    assert key.enterprise_id is None
    assert key.mark in words_of(office.get(CONSOLE))
    assert office.post(f"{CONSOLE}{key.pk}/revoke/").status_code == 302
    assert ApiKey.objects.get().state == "revoked"


def test_the_list_is_narrowed_by_state(signed_in, manager):
    client = signed_in(manager)
    short, _ = key_of(manager, days=1)
    with time_machine.travel(timezone.now() + dt.timedelta(days=2), tick=True):
        valid, _ = key_of(manager)
        client = signed_in(manager)
        for state, key in (("valid", valid), ("expired", short)):
            words = words_of(client.get(f"{KEYS}?state={state}"))
            assert [one.mark in words for one in (valid, short)] == [key == valid, key == short]


def told() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("recipient__username", "title"))


def test_managers_hear_of_a_key_two_weeks_before_its_end_once(manager, clerk, clock):
    key_of(manager, days=20)
    remind_of_interface_keys()
    assert told() == []
    clock.shift(dt.timedelta(days=6, minutes=1))
    remind_of_interface_keys()
    remind_of_interface_keys()
    ((who, title),) = told()
    assert who == "manager"
    assert "接口密钥“租赁管理系统”将于" in title
    assert Delivery.objects.filter(event="api_key_ending").count() <= 1
    clock.shift(dt.timedelta(days=20))
    remind_of_interface_keys()
    assert len(told()) == 1


def test_managers_hear_that_the_maker_of_a_key_has_left_and_the_key_goes_on(
    signed_in, manager, firm, make_user
):
    left = make_user("left_manager", "enterprise_manager", enterprise=firm)
    key, secret = key_of(left, [Scope.DEVICES_READ])
    signed_in(manager).post(f"/portal/people/{left.pk}/disable/")
    Message.objects.all().delete()
    remind_of_interface_keys()
    remind_of_interface_keys()
    ((who, title),) = told()
    assert (who, "创建人已停用" in title) == ("manager", True)
    assert "建议更换" in words_of(signed_in(manager).get(KEYS))
    assert "建议新建一个密钥换上" in words_of(signed_in(manager).get(f"{KEYS}{key.pk}/"))
    assert Caller(secret).get("intake/").status_code == 200


def test_the_office_hears_of_its_own_keys(administrator, manager):
    key_of(administrator, [Scope.QUEUES_READ], days=3)
    remind_of_interface_keys()
    assert [who for who, _title in told()] == [administrator.username]


def test_answers_are_forgotten_after_a_day(manager):
    caller(manager).post("intake/", {}, once=fresh())
    forget_answers()
    assert KeptAnswer.objects.count() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25)):
        forget_answers()
    assert not KeptAnswer.objects.exists()


def test_the_last_use_is_noted_once_a_minute(manager, clock):
    key, secret = key_of(manager)
    firm = Caller(secret)
    firm.get("intake/")
    first = ApiKey.objects.get(pk=key.pk).last_used_at
    assert first is not None
    clock.shift(dt.timedelta(seconds=59))
    firm.get("intake/")
    assert ApiKey.objects.get(pk=key.pk).last_used_at == first
    clock.shift(dt.timedelta(seconds=2))
    firm.get("intake/")
    assert ApiKey.objects.get(pk=key.pk).last_used_at > first


def test_a_person_of_the_walk_is_never_saved_by_a_key(manager):
    """The key's holder stands for an account and must change none."""
    before = User.objects.filter(pk=manager.pk).values().get()
    caller(manager).get("intake/")
    assert User.objects.filter(pk=manager.pk).values().get() == before
