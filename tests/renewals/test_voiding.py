"""作废, by the firm's manager with a reason."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from ground.glossary import CertificateStatus, Step
from tests.cases import accepted, again, drafted, issued, rejected, waiting
from tests.doors import asks_to_log_in, nothing_changes, takes_no_get, turns_strangers_away
from tests.pages import ENTRIES, of_renewal, renewal_form, step, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(signed_in, manager):
    return signed_in(manager)


@pytest.fixture
def draft(clerk, reviewer):
    return drafted(clerk, reviewer)


def with_reason(renewal, reason="设备已转让"):
    return step(renewal, reason=reason)


@pytest.mark.parametrize("state", [drafted, rejected])
def test_the_machine_awaits_its_exchange_again(portal, clerk, reviewer, state) -> None:
    renewal = state(clerk, reviewer)
    answer = portal.post(of_renewal(renewal, "void/"), with_reason(renewal), follow=True)
    kept = again(renewal)
    assert (kept.is_voided, kept.void_reason) == (True, "设备已转让")
    assert again(renewal.device).certificate_status == CertificateStatus.AWAITING_RENEWAL
    assert "已作废。设备恢复为“待换发证件”" in text_of(answer)
    entry = HistoryEntry.objects.of_renewal(renewal.pk).first()
    assert (entry.step, entry.opinion) == (Step.RENEWAL_VOIDED, "设备已转让")


def test_the_voided_one_says_so_and_offers_no_step(portal, draft) -> None:
    portal.post(of_renewal(draft, "void/"), with_reason(draft))
    page = text_of(portal.get(of_renewal(draft)))
    assert "已作废。理由：设备已转让" in page
    assert f'action="{of_renewal(draft)}' not in page


@pytest.mark.parametrize(
    ("reason", "words"), [("", "请写明作废的理由"), (" ", "请写明"), ("长" * 201, "最多 200 字")]
)
def test_it_needs_a_fitting_reason(portal, draft, reason, words) -> None:
    with nothing_changes(draft, draft.device):
        answer = portal.post(of_renewal(draft, "void/"), with_reason(draft, reason))
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_the_dialog_takes_no_longer_reason_than_the_rule(portal, draft) -> None:
    assert 'maxlength="200"' in text_of(portal.get(of_renewal(draft)))
    assert 'maxlength="500"' not in text_of(portal.get(of_renewal(draft)))


@pytest.mark.parametrize(
    "state", [waiting, accepted, lambda clerk, reviewer: issued(clerk, reviewer).renewal]
)
def test_what_is_under_review_or_accepted_stays(portal, clerk, reviewer, state) -> None:
    renewal = again(state(clerk, reviewer))
    with nothing_changes(renewal, renewal.device):
        answer = portal.post(of_renewal(renewal, "void/"), with_reason(renewal))
    assert answer.status_code == 409


def test_a_second_click_changes_nothing_more(portal, draft) -> None:
    portal.post(of_renewal(draft, "void/"), with_reason(draft))
    with nothing_changes(draft, draft.device):
        answer = portal.post(of_renewal(draft, "void/"), with_reason(draft))
    assert answer.status_code == 409
    assert "此申请已作废" in text_of(answer)


def test_a_stale_page_voids_nothing(portal, draft) -> None:
    portal.post(of_renewal(draft, "edit/"), renewal_form(revision=draft.revision))
    with nothing_changes(draft, draft.device):
        assert portal.post(of_renewal(draft, "void/"), with_reason(draft)).status_code == 409


def test_staff_are_told_that_it_is_the_managers(signed_in, clerk, draft) -> None:
    with nothing_changes(draft, draft.device):
        answer = signed_in(clerk).post(of_renewal(draft, "void/"), with_reason(draft))
    assert answer.status_code == 403
    assert "您的账号没有“作废换证申请”的权限，请由企业管理员办理" in text_of(answer)


def test_staff_do_not_see_the_button(signed_in, clerk, manager, draft) -> None:
    button = f'data-dialog="void-{draft.reference}"'
    assert button not in signed_in(clerk).get(ENTRIES).content.decode()
    assert button in signed_in(manager).get(ENTRIES).content.decode()


def test_others_do_not_void_it(draft, manager, make_user, other_firm, reviewer) -> None:
    address = of_renewal(draft, "void/")
    their_manager = make_user("their_manager", "enterprise_manager", enterprise=other_firm)
    turns_strangers_away(address, with_reason(draft), their_manager, draft)
    asks_to_log_in(address, with_reason(draft), draft)
    takes_no_get(address, manager, draft)
