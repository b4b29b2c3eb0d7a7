"""人员与账号: what a manager does with the firm's people, and what is refused."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import LoginSession, User
from accounts.roles import Role
from audit.models import AccountEvent
from ground.glossary import AccountState, AccountStep
from tests.accounts.people import (
    INVITE,
    NEW,
    PEOPLE,
    details,
    invitation,
    link_in,
    logged_in,
    of_person,
    set_password,
    steps_of,
)
from tests.cases import again
from tests.conftest import PASSWORD
from tests.pages import error_at, text_of, words_of

pytestmark = pytest.mark.django_db
STEPS = ["disable/", "enable/", "revoke/", "sessions/", "reset/"]


@pytest.fixture
def portal(signed_in, manager):
    return signed_in(manager)


@pytest.fixture
def second_manager(make_user, firm):
    return make_user("manager2", "enterprise_manager", enterprise=firm)


@pytest.fixture
def invited(portal):
    portal.post(INVITE, invitation())
    return User.objects.get(username="neuling")


def test_the_list_shows_the_firms_people_alone(portal, clerk, stranger, reviewer) -> None:
    words = words_of(portal.get(PEOPLE))
    assert clerk.username in words
    assert stranger.username not in words
    assert reviewer.username not in words


def test_the_list_counts_live_sessions(portal, clerk) -> None:
    logged_in(clerk, PASSWORD)
    logged_in(clerk, PASSWORD)
    rows = {row.person.username: row.sessions for row in portal.get(PEOPLE).context["rows"]}
    assert rows == {"manager": 1, "clerk": 2}


def test_an_invited_person_sets_the_password_by_the_link_and_logs_in(portal) -> None:
    answer = portal.post(INVITE, invitation(), follow=True)
    person = User.objects.get(username="neuling")
    assert (person.account_state, person.enterprise) == (
        AccountState.INVITED,
        answer.wsgi_request.user.enterprise,
    )
    assert set_password(link_in(answer)).url == "/accounts/login/"
    assert again(person).account_state == AccountState.ACTIVE
    logged_in(person, NEW)
    assert steps_of(person) == [AccountStep.OPENED, AccountStep.INVITED]


def test_the_link_is_shown_once_and_kept_nowhere(portal, invited) -> None:
    page = portal.get(of_person(invited, "link/"))
    assert link_in(page)
    assert "链接只显示一次" in text_of(portal.get(of_person(invited, "link/")))
    key = link_in(page).partition("key=")[2]
    assert key not in str(list(invited.links.values()))
    assert key not in str(list(AccountEvent.objects.values()))


def test_a_link_goes_out_by_mail_where_there_is_a_mailbox(portal) -> None:
    page = text_of(portal.post(INVITE, invitation(email="neuling@example.com"), follow=True))
    assert "已发到本人邮箱" in page
    assert [message.to for message in mail.outbox] == [["neuling@example.com"]]
    portal.post(INVITE, invitation("ohne-post"), follow=True)
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_away_leaves_the_link_on_the_page(portal, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = portal.post(INVITE, invitation(email="neuling@example.com"), follow=True)
    assert "邮件没有发出，请把链接转交本人" in text_of(answer)
    assert link_in(answer)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "abc"),
        ("username", "张三四五"),
        ("username", "with space"),
        ("username", "null\x00byte"),
        ("username", "CLERK"),
        ("username", "x" * 41),
        ("full_name", ""),
        ("full_name", "长" * 41),
        ("phone", "电话"),
        ("email", "no-mailbox"),
        ("role", "administrator"),
        ("role", ""),
    ],
)
def test_a_wrong_invitation_is_refused_at_its_field(portal, clerk, field, value) -> None:
    answer = portal.post(INVITE, invitation(**{field: value}))
    assert answer.status_code == 422
    assert error_at(answer, field)
    assert User.objects.count() == 2


def test_a_second_click_on_invite_makes_no_second_account(portal, invited) -> None:
    answer = portal.post(INVITE, invitation())
    assert "已被使用" in error_at(answer, "username")
    assert User.objects.filter(username="neuling").count() == 1


def test_a_revoked_invitation_opens_nothing(portal, invited) -> None:
    link = link_in(portal.get(of_person(invited, "link/")))
    assert portal.post(of_person(invited, "revoke/")).status_code == 302
    assert portal.post(of_person(invited, "revoke/")).status_code == 302
    answer = set_password(link)
    assert answer.status_code == 410
    assert "已作废" in text_of(answer)
    assert steps_of(invited).count(AccountStep.INVITATION_REVOKED) == 1
    assert again(invited).account_state == AccountState.INVITED


def test_a_new_link_ends_the_one_before(portal, invited) -> None:
    first = link_in(portal.get(of_person(invited, "link/")))
    second = link_in(portal.post(of_person(invited, "reset/"), follow=True))
    assert set_password(first).status_code == 410
    assert set_password(second).status_code == 302


def test_a_disabled_person_is_out_at_once_and_back_after_enabling(portal, clerk) -> None:
    browser = logged_in(clerk, PASSWORD)
    assert portal.post(of_person(clerk, "disable/")).status_code == 302
    assert browser.get("/portal/").status_code == 302
    assert not LoginSession.objects.filter(account_id=clerk.pk).exists()
    assert portal.post(of_person(clerk, "enable/")).status_code == 302
    logged_in(clerk, PASSWORD)
    assert steps_of(clerk) == [AccountStep.ENABLED, AccountStep.DISABLED]


@pytest.mark.parametrize(
    ("before", "step", "words"),
    [
        (["disable/"], "disable/", "此账号已经停用"),
        ([], "enable/", "此账号已经启用"),
        ([], "revoke/", "不能再撤销邀请"),
        (["disable/"], "reset/", "请先启用"),
        (["disable/"], "revoke/", "不能再撤销邀请"),
    ],
)
def test_a_step_in_the_wrong_state_is_refused_and_changes_nothing(portal, clerk, before, step, words) -> None:
    for name in before:
        portal.post(of_person(clerk, name))
    recorded = steps_of(clerk)
    answer = portal.post(of_person(clerk, step))
    assert answer.status_code == 409
    assert words in text_of(answer)
    assert steps_of(clerk) == recorded


def test_an_account_that_is_not_opened_is_not_enabled(portal, invited) -> None:
    answer = portal.post(of_person(invited, "enable/"))
    assert (answer.status_code, again(invited).is_active) == (409, False)
    assert "还没有开通" in text_of(answer)


def test_nobody_disables_oneself(portal, manager, second_manager) -> None:
    answer = portal.post(of_person(manager, "disable/"))
    assert (answer.status_code, again(manager).is_active) == (409, True)
    assert "不能停用自己的账号" in text_of(answer)


def test_the_last_active_manager_keeps_the_role(portal, manager, second_manager) -> None:
    portal.post(of_person(second_manager, "disable/"))
    answer = portal.post(of_person(manager), details(manager, role=Role.ENTERPRISE_STAFF))
    assert answer.status_code == 409
    assert "最后一位启用的企业管理员" in error_at(answer, "role")
    assert again(manager).role == Role.ENTERPRISE_MANAGER


def test_a_manager_may_step_back_where_another_is_there(portal, manager, second_manager) -> None:
    answer = portal.post(of_person(manager), details(manager, role=Role.ENTERPRISE_STAFF), follow=True)
    assert answer.status_code == 200
    assert again(manager).role == Role.ENTERPRISE_STAFF


def test_data_and_role_are_kept_and_recorded_without_their_content(portal, clerk) -> None:
    given = details(clerk, role="enterprise_manager", phone="13800000001", email="clerk@example.com")
    assert portal.post(of_person(clerk), given).status_code == 302
    fresh = again(clerk)
    assert (fresh.role, fresh.phone, fresh.email) == (given["role"], given["phone"], given["email"])
    events = AccountEvent.objects.of_account(clerk.pk)
    assert {event.step for event in events} == {AccountStep.DETAILS_CHANGED, AccountStep.ROLE_CHANGED}
    assert "13800000001" not in str(list(events.values()))
    assert "修改角色" in words_of(portal.get(of_person(clerk)))


def test_an_unchanged_form_leaves_no_record(portal, clerk) -> None:
    assert portal.post(of_person(clerk), details(clerk)).status_code == 302
    assert steps_of(clerk) == []


def test_a_managers_reset_leaves_the_old_password_until_the_link_is_used(portal, clerk) -> None:
    link = link_in(portal.post(of_person(clerk, "reset/"), follow=True))
    browser = logged_in(clerk, PASSWORD)
    assert set_password(link).status_code == 302
    assert browser.get("/portal/").status_code == 302
    logged_in(clerk, NEW)
    assert not again(clerk).check_password(PASSWORD)


def test_sessions_are_ended_and_the_managers_own_goes_on(portal, manager, clerk) -> None:
    browsers = [logged_in(clerk, PASSWORD), logged_in(manager, PASSWORD)]
    assert "已结束 1 个登录会话" in text_of(portal.post(of_person(clerk, "sessions/"), follow=True))
    assert "没有其他在线的登录会话" in text_of(portal.post(of_person(clerk, "sessions/"), follow=True))
    assert "已结束 1 个登录会话" in text_of(portal.post(of_person(manager, "sessions/"), follow=True))
    assert [browser.get("/portal/").status_code for browser in browsers] == [302, 302]
    assert steps_of(clerk) == [AccountStep.SESSIONS_ENDED]


@pytest.mark.parametrize("step", ["", "link/", *STEPS])
def test_people_of_another_firm_or_the_office_are_not_found(portal, stranger, reviewer, step) -> None:
    for person in (stranger, reviewer):
        answer = portal.post(of_person(person, step), details(person))
        read = portal.get(of_person(person, step))
        assert {answer.status_code, read.status_code} <= {404, 405}
        assert 404 in {answer.status_code, read.status_code}
        assert again(person).is_active
        assert steps_of(person) == []


@pytest.mark.parametrize("who", ["clerk", "reviewer", "administrator"])
@pytest.mark.parametrize("address", [PEOPLE, INVITE, "", *STEPS])
def test_only_the_manager_keeps_people_and_others_read_who_may(
    request, signed_in, manager, who, address
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    place = address if address.startswith("/") else of_person(manager, address)
    answer = browser.post(place, {}) if address in STEPS else browser.get(place)
    assert answer.status_code == 403
    assert "请由企业管理员办理" in text_of(answer)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_by_a_button_alone(portal, client, clerk, step) -> None:
    assert portal.get(of_person(clerk, step)).status_code == 405
    assert client.post(of_person(clerk, step)).url.startswith("/accounts/login/")
    assert steps_of(clerk) == []


def test_the_menu_offers_people_to_the_manager_alone(portal, signed_in, clerk) -> None:
    assert f'href="{PEOPLE}"' in text_of(portal.get("/portal/"))
    assert f'href="{PEOPLE}"' not in text_of(signed_in(clerk).get("/portal/"))


def test_the_list_costs_the_same_with_any_number_of_people(portal, make_user, firm) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert portal.get(PEOPLE).status_code == 200
        return len(seen)

    queries()
    few = queries()
    for number in range(12):
        logged_in(make_user(f"person{number}", "enterprise_staff", enterprise=firm), PASSWORD)
    assert queries() == few <= 12


def test_the_dialog_that_disables_asks_for_nothing_else(portal, clerk) -> None:
    page = text_of(portal.get(of_person(clerk)))
    dialog = page.partition("<dialog")[2].partition("</dialog>")[0]
    assert of_person(clerk, "disable/") in dialog
    assert 'name="role"' not in dialog
    assert page.count('id="id_role"') == 1
