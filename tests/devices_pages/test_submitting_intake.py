"""提交入库: everything that is wrong comes back as one list."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from devices.recording import RecordInput
from devices.services.drafting import add_device
from ground.glossary import IntakeStatus, Step
from tests.cases import again, handed_in, machine_data, recorded, refused, registered
from tests.doors import asks_to_log_in, names_who_may, nothing_changes, takes_no_get, turns_strangers_away
from tests.pages import of_device, problem_at, step, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def draft(clerk):
    return recorded(clerk)


def test_a_whole_record_goes_to_the_office(portal, draft, clerk) -> None:
    answer = portal.post(of_device(draft, "submit/"), step(draft), follow=True)
    kept = again(draft)
    assert (kept.intake_status, kept.submitted_by) == (IntakeStatus.PENDING, clerk)
    assert "已提交入库，等待审批办审核" in text_of(answer)
    entry = HistoryEntry.objects.of_device(draft.pk).first()
    assert (entry.step, entry.from_state, entry.to_state) == (Step.INTAKE_SUBMITTED, "draft", "pending")
    assert (entry.actor_id, entry.actor_unit) == (str(clerk.pk), "企业")


def test_all_that_is_missing_is_listed_at_once_each_leading_to_its_field(portal, clerk) -> None:
    bare = add_device(user=clerk, category="tower_crane", given=RecordInput({"model": "QTZ80"}, {}))
    with nothing_changes(bare):
        answer = portal.post(of_device(bare, "submit/"), step(bare))
    assert answer.status_code == 422
    for path in (
        "device.factory_number",
        "device.manufacture_date",
        "device.old_registration_number",
        "parameters.rated_load_moment",
        "attachments.old_certificate",
        "attachments.nameplate_photo",
    ):
        assert problem_at(answer, path), path
    assert f"{of_device(bare, 'edit/')}#f-device.factory_number" in text_of(answer)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"manufacture_date": "2999-01-01"}, "device.manufacture_date"),
        ({"purchase_date": "2999-01-01"}, "device.purchase_date"),
        ({"purchase_date": "2017-01-01"}, "device.purchase_date"),
        ({"old_registration_date": "2010-01-01"}, "device.old_registration_date"),
        ({"contact_phone": "12345"}, "device.contact_phone"),
        ({"factory_number": "编号不合规则！"}, "device.factory_number"),
        ({"old_registration_number": "粤TF-T202600001"}, "device.old_registration_number"),
        ({"old_registration_number": "粤T-S00001"}, "device.old_registration_number"),
        ({"sub_type": "rack_pinion"}, "device.sub_type"),
        ({"has_safety_archive": ""}, "device.has_safety_archive"),
    ],
)
def test_an_impossible_value_is_named_at_its_field(portal, clerk, changes, path) -> None:
    device = recorded(clerk, **changes)
    answer = portal.post(of_device(device, "submit/"), step(device))
    assert answer.status_code == 422
    assert problem_at(answer, path)


def test_a_serial_that_another_registered_machine_has_is_named_at_its_field(
    portal, draft, stranger, reviewer
) -> None:
    registered(stranger, reviewer, 1, old_registration_number="粤T-T77777")
    with nothing_changes(draft):
        answer = portal.post(of_device(draft, "submit/"), step(draft))
    assert answer.status_code == 422
    assert "与市网已登记的另一台设备相同" in problem_at(answer, "device.factory_number")


def test_a_number_that_another_registered_machine_has_is_named_at_its_field(
    portal, draft, stranger, reviewer
) -> None:
    registered(stranger, reviewer, 1, factory_number="2018-9999")
    with nothing_changes(draft):
        answer = portal.post(of_device(draft, "submit/"), step(draft))
    assert answer.status_code == 422
    assert "已被市网另一台设备使用" in problem_at(answer, "device.old_registration_number")


def test_the_other_firm_is_not_named(portal, draft, stranger, reviewer, other_firm) -> None:
    registered(stranger, reviewer)
    answer = portal.post(of_device(draft, "submit/"), step(draft))
    assert other_firm.name not in text_of(answer)


def test_a_second_click_hands_in_once(portal, draft) -> None:
    portal.post(of_device(draft, "submit/"), step(draft))
    with nothing_changes(draft):
        answer = portal.post(of_device(draft, "submit/"), step(draft))
    assert answer.status_code == 409


@pytest.mark.parametrize("state", [handed_in, refused, registered])
def test_only_a_draft_is_handed_in(portal, clerk, reviewer, state) -> None:
    device = state(clerk) if state is handed_in else state(clerk, reviewer)
    with nothing_changes(device):
        answer = portal.post(of_device(device, "submit/"), step(device))
    assert answer.status_code == 409
    assert f"当前为“{device.intake.label}”" in text_of(answer)


def test_a_stale_page_hands_nothing_in(portal, draft) -> None:
    with nothing_changes(draft):
        answer = portal.post(of_device(draft, "submit/"), {"revision": draft.revision + 1})
    assert answer.status_code == 409
    assert "请刷新页面" in text_of(answer)


def test_a_closed_intake_refuses_a_draft_of_before(portal, draft, settings) -> None:
    settings.INTAKE_POLICY = "closed"
    with nothing_changes(draft):
        answer = portal.post(of_device(draft, "submit/"), step(draft))
    assert answer.status_code == 422
    assert "市网已停止受理" in text_of(answer)


def test_others_do_not_hand_it_in(draft, clerk, stranger, reviewer) -> None:
    address = of_device(draft, "submit/")
    turns_strangers_away(address, step(draft), stranger, draft)
    names_who_may(address, step(draft), reviewer, draft)
    asks_to_log_in(address, step(draft), draft)
    takes_no_get(address, clerk, draft)


def test_what_was_typed_is_what_the_office_gets(draft) -> None:
    typed = machine_data(1)
    stored = again(draft).common_values()
    assert {code: stored[code] for code in typed} == typed
