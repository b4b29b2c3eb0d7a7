"""What stands beside the seal: the database lets it go one way alone, and any other change is found."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from audit.actors import SYSTEM
from audit.sealing import seal_due
from audit.services import record_step
from ground.glossary import Step
from tests.audit.chains import found, kinds, later, tamper, write
from tests.audit.words import HISTORY_TABLE, NAMED, new, whole
from tests.cases import again

pytestmark = pytest.mark.django_db
EMPTY = "opinion = '', remarks = '[]', salt = ''"


@pytest.mark.parametrize(
    "change",
    [
        "opinion = '改过的'",
        "opinion = ''",
        "salt = ''",
        "erased_at = CURRENT_TIMESTAMP",
        "opinion = '', salt = '', remarks = '[]'",
        f"{EMPTY}, erased_at = CURRENT_TIMESTAMP, actor_id = '9'",
        f"{EMPTY}, erased_at = CURRENT_TIMESTAMP, marks = NULL",
        f"{EMPTY}, erased_at = CURRENT_TIMESTAMP, detail = '{{\"a\": 1}}'",
        "opinion = '换了', remarks = '[]', salt = '', erased_at = CURRENT_TIMESTAMP",
        "opinion = '', remarks = '[]', salt = 'x', erased_at = CURRENT_TIMESTAMP",
        "id = id + 1000",
    ],
)
def test_the_database_refuses_every_other_update(change) -> None:
    entry = new(remarks=[{"path": "model", "text": "型号有误"}])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"UPDATE {HISTORY_TABLE} SET {change} WHERE id = {entry.pk}")
    assert again(entry).opinion == NAMED


def test_the_database_lets_the_words_go_once() -> None:
    entry, plain = new(), new("")
    erase = f"UPDATE {HISTORY_TABLE} SET {EMPTY}, erased_at = CURRENT_TIMESTAMP WHERE id ="
    connection.cursor().execute(f"{erase} {entry.pk}")
    for row in (entry, plain):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(f"{erase} {row.pk}")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {HISTORY_TABLE}")


def test_erasing_without_an_entry_that_tells_of_it_is_found() -> None:
    entry = new()
    seal_due()
    connection.cursor().execute(
        f"UPDATE {HISTORY_TABLE} SET {EMPTY}, erased_at = CURRENT_TIMESTAMP WHERE id = {entry.pk}"
    )
    assert kinds(now=later(9000)) == ["words_gone"]


def test_a_step_with_words_costs_no_query_more(django_assert_num_queries) -> None:
    with transaction.atomic():
        with django_assert_num_queries(1):
            new()
        with django_assert_num_queries(1):
            new("")


texts = st.text("ab粤張 ", max_size=6)
tamperings = st.lists(
    st.one_of(
        st.tuples(st.just("opinion"), texts),
        st.tuples(st.just("salt"), st.text("0123456789abcdef", max_size=32)),
        st.tuples(st.just("remarks"), st.sampled_from(["[]", '[{"path": "model", "text": "b"}]', '[""]'])),
        st.tuples(st.just("detail"), st.sampled_from(["{}", '{"late_reason": "c"}', '{"kind": "x"}'])),
        st.tuples(
            st.just("marks"), st.sampled_from([None, "{}", "[]", '{"opinion": "gm.1.2"}', '{"x.y": "z"}'])
        ),
        st.tuples(st.just("erased_at"), st.sampled_from(["2026-01-01 00:00:00", "2031-01-01 00:00:00"])),
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture
def three():
    said = {"kind": "correction", "grounds": [], "late_reason": "原件后到"}
    made = [
        record_step(
            step=Step.RENEWAL_REJECTED,
            actor=SYSTEM,
            enterprise_id=1,
            device_id=1,
            opinion=f"意见{number}",
            remarks=[{"path": "model", "text": "a"}],
            detail=said,
        ).pk
        for number in range(3)
    ]
    write(1)
    seal_due()
    return made


@examples(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(0, 2), tampering=tamperings)
def test_any_change_of_words_marks_and_salt_is_found(three, place, tampering) -> None:
    with transaction.atomic():
        for column, value in tampering:
            tamper(f"UPDATE {HISTORY_TABLE} SET {column} = %s WHERE id = %s", value, three[place])
        assert found(now=later(9000)), tampering
        transaction.set_rollback(True)
    assert whole()
