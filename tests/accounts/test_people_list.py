"""人员与账号 as a list: found, narrowed with counts, sorted, and 导出 of exactly that."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from audit.models import AccountEvent
from tests.accounts.people import INVITE, PEOPLE, invitation, logged_in, of_person
from tests.conftest import PASSWORD
from tests.pages import text_of

pytestmark = pytest.mark.django_db
EXPORT = f"{PEOPLE}export/"


@pytest.fixture
def portal(signed_in, manager):
    return signed_in(manager)


@pytest.fixture
def firms_people(portal, clerk, make_user, firm):
    """manager and clerk, one invited, one disabled, one that logged in long ago."""
    portal.post(INVITE, invitation(phone="13800000009"))
    gone = make_user("gone", "enterprise_staff", enterprise=firm)
    portal.post(of_person(gone, "disable/"))
    old = make_user("alt", "enterprise_manager", enterprise=firm, full_name="王 示例")
    User.objects.filter(pk=old.pk).update(last_login=timezone.now() - dt.timedelta(days=400))


def names(portal, **asked) -> list[str]:
    return [row.person.username for row in portal.get(PEOPLE, asked).context["rows"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("CLER", ["clerk"]),
        ("neuling", ["neuling"]),
        ("张示例", ["neuling"]),
        ("13800000009", ["neuling"]),
        ("王示例", ["alt"]),
        (" 王  示例", ["alt"]),
        ("138 0000-0009", ["neuling"]),
        ("王示", []),
        ("1380000", []),
        ("  alt ", ["alt"]),
        ("nobody", []),
        ("%", []),
    ],
)
def test_a_person_is_found_by_part_of_the_account_or_by_whole_name_or_phone(
    portal, firms_people, typed, found
) -> None:
    assert names(portal, q=typed) == found


def test_each_choice_finds_as_many_as_it_says(portal, firms_people) -> None:
    listing = portal.get(PEOPLE).context["listing"]
    told = {
        (choice.name, option.value): option.count for choice in listing.choices for option in choice.options
    }
    assert told == {
        ("role", "enterprise_staff"): 3,
        ("role", "enterprise_manager"): 2,
        ("state", "active"): 3,
        ("state", "invited"): 1,
        ("state", "disabled"): 1,
    }
    for (name, value), count in told.items():
        assert len(names(portal, **{name: value})) == count
    assert names(portal, state="invited") == ["neuling"]
    assert names(portal, state="disabled", role="enterprise_staff") == ["gone"]
    assert len(names(portal, state="asleep", role="administrator")) == 5


def test_the_state_of_the_filter_is_the_state_of_the_row(portal, firms_people) -> None:
    for state in ("active", "invited", "disabled"):
        rows = portal.get(PEOPLE, {"state": state}).context["rows"]
        assert {row.person.account_state for row in rows} == {state}


def test_it_is_sorted_by_account_name_and_last_login(portal, firms_people) -> None:
    assert names(portal) == ["alt", "clerk", "gone", "manager", "neuling"]
    assert names(portal, order="-username")[0] == "neuling"
    assert names(portal, order="last_login")[0] == "alt"


def test_what_is_found_leaves_as_a_workbook_and_is_noted(portal, manager, clerk, firms_people) -> None:
    logged_in(clerk, PASSWORD)
    answer = portal.post(EXPORT, {"state": "active", "order": "-username"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [row["账号"] for row in told] == ["manager", "clerk", "alt"]
    assert told[1]["在线会话"] == "1"
    assert told[1]["最近登录"][:4].isdigit()
    assert {row["状态"] for row in told} == {"启用"}
    assert not {"密码", "password"} & set(heads)
    event = AccountEvent.objects.of_account(manager.pk).latest("id")
    assert event.detail == {"list": "人员与账号", "rows": 3}


def test_nothing_found_leads_back_and_exports_nothing(portal, firms_people) -> None:
    assert "没有符合条件的账号" in text_of(portal.get(PEOPLE, {"q": "nobody"}))
    refused = portal.post(EXPORT, {"q": "nobody"})
    assert refused.status_code == 422
    assert "没有可导出的内容" in text_of(refused)


@pytest.mark.parametrize("who", ["clerk", "stranger", "reviewer"])
def test_only_the_manager_exports_people(request, signed_in, manager, who) -> None:
    assert signed_in(request.getfixturevalue(who)).post(EXPORT).status_code == 403


def test_another_firms_people_are_in_neither(portal, stranger) -> None:
    assert stranger.username not in names(portal)
    sheet = load_workbook(io.BytesIO(b"".join(portal.post(EXPORT).streaming_content))).active
    assert stranger.username not in {cell.value for row in sheet.iter_rows() for cell in row}
