"""Who may open a batch, and what two people or a dead worker can do to one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from documents.models import Attachment
from ground.errors import NotAllowed, StepRefused
from renewals.batch.choosing import Choice, start_batch
from renewals.batch.jobs import LostLease, ask, claim_next, note_progress
from renewals.batch.making import make_one
from renewals.batch.work import WORK
from renewals.batch_words import JobKind, JobState, MachineOutcome, Verdict
from renewals.models import Batch, BatchJob, RenewalApplication
from tests.batch.books import FIRST, HOME, checked, downloaded, fill_in, of_batch, work
from tests.cases import MODEL, waiting
from tests.doors import asks_to_log_in, names_who_may, takes_no_get, turns_strangers_away
from tests.pages import text_of
from tests.provincial_sync.test_claiming import in_threads

pytestmark = pytest.mark.django_db
STEPS = ("upload/", "make/", "submit/")
PAGES = ("", "progress/", "workbook/", "marked/")


@pytest.mark.parametrize("name", STEPS)
def test_a_step_of_a_batch_is_its_firms_alone(batch, stranger, reviewer, clerk, name):
    turns_strangers_away(of_batch(batch, name), {}, stranger, batch)
    names_who_may(of_batch(batch, name), {}, reviewer, batch)
    asks_to_log_in(of_batch(batch, name), {}, batch)
    takes_no_get(of_batch(batch, name), clerk, batch)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_batch_is_its_firms_alone(batch, stranger, reviewer, signed_in, client, name):
    assert signed_in(stranger).get(of_batch(batch, name)).status_code == 404
    assert signed_in(reviewer).get(of_batch(batch, name)).status_code == 403
    assert client.get(of_batch(batch, name)).status_code == 302


def test_another_firms_machines_cannot_be_chosen(machines, stranger, signed_in):
    answer = signed_in(stranger).post(f"{HOME}start/", {"scope": "chosen", "pk": [d.pk for d in machines]})
    assert answer.status_code == 422
    assert not Batch.objects.exists()


def test_only_the_checked_ones_are_taken(portal, machines):
    portal.post(f"{HOME}start/", {"scope": "chosen", "pk": [machines[1].pk]})
    assert [m.device_id for m in Batch.objects.get().machines.all()] == [machines[1].pk]


def test_nothing_checked_is_said(portal, machines):
    answer = portal.post(f"{HOME}start/", {"scope": "chosen"})
    assert answer.status_code == 422
    assert "请先勾选" in text_of(answer)


def test_a_machine_under_review_is_not_offered(portal, clerk, reviewer, machines):
    renewal = waiting(clerk, reviewer, 8)
    portal.post(f"{HOME}start/", {"scope": "all"})
    assert renewal.device_id not in Batch.objects.get().machines.values_list("device_id", flat=True)


def test_too_many_are_refused_with_their_number(portal, machines, monkeypatch):
    monkeypatch.setattr("renewals.batch.choosing.MOST", 2)
    assert "每批最多 2 台，现有 3 台" in text_of(portal.post(f"{HOME}start/", {"scope": "all"}))


def test_people_of_the_office_start_none(reviewer):
    with pytest.raises(NotAllowed):
        start_batch(user=reviewer, choice=Choice(all_of=True))


def test_one_piece_of_work_at_a_time(batch, clerk, manager):
    ask(batch=batch, kind=JobKind.CHECK, user=clerk)
    with pytest.raises(StepRefused, match="正在“校验表格”"):
        ask(batch=batch, kind=JobKind.SUBMIT, user=manager)


def test_a_job_is_one_workers(batch, clerk):
    ask(batch=batch, kind=JobKind.CHECK, user=clerk)
    assert claim_next() is not None
    assert claim_next() is None


def test_a_dead_workers_job_goes_to_the_next_and_the_dead_one_learns_it(batch, clerk):
    ask(batch=batch, kind=JobKind.CHECK, user=clerk)
    first = claim_next()
    BatchJob.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    second = claim_next()
    assert (first.pk, first.claim + 1) == (second.pk, second.claim)
    with pytest.raises(LostLease):
        note_progress(first, 1, 3)


def test_making_goes_on_where_a_dead_worker_stopped(portal, batch, clerk):
    book = fill_in(downloaded(portal, batch), FIRST, FIRST + 1, FIRST + 2, model=MODEL)
    upload = checked(portal, batch, book)
    portal.post(of_batch(batch, "make/"))
    claim_next()
    make_one(row=upload.rows.order_by("id").select_related("machine").first(), user=clerk)
    BatchJob.objects.filter(kind=JobKind.MAKE).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    work()
    assert RenewalApplication.objects.count() == 3
    job = BatchJob.objects.get(kind=JobKind.MAKE)
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)


def test_what_fails_says_so_on_the_page(portal, batch, monkeypatch):
    monkeypatch.setitem(WORK, JobKind.CHECK, _fail)
    checked(portal, batch, downloaded(portal, batch))
    page = text_of(portal.get(of_batch(batch)))
    assert "校验表格没有完成：处理中断" in page
    assert "上传并校验" in page


def _fail(job: BatchJob) -> None:
    raise RuntimeError("disk full")


def test_the_bar_shows_how_far_it_is_and_ends_by_a_fresh_page(portal, batch, clerk):
    ask(batch=batch, kind=JobKind.CHECK, user=clerk, total=3)
    note_progress(claim_next(), 2, 3)
    answer = portal.get(of_batch(batch, "progress/"))
    assert 'max="3" value="2"' in text_of(answer)
    assert 'http-equiv="refresh"' in text_of(portal.get(of_batch(batch)))
    BatchJob.objects.update(state=JobState.DONE)
    assert portal.get(of_batch(batch, "progress/"))["HX-Refresh"] == "true"


def test_what_lacks_a_paper_is_left_with_its_reason_and_the_rest_is_handed_in(portal, batch, clerk):
    book = fill_in(downloaded(portal, batch), FIRST, FIRST + 1, model=MODEL)
    checked(portal, batch, book)
    portal.post(of_batch(batch, "make/"))
    work()
    lacking = batch.machines.filter(renewal__isnull=False).order_by("id").first()
    Attachment.objects.filter(
        subject="renewal", subject_id=lacking.renewal_id, kind="nameplate_photo"
    ).delete()
    assert "设备铭牌照片" in text_of(portal.get(of_batch(batch)))
    portal.post(of_batch(batch, "submit/"), {"declared": "yes"})
    work()
    outcomes = dict(batch.machines.filter(renewal__isnull=False).values_list("pk", "outcome"))
    assert sorted(outcomes.values()) == [MachineOutcome.SKIPPED, MachineOutcome.SUBMITTED]
    assert outcomes[lacking.pk] == MachineOutcome.SKIPPED
    assert "设备铭牌照片：缺少" in batch.machines.get(pk=lacking.pk).said


def test_a_workbook_that_comes_again_after_handing_in_changes_nothing(portal, batch):
    book = fill_in(downloaded(portal, batch), FIRST, model=MODEL)
    for step, form in (("make/", {}), ("submit/", {"declared": "yes"})):
        checked(portal, batch, book)
        portal.post(of_batch(batch, step), form)
        work()
    upload = checked(portal, batch, book)
    assert upload.rows.get(line=FIRST).verdict == Verdict.BLANK
    assert batch.machines.filter(outcome=MachineOutcome.SUBMITTED).count() == 1
    assert batch.uploads.count() == 1


@pytest.mark.django_db(transaction=True)
def test_several_people_at_once_queue_one_piece_of_work(batch, clerk):
    def queue() -> str:
        try:
            ask(batch=batch, kind=JobKind.CHECK, user=clerk)
        except StepRefused as refusal:
            return refusal.code
        return "queued"

    assert sorted(in_threads(queue)) == ["batch_busy", "batch_busy", "batch_busy", "queued"]
    assert [job for job in in_threads(claim_next) if job] == [BatchJob.objects.get()]


@pytest.mark.django_db(transaction=True)
def test_batches_started_at_once_have_numbers_of_their_own(machines, clerk):
    in_threads(lambda: start_batch(user=clerk, choice=Choice(all_of=True)))
    assert sorted(Batch.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
