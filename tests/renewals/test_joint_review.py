"""保存并继续证件换发: intake and renewal of one machine, handed in, taken back and decided together."""

from __future__ import annotations

import pytest
from django.urls import reverse

from audit.models import HistoryEntry
from devices.models import Device
from devices.recording import RecordInput
from devices.services.drafting import change_device
from devices.services.intake import approve_intake, reject_intake, submit_intake, withdraw_intake
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, CertificateStatus, IntakeStatus
from inbox.models import Message
from renewals.models import RenewalApplication
from renewals.services.claiming import claim
from renewals.services.deciding import accept, reject
from renewals.services.joint import accept_both, reject_both, submit_both
from renewals.services.submitting import submit_renewal, withdraw_renewal
from tests.cases import OPINION, REMARK, again, machine_data, recorded, start
from tests.doors import nothing_changes
from tests.pages import ADD, of_device, of_renewal, record_form, renewal_form, text_of, with_papers, words_of
from tests.provincial_sync.test_claiming import in_threads
from tests.renewals.hanging import seen, states, steps

pytestmark = pytest.mark.django_db
REFUSAL = {"kind": "correction", "opinion": OPINION, "remarks": [REMARK], "grounds": []}


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def console(signed_in, reviewer):
    return signed_in(reviewer)


@pytest.fixture
def reviewer2(make_user):
    return make_user("reviewer2", "reviewer")


def posted(renewal, step, **typed):
    fresh = again(renewal)
    form = {"step": step, "revision": fresh.revision, "round": fresh.round, "kind": "correction"}
    form["confirmed"] = [str(number) for number in range(18)]
    return form | {"device_revision": again(renewal.device).revision} | typed


def review_of(renewal):
    return f"/console/renewals/{renewal.reference}/review/"


def test_a_record_is_kept_and_its_renewal_filled_in_at_once(portal):
    answer = portal.post(ADD, record_form() | with_papers() | {"then": "renewal"})
    device = Device.objects.get()
    assert answer["Location"] == of_device(device, "renewal/")
    assert "额定起重力矩" in text_of(portal.get(answer["Location"]))
    answer = portal.post(answer["Location"], renewal_form(revision=device.revision))
    renewal = RenewalApplication.objects.get()
    assert answer["Location"] == of_renewal(renewal)
    page = words_of(portal.get(of_renewal(renewal)))
    assert "此设备还没有入库" in page
    assert "一并提交入库与备案" in page
    assert renewal.reference in words_of(portal.get(of_device(device)))
    form = {"revision": renewal.revision, "device_revision": again(device).revision, "declared": "yes"}
    assert portal.post(of_renewal(renewal, "submit/"), form).status_code == 302
    assert states(renewal) == (IntakeStatus.PENDING, CertificateStatus.NONE, ApprovalStatus.PENDING)


def test_nothing_is_handed_in_where_either_is_wrong_and_both_lists_are_shown(portal, clerk):
    renewal = start(recorded(clerk, contact_phone="1"), clerk, luffing_mode="")
    with nothing_changes(renewal, renewal.device):
        answer = portal.post(of_renewal(renewal, "submit/"), {"declared": "yes", **seen(renewal)})
    page = text_of(answer)
    assert answer.status_code == 422
    assert f"{of_device(renewal.device, 'edit/')}#f-device.contact_phone" in page
    assert f"{of_renewal(renewal, 'edit/')}#f-parameters.luffing_mode" in page


def test_without_the_declaration_or_from_an_old_page_nothing_happens(draft, clerk, portal):
    with nothing_changes(draft, draft.device):
        with pytest.raises(RuleBroken, match="真实性负责"):
            submit_both(user=clerk, declared=False, **seen(draft))
        with pytest.raises(StepRefused, match="已有变化"):
            submit_both(user=clerk, declared=True, **(seen(draft) | {"device_revision": 99}))
        form = {"declared": "yes", "revision": draft.revision}
        assert "还不能单独提交备案" in text_of(portal.post(of_renewal(draft, "submit/"), form))


