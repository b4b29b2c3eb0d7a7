"""A page of the API runs as many queries with forty rows as with three."""

from __future__ import annotations

import pytest

from api.scopes import Scope
from renewals.services.submitting import withdraw_renewal
from tests.api.caller import caller
from tests.cases import again, submitted, waiting
from tests.portal.test_query_counts import copies, queries_of

pytestmark = pytest.mark.django_db
MANY = 40
# What a page costs beside its rows: key, limits, facets of the list, the record of the call.
PAGES = {
    "devices/?limit=100": (Scope.DEVICES_READ, "devices"),
    "renewals/?limit=100": (Scope.RENEWALS_READ, "renewals"),
    "history/?limit=100": (Scope.RENEWALS_READ, "history"),
}
MOST = 10


def more(renewal, count: int) -> None:
    for machine in copies(renewal.device, count, factory_number_key=lambda n: f"A{n}"):
        copies(renewal, 1, device=machine, reference=lambda n: f"HZ20260601-{n:07d}")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_the_same_with_many_rows(path, manager, reviewer):
    firm, renewal = caller(manager), waiting(manager, reviewer)
    more(renewal, 2)
    firm.get(path)  # what a process reads once
    few = queries_of(lambda: firm.get(path))
    more(renewal, MANY)
    for _ in range(3):
        renewal = again(renewal)
        back = withdraw_renewal(renewal_id=renewal.pk, revision=renewal.revision, user=manager)
        submitted(back, manager)
    many = queries_of(lambda: firm.get(path))
    assert len(firm.get(path).json()["items"]) > (5 if "history" in path else MANY)
    assert len(many) == len(few) <= MOST, "\n".join(many)
