"""Doors by role: the portal is the firms', the console the office's, and each is told where to go."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.policies import PERMISSIONS, Action, may, require
from accounts.roles import Role
from ground.errors import NotAllowed
from tests.conftest import PASSWORD
from tests.pages import text_of

pytestmark = pytest.mark.django_db
PORTAL = [
    "/portal/",
    "/portal/devices/",
    "/portal/devices/unapproved/",
    "/portal/renewals/",
    "/portal/history/",
    "/portal/certificates/",
    "/portal/enterprise/",
]


@pytest.mark.parametrize("address", PORTAL)
def test_the_portal_is_open_to_firms_alone(signed_in, clerk, manager, reviewer, address) -> None:
    assert signed_in(clerk).get(address).status_code == 200
    assert signed_in(manager).get(address).status_code == 200
    refused = signed_in(reviewer).get(address)
    assert refused.status_code == 403
    assert "请由企业用户、企业管理员办理" in text_of(refused)
    assert Client().get(address)["Location"] == f"/accounts/login/?next={address}"


def test_the_console_is_open_to_the_office_alone(signed_in, clerk, reviewer, head, supervisor) -> None:
    for person in (reviewer, head, supervisor):
        assert signed_in(person).get("/console/").status_code == 200
    assert signed_in(clerk).get("/console/").status_code in {302, 403}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_the_table_is_what_decides(make_user, firm, role, action) -> None:
    enterprise = firm if role in {Role.ENTERPRISE_STAFF, Role.ENTERPRISE_MANAGER} else None
    person = make_user("person", role, enterprise=enterprise)
    assert may(person, action) == bool({role, *person.duties} & PERMISSIONS[action])
    if not may(person, action):
        with pytest.raises(NotAllowed, match=f"您的账号没有“{action.label}”的权限"):
            require(person, action)


def test_an_inactive_account_may_nothing(clerk) -> None:
    clerk.is_active = False
    assert not any(may(clerk, action) for action in Action)


def test_an_inactive_account_cannot_log_in(clerk) -> None:
    clerk.is_active = False
    clerk.save()
    answer = Client().post("/accounts/login/", {"username": "clerk", "password": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in answer.wsgi_request.session


@pytest.mark.parametrize(("who", "home"), [("clerk", "/portal/"), ("reviewer", "/console/")])
def test_roles_lead_to_their_own_home(request, who, home) -> None:
    request.getfixturevalue(who)
    client = Client()
    client.post("/accounts/login/", {"username": who, "password": PASSWORD})
    page = text_of(client.get("/"))
    assert f'href="{home}"' in page


def test_a_wrong_password_is_said_in_chinese(clerk) -> None:
    answer = Client().post("/accounts/login/", {"username": "clerk", "password": "wrong"})
    assert answer.status_code == 200
    assert "Please enter" not in text_of(answer)


def test_the_own_firms_page_shows_its_people_and_no_others(signed_in, clerk, manager, stranger, firm) -> None:
    page = text_of(signed_in(clerk).get("/portal/enterprise/"))
    assert firm.uscc in page
    assert manager.full_name in page
    assert stranger.full_name not in page


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91442000DEM000014P", True),
        ("91442000dem000014p", True),
        ("91442000DEM000014Q", False),
        ("9144200", False),
        ("", False),
        ("９１４４２０００DEM000014P", True),
    ],
)
def test_a_social_credit_code_must_have_its_check_digit(make_enterprise, code, valid) -> None:
    firm = make_enterprise(number=9)
    firm.uscc = code
    if valid:
        firm.clean()
        assert firm.uscc == "91442000DEM000014P"
    else:
        with pytest.raises(ValidationError, match="统一社会信用代码"):
            firm.clean()