def test_the_reviewer_sees_both_on_one_page_and_decides_both(console, both):
    page = words_of(console.get(review_of(both)))
    assert "一并审核：设备入库" in page
    assert "入库并接受备案" in page
    assert "一并审核入库与换证" in words_of(
        console.get(reverse("console:intake_review", args=[both.device_id]))
    )
    assert console.post(review_of(both), posted(both, "accept_both")).status_code == 302
    assert states(both) == (IntakeStatus.APPROVED, CertificateStatus.RENEWING, ApprovalStatus.ACCEPTED)
    assert steps(both)[-2:] == ["intake_approved", "renewal_accepted"]


def test_the_record_may_be_taken_in_and_the_renewal_refused(console, both):
    form = posted(both, "register_and_reject", opinion=OPINION)
    assert console.post(review_of(both), form).status_code == 302
    assert states(both) == (IntakeStatus.APPROVED, CertificateStatus.RENEWING, ApprovalStatus.REJECTED)
    assert steps(both)[-2:] == ["intake_approved", "renewal_rejected"]


def test_both_may_be_refused_and_come_again(console, both, clerk, portal):
    assert console.post(review_of(both), posted(both, "reject_both", opinion=OPINION)).status_code == 302
    assert states(both) == (IntakeStatus.REJECTED, CertificateStatus.NONE, ApprovalStatus.REJECTED)
    assert steps(both)[-2:] == ["renewal_rejected", "intake_rejected"]
    device = again(both.device)
    given = RecordInput(machine_data(remark="已更正"), device.parameter_values())
    change_device(device_id=device.pk, revision=device.revision, user=clerk, given=given)
    assert again(both).details["remark"] == "已更正"
    form = renewal_form(revision=again(both).revision)
    portal.post(of_renewal(both, "edit/"), form | {"device.remark": "已更正"})
    submit_both(user=clerk, declared=True, **seen(both))
    assert again(both).round == 2


@pytest.mark.parametrize("step", ["reject_both", "register_and_reject"])
def test_a_refusal_without_an_opinion_changes_neither(console, both, step):
    with nothing_changes(both, both.device):
        answer = console.post(review_of(both), posted(both, step))
    assert answer.status_code == 422
    assert "备案意见(至少 5 个字)" in text_of(answer)


def test_the_renewal_alone_cannot_be_accepted_before_the_record(both, reviewer):
    with nothing_changes(both, both.device), pytest.raises(StepRefused, match="还没有入库"):
        accept(renewal_id=both.pk, revision=both.revision, reviewer=reviewer)


def test_the_intake_refused_alone_sends_the_renewal_back_unjudged(both, reviewer, clerk):
    device = again(both.device)
    reason = "旧证扫描件看不清，请重新添加。"
    reject_intake(device_id=device.pk, revision=device.revision, reviewer=reviewer, reason=reason)
    assert states(both) == (IntakeStatus.REJECTED, CertificateStatus.NONE, ApprovalStatus.NOT_SUBMITTED)
    fresh = again(both)
    assert (fresh.returned_count, fresh.round) == (0, 1)
    assert steps(both)[-2:] == ["intake_rejected", "renewal_held_back"]
    assert reason in HistoryEntry.objects.of_renewal(both.pk).first().opinion
    assert Message.objects.filter(title__startswith="换证申请随入库退回").exists()
    with pytest.raises(StepRefused, match="审核不通过"):
        submit_renewal(renewal_id=both.pk, revision=fresh.revision, user=clerk, declared=True)


def test_the_intake_approved_alone_leaves_the_renewal_in_its_queue(both, reviewer):
    device = again(both.device)
    approve_intake(device_id=device.pk, revision=device.revision, reviewer=reviewer)
    assert states(both) == (IntakeStatus.APPROVED, CertificateStatus.RENEWING, ApprovalStatus.PENDING)
    with pytest.raises(StepRefused, match="已经审核过了"):
        accept_both(reviewer=reviewer, **seen(both))
    accept(renewal_id=both.pk, revision=again(both).revision, reviewer=reviewer)


