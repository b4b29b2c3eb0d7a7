"""Nobody learns by login or 忘记密码 which accounts exist: same words, as many queries, as much hashing."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.authenticator import LOGIN, set_up
from tests.pages import words_of

pytestmark = pytest.mark.django_db
FORGOTTEN = "/accounts/forgotten/"
KINDS = ["manager", "clerk", "gone", "invited", "nobody-of-this-name"]


@pytest.fixture(autouse=True)
def people(make_user, firm, manager, clerk, signed_in) -> None:
    """One with 动态口令, one without, one switched off, one that has no password yet."""
    set_up(signed_in(manager))
    make_user("gone", "enterprise_staff", enterprise=firm, is_active=False)
    invited = make_user("invited", "enterprise_staff", enterprise=firm, is_active=False)
    invited.set_unusable_password()
    invited.save()


def tried(address: str, **given: str) -> tuple[int, str, list[str], int]:
    """Status, words, the shape of each query, and how often a password was hashed."""
    hasher = hashers.get_hasher()
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        mock.patch.object(type(hasher), "encode", autospec=True, side_effect=type(hasher).encode) as hashed,
    ):
        answer = Client().post(address, given)
    shapes = [re.sub(r"'[^']*'|\b\d+\b|NULL|None", "?", query["sql"]) for query in asked]
    words = (
        re.sub(r"\d\d:\d\d", "", words_of(answer)).replace(given["username"], "") if answer.content else ""
    )
    return answer.status_code, words, shapes, hashed.call_count


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_wrong_password_is_the_same_for_every_account(kind) -> None:
    usual = tried(LOGIN, username="manager", password="Wrong-2026!")
    assert usual[3] > 0
    assert tried(LOGIN, username=kind, password="Wrong-2026!") == usual


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_lock_is_the_same_for_every_account(kind, settings) -> None:
    settings.LOGIN_FAILURES = 2
    first = [tried(LOGIN, username="manager", password="Wrong-2026!") for _ in range(4)]
    assert "已暂时锁定" in first[-1][1]
    assert [tried(LOGIN, username=kind, password="Wrong-2026!") for _ in range(4)] == first


@pytest.mark.parametrize("kind", KINDS[1:])
def test_forgotten_is_the_same_for_every_account(kind) -> None:
    usual = tried(FORGOTTEN, username="manager", email="manager@example.com")
    assert tried(FORGOTTEN, username=kind, email=f"{kind}@example.com") == usual
