"""Two people, or two clicks, at the same moment: one change, and one readable refusal."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import HistoryEntry
from certificates.models import ElectronicCertificate
from devices.recording import RecordInput
from devices.services.drafting import change_device
from devices.services.intake import approve_intake, submit_intake
from ground.errors import StepRefused
from ground.glossary import ApprovalStatus, CertificateStatus, Step
from provincial_sync.models import Upload
from renewals.carrying import carried_renewal
from renewals.models import Decision, RenewalApplication, Submission
from renewals.services.autosaving import autosave_renewal
from renewals.services.claiming import claim
from renewals.services.deciding import accept, reject
from renewals.services.drafting import save_renewal
from renewals.services.submitting import submit_renewal, void_renewal, withdraw_renewal
from tests.cases import again, drafted, handed_in, issue, recorded, registered, start, uploading, waiting

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]


def at_once(*acts: Act) -> list[object]:
    """What each act gave, or the refusal it met, all begun at the same moment on connections of their own."""
    begin = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Act) -> None:
        begin.wait(10)
        try:
            results[place] = act()
        except Exception as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def refusals(results: list[object]) -> list[str]:
    """The sentences of the refused; anything that is no refusal fails the test."""
    broken = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(result, StepRefused) for result in broken), broken
    return [result.message for result in broken]


def test_a_record_is_handed_in_once(clerk, manager) -> None:
    device = recorded(clerk)
    results = at_once(
        *(
            lambda user=user: submit_intake(device_id=device.pk, revision=device.revision, user=user)
            for user in (clerk, manager, clerk, manager)
        )
    )
    assert len(refusals(results)) == 3
    assert HistoryEntry.objects.filter(step=Step.INTAKE_SUBMITTED).count() == 1


def test_two_colleagues_saving_do_not_overwrite_each_other(clerk, manager) -> None:
    device = recorded(clerk)
    results = at_once(
        *(
            lambda user=user: change_device(
                device_id=device.pk,
                revision=device.revision,
                user=user,
                given=RecordInput({"internal_number": user.username}, {}),
            )
            for user in (clerk, manager)
        )
    )
    assert len(refusals(results)) == 1
    winner = next(result for result in results if not isinstance(result, Exception))
    assert again(device).internal_number == winner.internal_number


def test_a_machine_is_approved_once(clerk, reviewer, second_reviewer) -> None:
    device = handed_in(clerk)
    results = at_once(
        *(
            lambda who=who: approve_intake(device_id=device.pk, revision=device.revision, reviewer=who)
            for who in (reviewer, second_reviewer)
        )
    )
    assert len(refusals(results)) == 1
    assert device.numbers.count() == 1


def test_a_renewal_is_started_once(clerk, reviewer) -> None:
    machine = registered(clerk, reviewer)
    results = at_once(*[lambda: start(machine, clerk)] * 4)
    said = refusals(results)
    assert len(said) == 3
    assert all("已有一份换证申请在办" in sentence for sentence in said)
    assert RenewalApplication.objects.count() == 1


def test_a_renewal_is_handed_in_once(clerk, manager, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    results = at_once(
        *(
            lambda user=user: submit_renewal(
                renewal_id=renewal.pk, revision=renewal.revision, user=user, declared=True
            )
            for user in (clerk, manager, clerk)
        )
    )
    assert len(refusals(results)) == 2
    assert Submission.objects.count() == 1


def test_two_reviewers_make_one_decision_and_the_second_learns_whose(
    clerk, reviewer, second_reviewer
) -> None:
    renewal = waiting(clerk, reviewer)
    results = at_once(
        lambda: accept(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer),
        lambda: reject(
            renewal_id=renewal.pk,
            revision=renewal.revision,
            reviewer=second_reviewer,
            kind="correction",
            opinion="请核对铭牌照片",
            remarks=[],
            grounds=[],
        ),
    )
    (sentence,) = refusals(results)
    assert "此件已由审批办r**于" in sentence
    assert Decision.objects.count() == 1
    fresh = again(renewal)
    assert Upload.objects.count() == (1 if fresh.approval_status == ApprovalStatus.ACCEPTED else 0)


def test_a_renewal_is_accepted_or_taken_back_never_both(clerk, reviewer) -> None:
    renewal = waiting(clerk, reviewer)
    results = at_once(
        lambda: accept(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer),
        lambda: withdraw_renewal(renewal_id=renewal.pk, revision=renewal.revision, user=clerk),
    )
    assert len(refusals(results)) == 1
    fresh = again(renewal)
    accepted_now = fresh.approval_status == ApprovalStatus.ACCEPTED
    assert accepted_now or fresh.approval_status == ApprovalStatus.NOT_SUBMITTED
    assert Decision.objects.count() == Upload.objects.count() == int(accepted_now)


def test_a_claim_has_one_holder(clerk, reviewer, second_reviewer) -> None:
    renewal = waiting(clerk, reviewer)
    results = at_once(
        lambda: claim(renewal_id=renewal.pk, reviewer=reviewer),
        lambda: claim(renewal_id=renewal.pk, reviewer=second_reviewer),
    )
    assert len(refusals(results)) == 1
    assert HistoryEntry.objects.filter(step=Step.RENEWAL_CLAIMED).count() == 1


def test_a_renewal_is_voided_or_saved_never_both(clerk, manager, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    results = at_once(
        lambda: void_renewal(
            renewal_id=renewal.pk, revision=renewal.revision, user=manager, reason="不再换证"
        ),
        lambda: save_renewal(
            renewal_id=renewal.pk,
            revision=renewal.revision,
            user=clerk,
            given=RecordInput({"internal_number": "9"}, {}),
        ),
    )
    assert len(refusals(results)) == 1
    voided_now = again(renewal).is_voided
    wanted = CertificateStatus.AWAITING_RENEWAL if voided_now else CertificateStatus.RENEWING
    assert again(renewal.device).certificate_status == wanted


def test_a_certificate_is_issued_once_however_often_it_is_told(clerk, reviewer) -> None:
    renewal = uploading(clerk, reviewer)
    results = at_once(*[lambda: issue(renewal)] * 4)
    assert not refusals(results)
    assert {result.pk for result in results} == {ElectronicCertificate.objects.get().pk}
    assert HistoryEntry.objects.filter(step=Step.CERTIFICATE_ISSUED).count() == 1


def test_one_number_for_two_machines_goes_to_one(clerk, reviewer) -> None:
    first, second = uploading(clerk, reviewer, 1), uploading(clerk, reviewer, 2)
    same = "粤TF-T202600077"
    results = at_once(
        lambda: issue(first, 1, registration_number=same), lambda: issue(second, 2, registration_number=same)
    )
    assert {type(result).__name__ for result in results} == {"ElectronicCertificate", "RuleBroken"}
    renewed = [again(renewal.device).certificate_status for renewal in (first, second)]
    assert sorted(renewed) == ["renewed", "renewing"]


def test_two_firms_with_one_machine_are_not_both_registered(clerk, stranger, reviewer) -> None:
    ours = handed_in(clerk, 1)
    theirs = handed_in(stranger, 1)
    results = at_once(
        *(
            lambda device=device: approve_intake(
                device_id=device.pk, revision=device.revision, reviewer=reviewer
            )
            for device in (ours, theirs)
        )
    )
    assert {type(result).__name__ for result in results} == {"Device", "RuleBroken"}


def test_the_database_itself_refuses_a_second_open_renewal(clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    second = carried_renewal(renewal.device, renewal.catalogue_version)
    second.reference = "HZ20260601-SECOND2"
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)


def test_the_database_itself_refuses_an_upload_of_what_is_not_accepted(clerk, reviewer) -> None:
    renewal = waiting(clerk, reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        RenewalApplication.objects.filter(pk=renewal.pk).update(upload_status="uploading")


def test_of_two_tabs_that_save_themselves_at_once_one_is_told(clerk, manager, reviewer) -> None:
    renewal = drafted(clerk, reviewer)

    def keep(person, metres: str) -> Act:
        given = RecordInput({}, {"max_working_radius": metres})
        return lambda: autosave_renewal(
            renewal_id=renewal.pk, revision=renewal.revision, user=person, given=given
        )

    results = at_once(keep(clerk, "58"), keep(manager, "57"))
    (told,) = refusals(results)
    (kept,) = [result for result in results if isinstance(result, RenewalApplication)]
    assert "此表已在别处保存" in told
    assert again(renewal).parameters == kept.parameters
