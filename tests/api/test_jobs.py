"""提交备案 of many by a firm's own system: asked for at once, done by a worker, each renewal like one alone."""

from __future__ import annotations

import pytest

from api.scopes import Scope
from audit.models import HistoryEntry
from devices.recording import RecordInput
from ground.glossary import ActorKind, ApprovalStatus, Step
from renewals.models import InterfaceItem, InterfaceJob, RenewalApplication, Submission
from renewals.services import submitting_many
from renewals.services.drafting import save_renewal
from renewals.tasks import submit_for_interface
from tests.api.caller import BASE, Caller, caller, codes, fresh, key_of
from tests.cases import again, drafted, registered, submitted
from tests.catalogues import (  # noqa: F401 (the fixture is used by being here)
    _no_version_of_another_test,
    in_tonnes,
    published,
)
from tests.portal.test_query_counts import queries_of

pytestmark = pytest.mark.django_db
PATH = "renewals/submit-many/"


def asked(*renewals: RenewalApplication) -> dict[str, object]:
    return {
        "items": [{"reference": each.reference, "if_match": f'"r{each.revision}"'} for each in renewals],
        "declared": True,
    }


def drafts(clerk, reviewer, count: int) -> list[RenewalApplication]:
    return [drafted(clerk, reviewer, number) for number in range(1, count + 1)]


def job_of(firm: Caller, answer) -> dict:
    """The job as its address shows it now."""
    assert answer.status_code == 202, answer.content.decode()
    return firm.get(answer["Location"].removeprefix(BASE)).json()


def test_a_job_is_taken_at_once_and_done_by_a_worker(
    manager, reviewer, django_capture_on_commit_callbacks, monkeypatch
):
    woken: list[str] = []
    monkeypatch.setattr(submitting_many.leasing, "wake", lambda task, queue: woken.append(task))
    first, second = drafts(manager, reviewer, 2)
    key, secret = key_of(manager)
    firm = Caller(secret)
    with django_capture_on_commit_callbacks(execute=True):
        answer = firm.post(PATH, asked(first, second))
    assert woken == [submitting_many.TASK]
    job = job_of(firm, answer)
    assert job == answer.json()
    assert (job["state"]["code"], job["kind"]["label"]) == ("queued", "批量提交备案")
    assert job["progress"] == {"done": 0, "total": 2}
    assert [line["status"] for line in job["results"]] == [None, None]
    assert not Submission.objects.exists()
    submit_for_interface()
    job = job_of(firm, answer)
    assert (job["state"]["code"], job["progress"]) == ("done", {"done": 2, "total": 2})
    assert job["finished_at"] is not None
    for index, (line, renewal) in enumerate(zip(job["results"], (first, second), strict=True)):
        now = again(renewal)
        assert now.approval_status == ApprovalStatus.PENDING
        assert line == {
            "index": index,
            "reference": renewal.reference,
            "status": 200,
            "revision": now.revision,
            "errors": [],
        }
        entry = HistoryEntry.objects.of_renewal(renewal.pk).get(step=Step.RENEWAL_SUBMITTED)
        assert (entry.actor_kind, entry.actor_id) == (ActorKind.KEY, str(key.pk))
    submit_for_interface()
    assert Submission.objects.count() == 2


def test_one_that_is_refused_stops_no_other(clerk, manager, reviewer, make_user, other_firm):
    good, stale, waiting = drafts(manager, reviewer, 3)
    submitted(waiting, manager)
    stranger = make_user("stranger2", "enterprise_staff", enterprise=other_firm)
    theirs = drafted(stranger, reviewer, 60)
    firm = caller(manager)
    body = asked(stale, waiting, theirs, good)
    body["items"].append({"reference": "HZ20260101-0000000"})
    answer = firm.post(PATH, body)
    save_renewal(
        renewal_id=stale.pk,
        revision=stale.revision,
        user=clerk,
        given=RecordInput({"internal_number": "B"}, {}),
    )
    submit_for_interface()
    job = job_of(firm, answer)
    assert [(line["status"], [fault["code"] for fault in line["errors"]]) for line in job["results"]] == [
        (412, ["precondition_failed"]),
        (412, ["precondition_failed"]),
        (404, ["not_found"]),
        (200, []),
        (404, ["not_found"]),
    ]
    assert job["state"]["code"] == "done"
    assert again(stale).approval_status == ApprovalStatus.NOT_SUBMITTED
    assert again(theirs).approval_status == ApprovalStatus.NOT_SUBMITTED


def test_without_a_tag_the_revision_at_the_request_counts(manager, reviewer):
    kept, changed = drafts(manager, reviewer, 2)
    firm = caller(manager)
    items = [{"reference": kept.reference, "if_match": "*"}, {"reference": changed.reference}]
    answer = firm.post(PATH, {"items": items, "declared": True})
    save_renewal(
        renewal_id=changed.pk,
        revision=changed.revision,
        user=manager,
        given=RecordInput({"internal_number": "B"}, {}),
    )
    submit_for_interface()
    assert [line["status"] for line in job_of(firm, answer)["results"]] == [200, 412]


def test_what_keeps_a_renewal_from_being_handed_in_stands_at_its_fields(manager, reviewer):
    whole = drafted(manager, reviewer)
    lacking = registered(manager, reviewer, 2)
    firm = caller(manager)
    started = firm.post(f"devices/{lacking.pk}/renewal/", {}).json()
    items = [{"reference": started["reference"]}, {"reference": whole.reference}]
    answer = firm.post(PATH, {"items": items, "declared": True})
    alone = firm.post(f"renewals/{started['reference']}/submit/", {"declared": True})
    submit_for_interface()
    refused, good = job_of(firm, answer)["results"]
    assert (refused["status"], good["status"]) == (alone.status_code, 200) == (422, 200)
    assert refused["errors"] == alone.json()["errors"]
    assert len(refused["errors"]) > 1


