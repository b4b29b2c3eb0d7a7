"""Any mixture of changes by somebody who has the database and not the key is found."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.guards import lifted
from audit.sealing import seal_due
from tests.audit.chains import EVENTS, LINKS, found, later, sealed, write

pytestmark = pytest.mark.django_db
MANY = 12
COLUMNS = ("account_id", "enterprise_id")
TEXTS = ("actor_id", "actor_unit", "request_id", "step", "subject_kind", "address_note")
SEALS = ("digest", "mac", "previous", "key")

places = st.integers(0, MANY - 1)
changes = st.one_of(
    st.tuples(st.just("number"), places, st.sampled_from(COLUMNS), st.integers(1000, 10**12)),
    st.tuples(st.just("text"), places, st.sampled_from(TEXTS), st.text("ab1粤", min_size=3, max_size=12)),
    st.tuples(st.just("moment"), places, st.integers(1, 10**6)),
    st.tuples(st.just("remove"), places),
    st.tuples(st.just("exchange"), places, st.integers(1, MANY - 1)),
    st.tuples(st.just("seal"), places, st.sampled_from(SEALS), st.sampled_from("0123456789abcdef")),
    st.tuples(st.just("relink"), places, st.integers(1000, 10**9)),
    st.tuples(st.just("unlink"), places),
    st.tuples(st.just("cut"), places),
)


def lasting(tampering) -> bool:
    """Whether it leaves a change: what is exchanged twice may be as it was."""
    return [change[0] for change in tampering].count("exchange") < 2


@pytest.fixture
def entries():
    """Two rounds, so that the chain is longer than one batch's end."""
    made = sealed(MANY // 2) + write(MANY // 2)
    seal_due()
    return [entry.pk for entry in made]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tampering=st.lists(changes, min_size=1, max_size=3).filter(lasting))
def test_whatever_is_tampered_with_is_found(entries, tampering) -> None:
    with transaction.atomic():
        with lifted(connection), connection.cursor() as cursor:
            for kind, place, *more in tampering:
                _tamper(cursor, entries, kind, entries[place], more)
        assert found(now=later(9000)), tampering
        transaction.set_rollback(True)
    assert found() == [], "the record itself was whole"


def _tamper(cursor, entries, kind, pk, more) -> None:
    link = f"(SELECT number FROM (SELECT * FROM {LINKS}) AS l WHERE source = 'event' AND row_id = {pk})"
    if kind in {"number", "text"}:
        cursor.execute(f"UPDATE {EVENTS} SET {more[0]} = %s WHERE id = %s", [more[1], pk])
    elif kind == "moment":
        cursor.execute(f"UPDATE {EVENTS} SET at = %s WHERE id = %s", [later(-more[0] - 60), pk])
    elif kind == "remove":
        cursor.execute(f"DELETE FROM {EVENTS} WHERE id = %s", [pk])
    elif kind == "exchange":
        other = entries[(entries.index(pk) + more[0]) % MANY]
        for former, new in ((pk, -1), (other, pk), (-1, other)):
            cursor.execute(f"UPDATE {EVENTS} SET id = %s WHERE id = %s", [new, former])
    elif kind == "seal":
        cursor.execute(
            f"UPDATE {LINKS} SET {more[0]} = %s WHERE number = {link}",
            [
                more[1] * 16,
            ],
        )
    elif kind == "relink":
        cursor.execute(f"UPDATE {LINKS} SET row_id = %s WHERE number = {link}", [more[0] + pk])
    else:
        op = "=" if kind == "unlink" else ">="
        cursor.execute(f"DELETE FROM {LINKS} WHERE number {op} {link}")
