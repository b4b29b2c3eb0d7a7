"""Which passwords are taken, and what changing the own one ends."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import PastPassword
from ground.glossary import AccountStep
from tests.accounts.people import NEW, logged_in, steps_of
from tests.conftest import PASSWORD
from tests.pages import text_of

pytestmark = pytest.mark.django_db
CHANGE = "/accounts/password/"


def said_of(password: str, person) -> str:
    """The sentences of the rules that the password breaks."""
    try:
        validate_password(password, person)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


@pytest.mark.parametrize("password", ["Kran-Fuehrer-26", "塔机Tower2026!", "abcdefgh12!", "AAAA-bbbb-cc"])
def test_a_long_mixed_password_is_taken(clerk, password) -> None:
    assert said_of(password, clerk) == ""


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Aa1!Aa1!A", "密码太短，至少需要 10 个字符"),
        ("abcdefghij12", "四类中至少要有三类"),
        ("1234567890", "四类中至少要有三类"),
        ("My-CLERK-2026", "不能含有账号名"),
        ("A-13800000001", "不能含有账号名、手机号"),
        ("Mailbox7!-26", "邮箱名"),
        ("Password123", "太常见"),
    ],
)
def test_a_weak_password_is_refused_in_words(clerk, password, words) -> None:
    clerk.phone, clerk.email = "13800000001", "mailbox7@example.com"
    assert words in said_of(password, clerk)


def test_none_of_the_last_five_is_taken_again_and_the_sixth_is(clerk) -> None:
    used = [PASSWORD, *(f"Kran-Nummer-{number}" for number in range(1, 6))]
    for password in used[1:]:
        assert said_of(password, clerk) == ""
        clerk.set_password(password)
        clerk.save()
    assert ["最近 5 次" in said_of(password, clerk) for password in used] == [False, *[True] * 5]
    assert PastPassword.objects.filter(person=clerk).count() == 5


def test_a_password_of_before_the_memory_is_known_too(clerk) -> None:
    PastPassword.objects.all().delete()
    assert "最近 5 次" in said_of(PASSWORD, clerk)


def test_changing_the_own_password_ends_the_other_sessions(clerk) -> None:
    here, there = logged_in(clerk, PASSWORD), logged_in(clerk, PASSWORD)
    given = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post(CHANGE, given).status_code == 302
    assert here.get("/portal/").status_code == 200
    assert there.get("/portal/").status_code == 302
    assert steps_of(clerk) == [AccountStep.PASSWORD_CHANGED]


def test_the_own_page_says_the_rules_in_chinese(signed_in, clerk) -> None:
    page = text_of(signed_in(clerk).get(CHANGE))
    assert "四类中至少三类" in page
    assert "不与最近 5 次用过的密码相同" in page
