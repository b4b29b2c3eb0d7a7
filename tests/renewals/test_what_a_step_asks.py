"""A step asks the database for what it stands on, once; a claim is one conditional UPDATE and its entry."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import HistoryEntry
from ground.errors import StepRefused
from ground.glossary import RefusalKind, Step
from renewals.models import Decision
from renewals.review_points import kept_points, read_case
from renewals.services.claiming import claim
from renewals.services.deciding import accept, reject
from tests.cases import again, waiting

MARKS = {"BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK"}
ALL_POINTS = range(20)
REFUSAL = {
    "kind": RefusalKind.CORRECTION,
    "opinion": "请核对说明书后重新提交。",
    "remarks": [],
    "grounds": [],
}


def statements_of(step) -> list[str]:
    with CaptureQueriesContext(connection) as caught, transaction.atomic():
        step()
    return [query["sql"] for query in caught.captured_queries if query["sql"].split()[0] not in MARKS]


@pytest.mark.django_db
def test_a_claim_is_one_update_and_its_entry(clerk, reviewer):
    case = waiting(clerk, reviewer)
    asked = statements_of(lambda: claim(renewal_id=case.pk, reviewer=reviewer))
    assert [sql.split()[0] for sql in asked] == ["UPDATE", "INSERT"], "\n".join(asked)
    assert again(case).claimed_by == reviewer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "most"),
    [
        (lambda seen: accept(**seen), 6),
        (lambda seen: accept(**seen, confirmed=ALL_POINTS), 6),
        (lambda seen: reject(**seen, **REFUSAL), 5),
    ],
    ids=["accepted", "accepted by the checklist", "refused"],
)
def test_a_decision_reads_nothing_twice(clerk, reviewer, step, most):
    case = waiting(clerk, reviewer)
    seen = {"renewal_id": case.pk, "revision": case.revision, "reviewer": reviewer}
    asked = statements_of(lambda: step(seen))
    assert len(asked) <= most, "\n".join(asked)


@pytest.mark.django_db
def test_the_points_kept_with_a_refusal_are_those_that_the_page_showed(clerk, reviewer):
    case = waiting(clerk, reviewer)
    shown = kept_points(read_case(case).points, ())
    reject(renewal_id=case.pk, revision=case.revision, reviewer=reviewer, **REFUSAL)
    assert Decision.objects.get(renewal=case).checklist == shown


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_one_has_it_and_the_other_reads_who(clerk, reviewer, second_reviewer):
    case = waiting(clerk, reviewer)
    together = Barrier(2)

    def press(person):
        together.wait()
        try:
            return claim(renewal_id=case.pk, reviewer=person).claimed_by_id
        except StepRefused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, [reviewer, second_reviewer]))
    assert sorted(map(str, answers)) == sorted([str(again(case).claimed_by_id), "claimed_by_other"])
    assert HistoryEntry.objects.filter(renewal_id=case.pk, step=Step.RENEWAL_CLAIMED).count() == 1
