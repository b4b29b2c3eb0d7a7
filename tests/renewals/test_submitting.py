"""提交备案: the declaration of truth, the whole check, and the frozen round."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from documents.models import Attachment, SubjectKind
from ground.digests import canonical_json, sm3_hex
from ground.glossary import ApprovalStatus, Step
from renewals.models import Submission
from tests.cases import accepted, again, corrected, drafted, issued, registered, rejected, voided, waiting
from tests.doors import asks_to_log_in, names_who_may, nothing_changes, takes_no_get, turns_strangers_away
from tests.pages import of_renewal, problem_at, renewal_form, step, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def draft(clerk, reviewer):
    return drafted(clerk, reviewer)


def declared(renewal):
    return step(renewal, declared="yes")


def test_a_right_renewal_waits_for_review(portal, draft, clerk) -> None:
    answer = portal.post(of_renewal(draft, "submit/"), declared(draft), follow=True)
    kept = again(draft)
    assert "已提交备案，等待审批办审核" in text_of(answer)
    assert (kept.approval_status, kept.round, kept.submitted_by) == (ApprovalStatus.PENDING, 1, clerk)
    assert kept.due_on
    entry = HistoryEntry.objects.of_renewal(draft.pk).first()
    assert (entry.step, entry.to_state, entry.round) == (Step.RENEWAL_SUBMITTED, "pending", 1)


def test_the_rounds_data_are_frozen_without_personal_data(portal, draft) -> None:
    portal.post(of_renewal(draft, "submit/"), declared(draft))
    frozen = Submission.objects.get()
    assert frozen.sm3 == sm3_hex(canonical_json(frozen.body))
    assert {paper["kind"] for paper in frozen.attachments} == {"old_certificate", "nameplate_photo"}
    assert "张示例" not in str(frozen.body)
    assert "13800000001" not in str(frozen.body)


def test_without_the_declaration_nothing_is_handed_in(portal, draft) -> None:
    with nothing_changes(draft):
        answer = portal.post(of_renewal(draft, "submit/"), step(draft))
    assert answer.status_code == 422
    assert "请先勾选" in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "path", "words"),
    [
        ({"parameters__rated_load_moment": "80"}, "parameters.rated_load_moment", "t·m"),
        ({"parameters__max_lifting_capacity": "6"}, "parameters.max_lifting_capacity", "6000"),
        ({"parameters__hoisting_speed": "80"}, "parameters.hoisting_speed", "1.333"),
        ({"parameters__rated_load_moment": ""}, "parameters.rated_load_moment", "必填"),
        ({"parameters__max_anchored_height": "30"}, "parameters.max_anchored_height", ""),
        ({"parameters__mast_connection_type": ""}, "parameters.mast_connection_type", "必填"),
        ({"device__design_service_life": "99"}, "device.design_service_life", "1至40"),
        ({"device__manufacture_date": "2999-01-01"}, "device.manufacture_date", ""),
        ({"device__contact_phone": "110"}, "device.contact_phone", ""),
    ],
)
def test_a_wrong_value_is_named_at_its_field(portal, draft, typed, path, words) -> None:
    portal.post(of_renewal(draft, "edit/"), renewal_form(revision=draft.revision, **typed))
    fresh = again(draft)
    with nothing_changes(fresh):
        answer = portal.post(of_renewal(fresh, "submit/"), declared(fresh))
    assert answer.status_code == 422
    assert words in problem_at(answer, path)
    assert problem_at(answer, path)


def test_a_missing_paper_is_named(portal, draft) -> None:
    papers = draft_papers(draft)
    portal.post(
        of_renewal(draft, "edit/"), renewal_form(revision=draft.revision) | {"remove_attachment": papers}
    )
    fresh = again(draft)
    answer = portal.post(of_renewal(fresh, "submit/"), declared(fresh))
    assert answer.status_code == 422
    assert problem_at(answer, "attachments.nameplate_photo")
    assert problem_at(answer, "attachments.old_certificate")


def draft_papers(renewal):
    """The ids of the renewal's papers."""
    return list(Attachment.objects.of(SubjectKind.RENEWAL, renewal.pk).values_list("pk", flat=True))


def test_a_serial_corrected_into_another_machines_is_named(portal, clerk, reviewer, stranger) -> None:
    registered(stranger, reviewer, 2)
    renewal = drafted(clerk, reviewer, 1, common={"factory_number": "2018-0002"})
    with nothing_changes(renewal):
        answer = portal.post(of_renewal(renewal, "submit/"), declared(renewal))
    assert answer.status_code == 422
    assert "与市网已登记的另一台设备相同" in problem_at(answer, "device.factory_number")


def test_a_refused_renewal_must_be_changed_first(portal, clerk, reviewer) -> None:
    renewal = rejected(clerk, reviewer)
    with nothing_changes(renewal):
        answer = portal.post(of_renewal(renewal, "submit/"), declared(renewal))
    assert answer.status_code == 409
    assert "不接受备案" in text_of(answer)


def test_the_second_round_has_its_own_submission(clerk, reviewer) -> None:
    renewal = rejected(clerk, reviewer)
    first = Submission.objects.get().sm3
    corrected(renewal, clerk, max_working_radius="58")
    assert [item.round for item in Submission.objects.order_by("round")] == [1, 2]
    assert Submission.objects.get(round=1).sm3 == first


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (lambda c, r, m: waiting(c, r), "当前为“待备案”"),
        (lambda c, r, m: accepted(c, r), "接受备案"),
        (lambda c, r, m: issued(c, r).renewal, "接受备案"),
        (lambda c, r, m: voided(c, r, m), "此申请已作废"),
    ],
)
def test_elsewhere_it_is_refused_with_the_reason(portal, clerk, reviewer, manager, state, reason) -> None:
    renewal = again(state(clerk, reviewer, manager))
    with nothing_changes(renewal):
        answer = portal.post(of_renewal(renewal, "submit/"), declared(renewal))
    assert answer.status_code == 409
    assert reason in text_of(answer)


def test_a_second_click_hands_in_once(portal, draft) -> None:
    portal.post(of_renewal(draft, "submit/"), declared(draft))
    with nothing_changes(draft):
        assert portal.post(of_renewal(draft, "submit/"), declared(draft)).status_code == 409
    assert Submission.objects.count() == 1


def test_a_stale_page_hands_nothing_in(portal, draft) -> None:
    portal.post(of_renewal(draft, "edit/"), renewal_form(revision=draft.revision))
    with nothing_changes(draft):
        answer = portal.post(of_renewal(draft, "submit/"), declared(draft))
    assert answer.status_code == 409
    assert "请刷新页面" in text_of(answer)


def test_others_do_not_hand_it_in(draft, clerk, stranger, reviewer) -> None:
    address = of_renewal(draft, "submit/")
    turns_strangers_away(address, declared(draft), stranger, draft)
    names_who_may(address, declared(draft), reviewer, draft)
    asks_to_log_in(address, declared(draft), draft)
    takes_no_get(address, clerk, draft)
