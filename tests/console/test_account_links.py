"""How the administrator opens a firm's first account without knowing its password."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from audit.models import AccountEvent
from ground.glossary import AccountState, AccountStep
from tests.accounts.people import NEW, link_in, logged_in, set_password, steps_of
from tests.cases import again
from tests.conftest import PASSWORD
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def link_page(person: User) -> str:
    return reverse("console:account_link", args=[person.pk])


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)


@pytest.fixture
def first(office, firm):
    """The firm's first account, added without a password."""
    given = {"username": "firstmanager", "role": "enterprise_manager", "enterprise": firm.pk}
    office.post(reverse("console:accounts_user_add"), given)
    return User.objects.get(username="firstmanager")


def test_an_account_without_a_password_is_opened_by_its_link(office, first) -> None:
    assert first.account_state == AccountState.INVITED
    change = text_of(office.get(reverse("console:accounts_user_change", args=[first.pk])))
    assert "生成开通链接" in change
    link = link_in(office.post(link_page(first), follow=True))
    assert "链接只显示一次" in text_of(office.get(link_page(first)))
    assert set_password(link).status_code == 302
    logged_in(first, NEW)


def test_the_link_is_the_administrators_alone_to_make(signed_in, request, first) -> None:
    for who in ("reviewer", "head", "supervisor"):
        answer = signed_in(request.getfixturevalue(who)).post(link_page(first))
        assert (answer.status_code, "请由安全管理员办理" in text_of(answer)) == (403, True)
    assert signed_in(request.getfixturevalue("clerk")).post(link_page(first)).status_code == 403
    assert not first.links.exists()


def test_a_disabled_account_gets_no_link_and_an_unknown_one_is_not_found(office, clerk) -> None:
    type(clerk).objects.filter(pk=clerk.pk).update(is_active=False)
    answer = office.post(link_page(clerk))
    assert (answer.status_code, "请先启用" in text_of(answer)) == (409, True)
    assert office.post(reverse("console:account_link", args=[clerk.pk + 999])).status_code == 404


def test_an_account_that_nobody_opened_is_not_enabled_by_hand(office, first, firm) -> None:
    given = {"username": first.username, "role": first.role, "enterprise": firm.pk, "is_active": "on"}
    answer = office.post(reverse("console:accounts_user_change", args=[first.pk]), given)
    assert "生成开通链接" in str(answer.context["adminform"].form.errors["is_active"])
    assert not again(first).is_active


def test_what_the_administrator_does_to_an_account_is_recorded_and_ends_sessions(office, clerk, firm) -> None:
    browser = logged_in(clerk, PASSWORD)
    change = reverse("console:accounts_user_change", args=[clerk.pk])
    office.post(
        f"{change.removesuffix('change/')}password/",
        {"password1": NEW, "password2": NEW, "usable_password": "true"},
    )
    assert again(clerk).check_password(NEW)
    assert browser.get("/portal/").status_code == 302
    office.post(change, {"username": "clerk", "role": clerk.role, "enterprise": firm.pk})
    assert not again(clerk).is_active
    assert steps_of(clerk) == [AccountStep.KEPT_BY_OFFICE] * 2
    assert "is_active" in AccountEvent.objects.of_account(clerk.pk)[0].detail["fields"]
