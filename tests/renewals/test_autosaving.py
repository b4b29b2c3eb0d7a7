"""自动保存 of drafts: without a step, without overwriting anybody, and without a false alarm."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from ground.glossary import ApprovalStatus
from tests.cases import again, drafted, rejected, waiting
from tests.doors import nothing_changes
from tests.pages import of_renewal, renewal_form, text_of

pytestmark = pytest.mark.django_db
PAGE = "abcdefghijkl"


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def draft(clerk, reviewer):
    return drafted(clerk, reviewer)


def autosaved(portal, renewal, *, revision: int | None = None, page: str = PAGE, **typed):
    form = renewal_form(revision=renewal.revision if revision is None else revision, page=page, **typed)
    return portal.post(of_renewal(renewal, "autosave/"), form, headers={"HX-Request": "true"})


def radius(renewal) -> str:
    return again(renewal).parameters["max_working_radius"]["value"]


def test_what_is_typed_is_kept_and_no_step_is_written(portal, draft) -> None:
    steps = HistoryEntry.objects.count()
    answer = autosaved(portal, draft, parameters__max_working_radius="58")
    assert radius(draft) == "58"
    assert "已自动保存" in text_of(answer)
    assert f'value="{draft.revision + 1}" hx-swap-oob="true"' in text_of(answer)
    assert HistoryEntry.objects.count() == steps


def test_nothing_changed_is_nothing_written(portal, draft) -> None:
    autosaved(portal, draft)
    kept = again(draft)
    with nothing_changes(kept):
        assert autosaved(portal, kept).status_code == 200


def test_what_cannot_be_read_is_left_out_and_said(portal, draft) -> None:
    answer = autosaved(
        portal, draft, parameters__rated_load_moment="八百", parameters__max_working_radius="58"
    )
    assert radius(draft) == "58"
    assert again(draft).parameters["rated_load_moment"]["value"] == "800"
    assert "1 项填写有误的未保存" in text_of(answer)
    assert answer["Left-Out"] == "1"


def test_the_later_tab_is_told_and_overwrites_nothing(portal, draft) -> None:
    autosaved(portal, draft, parameters__max_working_radius="58")
    with nothing_changes(again(draft)):
        answer = autosaved(portal, draft, page="another-page-1", parameters__max_working_radius="55")
    assert answer.status_code == 409
    assert "此表已在别处保存" in text_of(answer)
    assert of_renewal(draft) in text_of(answer)
    assert answer["HX-Retarget"] == "#autosave-said"


def test_confirming_in_the_later_tab_is_told_and_keeps_what_was_typed(portal, draft) -> None:
    autosaved(portal, draft, parameters__max_working_radius="58")
    form = renewal_form(revision=draft.revision, page="another-page-1", parameters__max_working_radius="55")
    answer = portal.post(of_renewal(draft, "edit/"), form)
    assert answer.status_code == 409
    assert radius(draft) == "58"
    assert 'value="55"' in text_of(answer)


def test_a_page_whose_answer_got_lost_goes_on(portal, draft) -> None:
    autosaved(portal, draft, parameters__max_working_radius="58")
    assert autosaved(portal, draft, parameters__max_working_radius="57").status_code == 200
    assert radius(draft) == "57"
    form = renewal_form(revision=draft.revision, page=PAGE, parameters__max_working_radius="56")
    assert portal.post(of_renewal(draft, "edit/"), form).status_code == 302
    assert radius(draft) == "56"


def test_after_somebody_else_the_lost_answer_counts_no_more(portal, signed_in, manager, draft) -> None:
    autosaved(portal, draft, parameters__max_working_radius="58")
    autosaved(signed_in(manager), again(draft), page="managers-page", parameters__max_working_radius="54")
    assert autosaved(portal, draft, parameters__max_working_radius="57").status_code == 409
    assert radius(draft) == "54"


def test_a_refused_renewal_keeps_its_state_until_it_is_confirmed(portal, clerk, reviewer) -> None:
    renewal = rejected(clerk, reviewer)
    autosaved(portal, renewal, parameters__max_working_radius="58")
    kept = again(renewal)
    assert (kept.approval_status, kept.edited_since_return) == (ApprovalStatus.REJECTED, False)
    assert radius(renewal) == "58"


def test_what_is_under_review_is_not_touched(portal, clerk, reviewer) -> None:
    renewal = waiting(clerk, reviewer)
    with nothing_changes(renewal):
        answer = autosaved(portal, renewal, parameters__max_working_radius="58")
    assert answer.status_code == 409
    assert "当前为“待备案”" in text_of(answer)


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30])
def test_a_page_without_a_revision_keeps_nothing(portal, draft, revision) -> None:
    form = renewal_form(parameters__max_working_radius="58") | {"revision": revision, "page": PAGE}
    with nothing_changes(draft):
        assert portal.post(of_renewal(draft, "autosave/"), form).status_code == 409


def test_the_form_is_never_taken_from_a_browsers_cache(portal, draft) -> None:
    assert "no-store" in portal.get(of_renewal(draft, "edit/"))["Cache-Control"]
