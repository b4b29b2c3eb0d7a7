"""修改 · 确认 of a renewal that is not under review."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import HistoryEntry
from documents.models import Attachment
from ground.glossary import ApprovalStatus, Step
from renewals.models import RenewalApplication
from tests.cases import OPINION, REMARK, accepted, again, drafted, issued, rejected, voided, waiting
from tests.documents.sample_files import png
from tests.doors import asks_to_log_in, names_who_may, nothing_changes, turns_strangers_away
from tests.pages import ENTRIES, of_renewal, renewal_form, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def draft(clerk, reviewer):
    return drafted(clerk, reviewer)


def changed(renewal, **typed):
    return renewal_form(revision=renewal.revision, device__internal_number="TC-09", **typed)


def test_the_changed_form_is_kept(portal, draft) -> None:
    answer = portal.post(of_renewal(draft, "edit/"), changed(draft, parameters__max_working_radius="58"))
    kept = again(draft)
    assert answer["Location"] == of_renewal(draft)
    assert (kept.internal_number, kept.revision) == ("TC-09", draft.revision + 1)
    assert kept.parameters["max_working_radius"]["value"] == "58"
    assert kept.parameters["max_working_radius"]["raw"] == "60"


def test_a_value_that_is_emptied_keeps_its_old_one_beside_it(portal, draft) -> None:
    portal.post(of_renewal(draft, "edit/"), changed(draft, parameters__rated_load_moment=""))
    entry = again(draft).parameters["rated_load_moment"]
    assert (entry["value"], entry["raw"], entry["provenance"]) == ("", "80", "")


def test_a_refused_renewal_is_unsubmitted_again_and_keeps_its_mark(portal, clerk, reviewer) -> None:
    renewal = rejected(clerk, reviewer)
    portal.post(of_renewal(renewal, "edit/"), changed(renewal))
    kept = again(renewal)
    assert (kept.approval_status, kept.returned_count) == (ApprovalStatus.NOT_SUBMITTED, 1)
    entry = HistoryEntry.objects.of_renewal(kept.pk).first()
    assert (entry.step, entry.from_state, entry.to_state) == (
        Step.RENEWAL_SAVED,
        "rejected",
        "not_submitted",
    )
    assert "退回待重提(第 1 次)" in text_of(portal.get(ENTRIES))


def test_the_opinion_and_the_remark_stand_on_the_form_of_a_refused_renewal(portal, clerk, reviewer) -> None:
    page = text_of(portal.get(of_renewal(rejected(clerk, reviewer), "edit/")))
    assert OPINION in page
    assert f"审核意见：{REMARK.text}" in page


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (lambda c, r, m: waiting(c, r), "当前为“待备案”"),
        (lambda c, r, m: accepted(c, r), "此件已由审批办"),
        (lambda c, r, m: issued(c, r).renewal, "此件已由审批办"),
        (lambda c, r, m: voided(c, r, m), "此申请已作废"),
    ],
)
def test_elsewhere_it_changes_nothing_and_loses_nothing(
    portal, clerk, reviewer, manager, state, reason
) -> None:
    renewal = again(state(clerk, reviewer, manager))
    with nothing_changes(renewal):
        answer = portal.post(of_renewal(renewal, "edit/"), changed(renewal))
    assert answer.status_code == 409
    assert reason in text_of(answer)
    assert 'value="TC-09"' in text_of(answer)


def test_the_form_is_not_offered_then(portal, clerk, reviewer) -> None:
    renewal = waiting(clerk, reviewer)
    assert portal.get(of_renewal(renewal, "edit/"))["Location"] == of_renewal(renewal)


def test_a_stale_page_says_who_changed_it_and_keeps_what_was_typed(portal, signed_in, manager, draft) -> None:
    signed_in(manager).post(of_renewal(draft, "edit/"), renewal_form(revision=draft.revision))
    with nothing_changes(draft):
        answer = portal.post(of_renewal(draft, "edit/"), changed(draft))
    assert answer.status_code == 409
    assert "在您打开之后已有变化(企业m**于" in text_of(answer)
    assert 'value="TC-09"' in text_of(answer)


def test_a_second_click_saves_once(portal, draft) -> None:
    portal.post(of_renewal(draft, "edit/"), changed(draft))
    with nothing_changes(draft):
        assert portal.post(of_renewal(draft, "edit/"), changed(draft)).status_code == 409


def test_the_papers_of_others_cannot_be_taken_away(portal, draft, stranger, reviewer) -> None:
    drafted(stranger, reviewer, 2)
    elsewhere = Attachment.objects.exclude(subject="renewal", subject_id=draft.pk)
    ids = list(elsewhere.values_list("pk", flat=True))
    portal.post(of_renewal(draft, "edit/"), changed(draft) | {"remove_attachment": ids})
    assert elsewhere.count() == len(ids) > 0


def test_eleven_papers_of_a_kind_are_too_many_and_none_is_half_saved(portal, draft) -> None:
    with nothing_changes(draft):
        answer = portal.post(
            of_renewal(draft, "edit/"), changed(draft) | {"attachments.device_photo": many_pictures()}
        )
    assert answer.status_code == 422
    assert "每种资料最多添加 10 个文件" in text_of(answer)
    assert not Attachment.objects.filter(kind="device_photo").exists()


def many_pictures():
    """Eleven pictures, each another."""
    return [SimpleUploadedFile(f"{number}.png", png((20 + number, 20)), "image/png") for number in range(11)]


def test_unknown_references_are_not_found(portal) -> None:
    for reference in ("HZ20260101-AAAAAAA", "..", "%00", "中文", "x" * 500):
        assert portal.get(f"/portal/renewals/{reference}/edit/").status_code == 404, reference


def test_others_do_not_change_it(draft, stranger, reviewer) -> None:
    address = of_renewal(draft, "edit/")
    turns_strangers_away(address, changed(draft), stranger, draft)
    names_who_may(address, changed(draft), reviewer, draft)
    asks_to_log_in(address, changed(draft), draft)
    assert RenewalApplication.objects.count() == 1