def test_a_draft_behind_the_catalogue_is_moved_and_refused_until_its_changes_are_read(
    manager, reviewer, administrator
):
    renewal, firm = drafted(manager, reviewer), caller(manager)
    published(administrator, in_tonnes())
    body = {"items": [{"reference": renewal.reference}], "declared": True}
    statuses = []
    for _ in range(2):
        answer = firm.post(PATH, body)
        submit_for_interface()
        statuses += [line["status"] for line in job_of(firm, answer)["results"]]
    assert statuses == [412, 200]


def test_naming_a_strangers_draft_does_nothing_to_it(manager, stranger, reviewer, administrator):
    theirs, firm = drafted(stranger, reviewer), caller(manager)
    published(administrator, in_tonnes())
    answer = firm.post(PATH, {"items": [{"reference": theirs.reference}], "declared": True})
    submit_for_interface()
    assert job_of(firm, answer)["results"][0]["status"] == 404
    left = RenewalApplication.objects.get(pk=theirs.pk)
    assert (left.revision, left.catalogue_version_id) == (theirs.revision, theirs.catalogue_version_id)


@pytest.mark.parametrize(
    ("items", "path"),
    [
        ([], "items"),
        ([{"reference": "A"}] * 501, "items"),
        ([{"reference": "A"}, {"if_match": "*"}], "items[1].reference"),
        ([{"reference": "A", "if_match": "3"}], "items[0].if_match"),
        ([{"reference": "A", "revision": 3}], "items[0].revision"),
        ([{"reference": "A"}, {"reference": "A"}], "items[1].reference"),
        ("A", "items"),
    ],
)
def test_a_body_of_the_wrong_shape_is_refused_at_once(manager, items, path):
    answer = caller(manager).post(PATH, {"items": items, "declared": True})
    assert answer.status_code == 422
    assert path in {found for _code, found in codes(answer)}, answer.content.decode()
    assert not InterfaceJob.objects.exists()


def test_the_declaration_of_truth_is_needed(manager):
    answer = caller(manager).post(PATH, {"items": [{"reference": "A"}]})
    assert (answer.status_code, codes(answer)) == (422, {("undeclared", "declared")})


def test_a_request_sent_twice_is_one_job(manager, reviewer):
    firm, body, token = caller(manager), asked(drafted(manager, reviewer)), fresh()
    answers = [firm.post(PATH, body, once=token) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert InterfaceJob.objects.count() == 1


def test_no_more_than_so_many_jobs_wait(manager, monkeypatch):
    monkeypatch.setattr(submitting_many, "MOST_OPEN", 1)
    firm = caller(manager)
    body = {"items": [{"reference": "A"}], "declared": True}
    assert [firm.post(PATH, body).status_code for _ in range(2)] == [202, 409]
    submit_for_interface()
    assert firm.post(PATH, body).status_code == 202


def test_what_has_not_begun_can_be_cancelled(manager, reviewer):
    renewal, firm = drafted(manager, reviewer), caller(manager)
    answer = firm.post(PATH, asked(renewal))
    place = answer["Location"].removeprefix(BASE)
    cancelled = firm.post(f"{place}cancel/")
    assert (cancelled.status_code, cancelled.json()["state"]["code"]) == (200, "cancelled")
    submit_for_interface()
    (line,) = job_of(firm, answer)["results"]
    assert (line["status"], line["errors"][0]["code"]) == (409, "cancelled")
    assert again(renewal).approval_status == ApprovalStatus.NOT_SUBMITTED
    assert firm.post(f"{place}cancel/").status_code == 409


def test_jobs_are_the_firms_own(manager, reviewer, make_user, other_firm):
    answer = caller(manager).post(PATH, asked(drafted(manager, reviewer)))
    place = answer["Location"].removeprefix(BASE)
    other = caller(make_user("other_boss", "enterprise_manager", enterprise=other_firm))
    assert other.get(place).status_code == 404
    assert other.post(f"{place}cancel/").status_code == 404
    assert other.get("jobs/").json() == {"items": [], "next": None}
    reading = caller(manager, Scope.RENEWALS_READ)
    assert reading.get(place).status_code == 200
    assert reading.post(f"{place}cancel/").status_code == 403
    assert reading.post(PATH, {"items": [{"reference": "A"}], "declared": True}).status_code == 403
    assert caller(manager, Scope.DEVICES_READ).get("jobs/").status_code == 403


def test_the_list_costs_the_same_with_many_jobs(manager):
    firm = caller(manager)

    def more(count: int) -> None:
        for _ in range(count):
            job = InterfaceJob.objects.create(
                enterprise=manager.enterprise, kind="submit_renewals", asked_by=manager
            )
            InterfaceItem.objects.create(job=job, place=0, reference="A", status=200)
            InterfaceItem.objects.create(job=job, place=1, reference="B")

    more(3)
    firm.get("jobs/?limit=100")
    few = queries_of(lambda: firm.get("jobs/?limit=100"))
    more(30)
    many = queries_of(lambda: firm.get("jobs/?limit=100"))
    items = firm.get("jobs/?limit=100&state=queued").json()["items"]
    assert (len(items), items[0]["progress"]) == (33, {"done": 1, "total": 2})
    assert len(few) == len(many)
