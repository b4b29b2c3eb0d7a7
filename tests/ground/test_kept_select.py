"""A row locked by a statement that is made once is the row that Django would have locked, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from ground.kept_select import KeptSelect
from renewals.models import RenewalApplication, Submission
from tests.cases import again, waiting

pytestmark = pytest.mark.django_db


def wide() -> QuerySet[RenewalApplication]:
    """With its machine, a value in the part that is kept, and few columns."""
    last = Submission.objects.filter(renewal=OuterRef("pk"), round=1, sm3__gt="")
    return (
        RenewalApplication.objects.select_related("device")
        .only("reference", "parameters", "claimed_until", "device__model", "device__details")
        .annotate(handed_in=Exists(last))
    )


def seen_by(user: User, key: int):
    return lambda rows: rows.visible_to(user).filter(pk=key)


def asked(work) -> tuple[str, object]:
    with CaptureQueriesContext(connection) as caught:
        answer = work()
    (query,) = caught.captured_queries
    return query["sql"], answer


def test_statement_and_row_are_those_of_django_for_each_key_and_person(clerk, reviewer) -> None:
    cases, kept = [waiting(clerk, reviewer, number) for number in (1, 2)], KeptSelect(wide())
    for user in (reviewer, clerk, reviewer):
        for case in cases:
            narrowing = seen_by(user, case.pk)
            plain, (row,) = asked(lambda: list(narrowing(wide()).select_for_update(of=("self",))))  # noqa: B023
            sql, found = asked(lambda: kept.lock(narrowing))  # noqa: B023
            assert sql == plain
            assert (found, found.reference, found.parameters) == (case, case.reference, case.parameters)
            assert (found.device.details, found.handed_in) == (again(case).device.details, True)
            assert found.get_deferred_fields() == row.get_deferred_fields()
            assert found._state.db == row._state.db


def test_whoever_may_not_see_it_finds_none(clerk, reviewer, stranger) -> None:
    case, kept = waiting(clerk, reviewer), KeptSelect(wide())
    assert kept.lock(seen_by(reviewer, case.pk)) == case
    retired = User(role=reviewer.role, is_active=False)
    for user, key in ((stranger, case.pk), (retired, case.pk), (reviewer, case.pk + 1)):
        with pytest.raises(RenewalApplication.DoesNotExist):
            kept.lock(seen_by(user, key))


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection_and_only_in_a_transaction(clerk, reviewer) -> None:
    cases, kept = [waiting(clerk, reviewer, number) for number in (1, 2)], KeptSelect(wide())

    def look(case: RenewalApplication) -> str:
        try:
            with transaction.atomic():
                return kept.lock(seen_by(reviewer, case.pk)).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(look, cases)) == [case.reference for case in cases]
    with pytest.raises(transaction.TransactionManagementError):
        kept.lock(seen_by(reviewer, cases[0].pk))


def test_what_it_cannot_keep_it_refuses() -> None:
    for rows in (wide().filter(round=1), wide().order_by("pk")):
        with pytest.raises(TypeError):
            KeptSelect(rows)
    for more in (
        lambda rows: rows.filter(device__model="QTZ80"),
        lambda rows: rows.filter(round=1)[:5],
        lambda rows: rows.filter(round=1).annotate(other=Exists(Submission.objects.all())),
    ):
        with pytest.raises(TypeError):
            KeptSelect(wide()).lock(more)


def test_several_rows_are_not_one(clerk, reviewer) -> None:
    for number in (1, 2):
        waiting(clerk, reviewer, number)
    with pytest.raises(RenewalApplication.MultipleObjectsReturned):
        KeptSelect(wide()).lock(lambda rows: rows.filter(round=1))
