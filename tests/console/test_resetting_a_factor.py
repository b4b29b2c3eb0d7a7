"""重置动态口令: by 安全管理员 alone, with a reason, for others."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import RecoveryCode, SecondFactor
from audit.models import AccountEvent
from ground.glossary import AccountStep
from tests.accounts.authenticator import give_password, is_in, set_up
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
REASON = "手机遗失，已电话核对本人"


@pytest.fixture
def with_phone(signed_in, reviewer):
    """The reviewer's browser, in which 动态口令 was set up."""
    client = signed_in(reviewer)
    set_up(client)
    return client


def of(person) -> str:
    return reverse("console:account_factor", args=[person.pk])


def test_a_lost_phone_is_forgotten_with_a_reason(signed_in, administrator, reviewer, with_phone) -> None:
    office = signed_in(administrator)
    change = reverse("console:accounts_user_change", args=[reviewer.pk])
    assert of(reviewer) in text_of(office.get(change))
    assert office.post(of(reviewer), {"reason": REASON})["Location"] == change
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert with_phone.get("/console/").status_code == 302
    assert is_in(give_password(reviewer))
    event = AccountEvent.objects.get(step=AccountStep.FACTOR_RESET)
    assert (event.account_id, event.actor_id) == (reviewer.pk, str(administrator.pk))
    assert event.words["reason"] == REASON


@pytest.mark.parametrize("reason", ["", "  ", "丢了"])
def test_without_a_reason_nothing_happens(signed_in, administrator, reviewer, with_phone, reason) -> None:
    answer = signed_in(administrator).post(of(reviewer), {"reason": reason})
    assert answer.status_code == 422
    assert SecondFactor.objects.count() == 1


def test_a_second_click_is_told(signed_in, administrator, reviewer, with_phone) -> None:
    office = signed_in(administrator)
    office.post(of(reviewer), {"reason": REASON})
    again = office.post(of(reviewer), {"reason": REASON})
    assert again.status_code == 409
    assert "没有启用动态口令" in words_of(again)


def test_nobody_resets_the_own(signed_in, administrator) -> None:
    office = signed_in(administrator)
    set_up(office)
    assert office.post(of(administrator), {"reason": REASON}).status_code == 409
    assert SecondFactor.objects.count() == 1


def test_nobody_else_resets_it(signed_in, reviewer, second_reviewer, manager, head, with_phone) -> None:
    for person in (second_reviewer, head, manager):
        assert signed_in(person).post(of(reviewer), {"reason": REASON}).status_code == 403
    assert SecondFactor.objects.count() == 1


def test_the_keeper_of_the_server_helps_the_only_one(signed_in, administrator) -> None:
    client = signed_in(administrator)
    set_up(client)
    call_command("reset_second_factor", "admin", reason=REASON)
    assert client.get("/console/").status_code == 302
    assert is_in(give_password(administrator))
    assert AccountEvent.objects.get(step=AccountStep.FACTOR_RESET).actor_kind == "system"
    for name, told in (("admin", "没有启用动态口令"), ("nobody", "没有账号 nobody")):
        with pytest.raises(CommandError, match=told):
            call_command("reset_second_factor", name, reason=REASON)
