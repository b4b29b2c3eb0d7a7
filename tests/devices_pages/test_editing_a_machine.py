"""修改 of a record that is not in the register."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from documents.models import Attachment, SubjectKind
from ground.glossary import IntakeStatus, Step
from tests.cases import again, handed_in, recorded, refused, registered
from tests.doors import asks_to_log_in, names_who_may, nothing_changes, turns_strangers_away
from tests.pages import of_device, png, record_form, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def draft(clerk):
    return recorded(clerk)


def changed(device, **typed):
    return record_form(revision=device.revision, device__internal_number="TC-09", **typed)


def test_a_changed_draft_is_kept(portal, draft) -> None:
    answer = portal.post(of_device(draft, "edit/"), changed(draft))
    kept = again(draft)
    assert answer["Location"] == of_device(draft)
    assert (kept.internal_number, kept.revision) == ("TC-09", draft.revision + 1)
    assert HistoryEntry.objects.of_device(draft.pk).first().step == Step.DEVICE_SAVED


def test_a_colleague_may_change_it_too(signed_in, manager, draft) -> None:
    assert signed_in(manager).post(of_device(draft, "edit/"), changed(draft)).status_code == 302


def test_a_refused_record_is_a_draft_again_once_it_is_saved(portal, clerk, reviewer) -> None:
    device = refused(clerk, reviewer)
    assert "旧证扫描件看不清" in text_of(portal.get(of_device(device, "edit/")))
    portal.post(of_device(device, "edit/"), changed(device))
    assert again(device).intake_status == IntakeStatus.DRAFT


@pytest.mark.parametrize("state", [handed_in, registered])
def test_what_is_under_review_or_registered_is_not_changed_and_nothing_typed_is_lost(
    portal, clerk, reviewer, state
) -> None:
    device = state(clerk) if state is handed_in else state(clerk, reviewer)
    with nothing_changes(device):
        answer = portal.post(of_device(device, "edit/"), changed(device))
    assert answer.status_code == 409
    assert ("正在入库审核" if state is handed_in else "此设备已入库") in text_of(answer)
    assert 'value="TC-09"' in text_of(answer)


@pytest.mark.parametrize("state", [handed_in, registered])
def test_the_form_is_not_offered_then(portal, clerk, reviewer, state) -> None:
    device = state(clerk) if state is handed_in else state(clerk, reviewer)
    assert portal.get(of_device(device, "edit/"))["Location"] == of_device(device)


def test_a_stale_page_changes_nothing_and_keeps_what_was_typed(portal, draft) -> None:
    portal.post(of_device(draft, "edit/"), record_form(device__internal_number="先保存的"))
    with nothing_changes(draft):
        answer = portal.post(of_device(draft, "edit/"), changed(draft))
    assert answer.status_code == 409
    assert "在您打开之后已有变化" in text_of(answer)
    assert 'value="TC-09"' in text_of(answer)


@pytest.mark.parametrize("revision", ["", "x", "-1", "1.0", "９", "9" * 5000, None])
def test_a_page_without_its_revision_is_stale(portal, draft, revision) -> None:
    form = changed(draft)
    form.pop("revision") if revision is None else form.update(revision=revision)
    with nothing_changes(draft):
        assert portal.post(of_device(draft, "edit/"), form).status_code == 409


def test_a_second_click_saves_once(portal, draft) -> None:
    portal.post(of_device(draft, "edit/"), changed(draft))
    with nothing_changes(draft):
        assert portal.post(of_device(draft, "edit/"), changed(draft)).status_code == 409


def test_the_own_serial_is_no_twin_of_itself_but_a_colleagues_record_is(portal, clerk, draft) -> None:
    assert portal.post(of_device(draft, "edit/"), changed(draft)).status_code == 302
    other = recorded(clerk, 2)
    with nothing_changes(other):
        answer = portal.post(of_device(other, "edit/"), record_form(1, revision=other.revision))
    assert answer.status_code == 422
    assert "与贵企业的另一台设备" in text_of(answer)


def test_a_paper_is_taken_away_and_another_added(portal, draft) -> None:
    old = Attachment.objects.get(kind="nameplate_photo")
    form = changed(draft) | {"remove_attachment": old.pk, "attachments.device_photo": png("整机.png")}
    portal.post(of_device(draft, "edit/"), form)
    kept = Attachment.objects.of(SubjectKind.DEVICE, draft.pk)
    assert {item.kind for item in kept} == {"old_certificate", "device_photo"}


def test_the_papers_of_other_records_cannot_be_taken_away(portal, draft, clerk, stranger) -> None:
    recorded(stranger, 2)
    recorded(clerk, 3)
    elsewhere = Attachment.objects.exclude(subject_id=draft.pk)
    ids = [*elsewhere.values_list("pk", flat=True)]
    form = changed(draft) | {"remove_attachment": [*ids, "99999999999999999999", "x", "9" * 5000]}
    assert portal.post(of_device(draft, "edit/"), form).status_code == 302
    assert elsewhere.count() == len(ids) == 4


def test_the_category_cannot_be_changed(portal, draft) -> None:
    portal.post(of_device(draft, "edit/"), changed(draft) | {"category": "material_hoist"})
    assert again(draft).category == "tower_crane"


def test_others_do_not_change_it(draft, stranger, reviewer) -> None:
    address, form = of_device(draft, "edit/"), changed(draft)
    turns_strangers_away(address, form, stranger, draft)
    names_who_may(address, form, reviewer, draft)
    asks_to_log_in(address, form, draft)
