"""The office opens a firm's first account, ends sessions, unlocks; passwords that others set are changed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Enterprise, User
from audit.models import AccountEvent
from ground.glossary import AccountState, AccountStep
from tests.accounts.people import NEW, link_in, logged_in, set_password, steps_of
from tests.cases import again
from tests.conftest import PASSWORD
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)


def invite_at(firm: Enterprise) -> str:
    return reverse("console:firm_invite", args=[firm.pk])


def invitation(**typed: str) -> dict[str, str]:
    return {
        "username": "chef",
        "full_name": "张示例",
        "role": "enterprise_manager",
        "phone": "",
        "email": "",
    } | typed


def test_the_first_manager_is_invited_from_the_firms_page(office, firm) -> None:
    page = text_of(office.get(reverse("console:accounts_enterprise_change", args=[firm.pk])))
    assert "邀请企业管理员" in page
    assert invite_at(firm) in page
    assert '<option value="enterprise_manager" selected>' in text_of(office.get(invite_at(firm)))
    link = link_in(office.post(invite_at(firm), invitation(), follow=True))
    person = User.objects.get(username="chef")
    assert (person.enterprise, person.account_state) == (firm, AccountState.INVITED)
    assert set_password(link).status_code == 302
    assert logged_in(person, NEW).get("/portal/")["Location"] == "/accounts/consent/"
    assert steps_of(person) == [AccountStep.OPENED, AccountStep.INVITED]
    assert "最近登录" in words_of(office.get(reverse("console:accounts_enterprise_change", args=[firm.pk])))


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"username": "clerk"}, "已被使用"),
        ({"username": "张三"}, "以字母开头"),
        ({"role": "reviewer"}, "有效的选项"),
        ({"full_name": "　 "}, "姓名"),
        ({"phone": "x" * 10_000}, "手机"),
    ],
)
def test_a_wrong_invitation_says_so_and_keeps_what_was_typed(office, firm, clerk, typed, word) -> None:
    answer = office.post(invite_at(firm), invitation(**{"full_name": "李示例", **typed}))
    assert answer.status_code == 422
    assert word in words_of(answer)
    assert User.objects.filter(enterprise=firm).count() == 1


def test_nobody_is_invited_into_a_closed_firm_or_by_anybody_else(office, firm, signed_in, request) -> None:
    for who in ("reviewer", "head", "supervisor", "manager"):
        client = signed_in(request.getfixturevalue(who))
        assert client.post(invite_at(firm), invitation()).status_code == 403
    Enterprise.objects.filter(pk=firm.pk).update(is_active=False)
    answer = office.post(invite_at(firm), invitation())
    assert (answer.status_code, "已停用" in words_of(answer)) == (409, True)
    assert office.post(reverse("console:firm_invite", args=[firm.pk + 99]), invitation()).status_code == 404
    assert not User.objects.filter(username="chef").exists()


def test_sessions_are_seen_and_ended(office, clerk) -> None:
    browser = logged_in(clerk, PASSWORD)
    change = reverse("console:accounts_user_change", args=[clerk.pk])
    assert "在线登录会话 1 个" in words_of(office.get(change))
    answer = office.post(reverse("console:account_sessions", args=[clerk.pk]), follow=True)
    assert "已结束 clerk 的 1 个登录会话" in words_of(answer)
    assert browser.get("/portal/").status_code == 302
    assert "结束登录会话" in words_of(answer)


def test_ones_own_session_goes_on(office, administrator) -> None:
    other = logged_in(administrator, PASSWORD)
    office.post(reverse("console:account_sessions", args=[administrator.pk]))
    assert office.get("/console/").status_code == 200
    assert other.get("/console/").status_code == 302


def test_a_password_that_the_office_set_is_changed_before_anything_else(office, clerk, client) -> None:
    office.post(
        reverse("console:auth_user_password_change", args=[clerk.pk]), {"password1": NEW, "password2": NEW}
    )
    client.post(LOGIN, {"username": "clerk", "password": NEW})
    answer = client.get("/portal/", follow=True)
    assert answer.redirect_chain == [("/accounts/password/", 302)]
    assert "由管理员设置" in words_of(answer)
    assert client.get("/console/").headers["Location"] == "/accounts/password/"
    mine = "Ganz-Eigen-2027"
    given = {"old_password": NEW, "new_password1": mine, "new_password2": mine}
    client.post("/accounts/password/", given)
    assert client.get("/portal/").status_code == 200
    assert not again(clerk).must_change_password


def fail(client, username: str = "clerk", times: int = 5):
    for _ in range(times):
        answer = client.post(LOGIN, {"username": username, "password": "falsch"})
    return answer


@pytest.mark.parametrize("username", ["clerk", "CLERK ", "niemand"])
def test_whoever_guesses_too_often_waits_whether_the_account_exists_or_not(client, clerk, username) -> None:
    assert "不正确" in words_of(fail(client, username, 5))
    answer = client.post(LOGIN, {"username": username, "password": PASSWORD})
    assert "已暂时锁定" in words_of(answer)
    assert "_auth_user_id" not in client.session


def test_a_right_password_forgives_what_was_mistyped(client, clerk) -> None:
    fail(client, times=4)
    client.post(LOGIN, {"username": "clerk", "password": PASSWORD})
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "不正确" in words_of(fail(client, times=4))


def test_a_locked_account_is_unlocked_by_the_office_or_by_its_link(office, client, clerk, settings) -> None:
    fail(client)
    assert AccountEvent.objects.filter(step=AccountStep.LOCKED).count() == 1
    change = reverse("console:accounts_user_change", args=[clerk.pk])
    assert "锁定至" in words_of(office.get(change))
    unlock = reverse("console:account_unlock", args=[clerk.pk])
    assert "已解除 clerk 的锁定" in words_of(office.post(unlock, follow=True))
    assert office.post(unlock).status_code == 409
    client.post(LOGIN, {"username": "clerk", "password": PASSWORD})
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    fail(client)
    link = link_in(office.post(reverse("console:account_link", args=[clerk.pk]), follow=True))
    set_password(link)
    client.post(LOGIN, {"username": "clerk", "password": NEW})
    assert "_auth_user_id" in client.session


def test_a_lock_ends_by_itself(client, clerk, settings) -> None:
    fail(client)
    settings.LOGIN_LOCK_MINUTES = 0
    client.post(LOGIN, {"username": "clerk", "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_one_address_that_tries_many_accounts_waits(client, clerk, settings) -> None:
    settings.LOGIN_FAILURES_BY_ADDRESS = 3
    for number in range(3):
        fail(client, f"konto{number}", 1)
    answer = client.post(LOGIN, {"username": "clerk", "password": PASSWORD})
    assert "网络登录失败次数过多" in words_of(answer)


def test_the_digit_that_does_not_fit_is_named_and_nothing_is_corrected(office) -> None:
    given = {"name": "中山示例甲有限公司", "uscc": "91442000DEM000014Q", "region_code": "442000"}
    answer = office.post(reverse("console:accounts_enterprise_add"), given | {"town": "442000001"})
    page = text_of(answer)
    assert "第18位应为“P”，现为“Q”" in page
    assert 'value="91442000DEM000014Q"' in page
    assert not Enterprise.objects.exists()
