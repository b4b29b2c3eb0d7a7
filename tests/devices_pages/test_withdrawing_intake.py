"""撤回 of a record under intake review."""

from __future__ import annotations

import pytest

from ground.glossary import IntakeStatus
from tests.cases import again, handed_in, recorded, refused, registered
from tests.doors import asks_to_log_in, names_who_may, nothing_changes, takes_no_get, turns_strangers_away
from tests.pages import of_device, step, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def pending(clerk):
    return handed_in(clerk)


def test_it_is_a_draft_again(portal, pending) -> None:
    answer = portal.post(of_device(pending, "withdraw/"), step(pending), follow=True)
    assert again(pending).intake_status == IntakeStatus.DRAFT
    assert "已撤回" in text_of(answer)


@pytest.mark.parametrize("state", [recorded, refused, registered])
def test_only_what_is_under_review_is_taken_back(portal, clerk, reviewer, state) -> None:
    device = state(clerk) if state is recorded else state(clerk, reviewer)
    with nothing_changes(device):
        answer = portal.post(of_device(device, "withdraw/"), step(device))
    assert answer.status_code == 409
    assert f"当前为“{device.intake.label}”" in text_of(answer)


def test_a_second_click_changes_nothing_more(portal, pending) -> None:
    portal.post(of_device(pending, "withdraw/"), step(pending))
    with nothing_changes(pending):
        assert portal.post(of_device(pending, "withdraw/"), step(pending)).status_code == 409


def test_a_stale_page_takes_nothing_back(portal, pending) -> None:
    with nothing_changes(pending):
        answer = portal.post(of_device(pending, "withdraw/"), {"revision": pending.revision - 1})
    assert answer.status_code == 409


def test_others_do_not_take_it_back(pending, clerk, stranger, reviewer) -> None:
    address = of_device(pending, "withdraw/")
    turns_strangers_away(address, step(pending), stranger, pending)
    names_who_may(address, step(pending), reviewer, pending)
    asks_to_log_in(address, step(pending), pending)
    takes_no_get(address, clerk, pending)
