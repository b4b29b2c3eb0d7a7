"""删除 of a record that never was in the register."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from ground.glossary import Step
from tests.cases import handed_in, recorded, refused, registered
from tests.doors import asks_to_log_in, names_who_may, nothing_changes, takes_no_get, turns_strangers_away
from tests.pages import UNAPPROVED, of_device, step, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def draft(clerk):
    return recorded(clerk)


def test_a_draft_leaves_the_lists_and_its_history_stays(portal, draft) -> None:
    answer = portal.post(of_device(draft, "delete/"), step(draft), follow=True)
    assert "已删除该设备信息" in text_of(answer)
    assert "粤T-T00001" not in text_of(portal.get(UNAPPROVED))
    assert portal.get(of_device(draft)).status_code == 404
    assert HistoryEntry.objects.of_device(draft.pk).first().step == Step.DEVICE_DELETED


def test_a_refused_record_can_be_deleted(portal, clerk, reviewer) -> None:
    device = refused(clerk, reviewer)
    assert portal.post(of_device(device, "delete/"), step(device)).status_code == 302


@pytest.mark.parametrize("state", [handed_in, registered])
def test_what_is_under_review_or_registered_stays(portal, clerk, reviewer, state) -> None:
    device = state(clerk) if state is handed_in else state(clerk, reviewer)
    with nothing_changes(device):
        answer = portal.post(of_device(device, "delete/"), step(device))
    assert answer.status_code == 409
    assert "本次操作没有改动任何资料" in text_of(answer)


def test_a_second_click_finds_nothing(portal, draft) -> None:
    portal.post(of_device(draft, "delete/"), step(draft))
    assert portal.post(of_device(draft, "delete/"), step(draft)).status_code == 404


def test_a_stale_page_deletes_nothing(portal, draft) -> None:
    with nothing_changes(draft):
        answer = portal.post(of_device(draft, "delete/"), {"revision": draft.revision + 1})
    assert answer.status_code == 409


def test_others_do_not_delete_it(draft, clerk, stranger, reviewer) -> None:
    address = of_device(draft, "delete/")
    turns_strangers_away(address, step(draft), stranger, draft)
    names_who_may(address, step(draft), reviewer, draft)
    asks_to_log_in(address, step(draft), draft)
    takes_no_get(address, clerk, draft)
