"""The worker of a job: as whom it acts, what it leaves where it dies, what is let go."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from api.keys import revoke_key
from ground.glossary import ApprovalStatus
from renewals.models import InterfaceItem, InterfaceJob, Submission
from renewals.services import submitting_many
from renewals.tasks import forget_interface_jobs, submit_for_interface
from tests.api.caller import BASE, Caller, caller, key_of
from tests.api.test_jobs import PATH, asked, drafts, job_of
from tests.cases import again, drafted

pytestmark = pytest.mark.django_db


def test_a_key_that_was_revoked_meanwhile_hands_nothing_in(manager, reviewer):
    renewal = drafted(manager, reviewer)
    key, secret = key_of(manager)
    answer = Caller(secret).post(PATH, asked(renewal))
    revoke_key(key_id=key.pk, user=manager)
    submit_for_interface()
    job = job_of(caller(manager), answer)
    assert (job["state"]["code"], job["said"]) == ("failed", submitting_many.KEY_GONE)
    assert job["results"][0]["errors"][0]["code"] == "key_gone"
    assert again(renewal).approval_status == ApprovalStatus.NOT_SUBMITTED


def test_a_key_that_has_run_out_meanwhile_hands_nothing_in(manager, reviewer):
    renewal = drafted(manager, reviewer)
    key, secret = key_of(manager)
    answer = Caller(secret).post(PATH, asked(renewal))
    type(key).objects.filter(pk=key.pk).update(expires_at=timezone.now())
    submit_for_interface()
    assert job_of(caller(manager), answer)["state"]["code"] == "failed"
    assert again(renewal).approval_status == ApprovalStatus.NOT_SUBMITTED


@pytest.mark.parametrize("active", [True, False])
def test_a_person_asks_for_it_too_and_must_still_be_there(clerk, manager, reviewer, signed_in, active):
    renewal = drafted(clerk, reviewer)
    answer = signed_in(clerk).post(BASE + PATH, asked(renewal), content_type="application/json")
    assert answer.status_code == 202
    type(clerk).objects.filter(pk=clerk.pk).update(is_active=active)
    submit_for_interface()
    job = job_of(caller(manager), answer)
    assert (job["state"]["code"], job["results"][0]["status"]) == (
        ("done", 200) if active else ("failed", 403)
    )
    assert (again(renewal).approval_status == ApprovalStatus.PENDING) is active


class Killed(BaseException):
    """A worker that dies."""


def test_a_worker_that_dies_leaves_nothing_half_and_repeats_nothing(manager, reviewer, monkeypatch):
    first, second = drafts(manager, reviewer, 2)
    firm = caller(manager)
    answer = firm.post(PATH, asked(first, second))
    with monkeypatch.context() as patch:
        write, written = submitting_many._write, []

        def dies(pk, **told):
            written.append(pk)
            if len(written) == 2:
                raise Killed
            write(pk, **told)

        patch.setattr(submitting_many, "_write", dies)
        with pytest.raises(Killed):
            submit_for_interface()
    job = job_of(firm, answer)
    assert (job["state"]["code"], job["progress"]) == ("running", {"done": 1, "total": 2})
    assert again(second).approval_status == ApprovalStatus.NOT_SUBMITTED
    submit_for_interface()
    assert [line["status"] for line in job_of(firm, answer)["results"]] == [200, 200]
    assert Submission.objects.count() == 2


def test_an_item_of_which_workers_die_holds_up_no_other(manager, reviewer):
    first, second = drafts(manager, reviewer, 2)
    firm = caller(manager)
    answer = firm.post(PATH, asked(first, second))
    InterfaceItem.objects.filter(reference=first.reference).update(tries=submitting_many.TRIES)
    submit_for_interface()
    broken, good = job_of(firm, answer)["results"]
    assert (broken["status"], broken["errors"][0]["detail"]) == (500, submitting_many.BROKEN)
    assert good["status"] == 200


def test_a_failure_of_one_leaves_the_others_alone(manager, reviewer, monkeypatch):
    first, second = drafts(manager, reviewer, 2)
    firm = caller(manager)
    answer = firm.post(PATH, asked(first, second))
    submit = submitting_many.submit_renewal

    def fails(*, renewal_id, **given):
        if renewal_id == first.pk:
            raise ZeroDivisionError
        return submit(renewal_id=renewal_id, **given)

    monkeypatch.setattr(submitting_many, "submit_renewal", fails)
    submit_for_interface()
    assert [line["status"] for line in job_of(firm, answer)["results"]] == [500, 200]


def test_old_results_are_let_go_and_open_jobs_stay(manager, settings):
    long_ago = timezone.now() - dt.timedelta(days=settings.API_JOBS_KEPT_DAYS, minutes=1)
    made = {"enterprise": manager.enterprise, "kind": "submit_renewals", "asked_by": manager}
    old = InterfaceJob.objects.create(**made, state="done", finished_at=long_ago)
    InterfaceItem.objects.create(job=old, place=0, reference="A", status=200)
    kept = [
        InterfaceJob.objects.create(**made, state="done", finished_at=timezone.now()),
        InterfaceJob.objects.create(**made, created_at=long_ago),
    ]
    forget_interface_jobs()
    assert set(InterfaceJob.objects.all()) == set(kept)
    assert not InterfaceItem.objects.exists()