def test_a_draft_becomes_a_usual_one_once_the_machine_is_in(draft, clerk, reviewer):
    device = again(draft.device)
    device = submit_intake(device_id=device.pk, revision=device.revision, user=clerk)
    approve_intake(device_id=device.pk, revision=device.revision, reviewer=reviewer)
    assert states(draft) == (IntakeStatus.APPROVED, CertificateStatus.RENEWING, ApprovalStatus.NOT_SUBMITTED)
    submit_renewal(renewal_id=draft.pk, revision=draft.revision, user=clerk, declared=True)


def test_taking_the_intake_back_takes_the_renewal_back_unless_it_is_claimed(both, clerk, reviewer):
    device = again(both.device)
    claim(renewal_id=both.pk, reviewer=reviewer)
    with nothing_changes(both, device), pytest.raises(StepRefused, match="已签收"):
        withdraw_intake(device_id=device.pk, revision=device.revision, user=clerk)
    RenewalApplication.objects.filter(pk=both.pk).update(claimed_by=None, claimed_until=None)
    withdraw_intake(device_id=device.pk, revision=device.revision, user=clerk)
    assert states(both) == (IntakeStatus.DRAFT, CertificateStatus.NONE, ApprovalStatus.NOT_SUBMITTED)
    assert sorted(steps(both)[-2:]) == ["intake_withdrawn", "renewal_withdrawn"]


def test_the_renewal_may_be_taken_back_alone_and_join_again(both, clerk):
    renewal = withdraw_renewal(renewal_id=both.pk, revision=both.revision, user=clerk)
    assert states(both) == (IntakeStatus.PENDING, CertificateStatus.NONE, ApprovalStatus.NOT_SUBMITTED)
    submit_renewal(renewal_id=both.pk, revision=renewal.revision, user=clerk, declared=True)
    assert states(both)[2] == ApprovalStatus.PENDING


def test_another_reviewers_claim_holds_for_the_intake_too(both, reviewer, reviewer2):
    claim(renewal_id=both.pk, reviewer=reviewer)
    device = again(both.device)
    with nothing_changes(both, device):
        with pytest.raises(StepRefused, match="办理"):
            reject_intake(
                device_id=device.pk, revision=device.revision, reviewer=reviewer2, reason="旧证看不清楚"
            )
        with pytest.raises(StepRefused, match="办理"):
            accept_both(reviewer=reviewer2, **seen(both))


def test_another_firm_finds_neither(both, stranger, signed_in):
    theirs = signed_in(stranger)
    form = {"declared": "yes", **seen(both)}
    assert theirs.post(of_renewal(both, "submit/"), form).status_code == 404
    assert theirs.get(of_device(both.device, "renewal/")).status_code == 404


def test_the_register_counts_only_its_own_machines(portal, draft):
    page = words_of(portal.get("/portal/devices/"))
    assert "未提交备案 0" in page.replace("  ", " ")


@pytest.mark.django_db(transaction=True)
def test_of_several_clicks_at_once_one_decides_both(both, reviewer):
    shown = seen(both)

    def decide() -> str:
        try:
            accept_both(reviewer=reviewer, **shown)
        except RuleBroken as refusal:
            return refusal.code
        return "decided"

    results = in_threads(decide)
    assert results.count("decided") == 1
    assert states(both) == (IntakeStatus.APPROVED, CertificateStatus.RENEWING, ApprovalStatus.ACCEPTED)


@pytest.mark.django_db(transaction=True)
def test_deciding_on_either_at_once_ends_in_one_whole_result(both, reviewer, clerk):
    shown, device = seen(both), again(both.device)
    ways = iter(
        [
            lambda: reject_both(reviewer=reviewer, **shown, **REFUSAL),
            lambda: reject_intake(
                device_id=device.pk, revision=device.revision, reviewer=reviewer, reason="旧证看不清楚"
            ),
            lambda: withdraw_intake(device_id=device.pk, revision=device.revision, user=clerk),
            lambda: reject(renewal_id=both.pk, revision=shown["revision"], reviewer=reviewer, **REFUSAL),
        ]
    )

    def one() -> str:
        try:
            next(ways)()
        except RuleBroken as refusal:
            return refusal.code
        return "done"

    assert "done" in in_threads(one)
    intake, mark, approval = states(both)
    assert mark == CertificateStatus.NONE
    assert approval != ApprovalStatus.PENDING or intake == IntakeStatus.PENDING
