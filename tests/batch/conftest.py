"""A firm with machines of one model, and a batch of them."""

from __future__ import annotations

import pytest

from renewals.batch.choosing import Choice, start_batch
from tests.batch.books import FIRST, checked, downloaded, fill_in, of_batch, work
from tests.cases import MODEL, registered


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def machines(clerk, reviewer):
    return [registered(clerk, reviewer, number) for number in (1, 2, 3)]


@pytest.fixture
def batch(machines, clerk):
    return start_batch(user=clerk, choice=Choice(all_of=True))


@pytest.fixture
def drafts(portal, batch):
    """The batch with a draft for each of its three machines."""
    book = fill_in(downloaded(portal, batch), FIRST, FIRST + 1, FIRST + 2, model=MODEL)
    checked(portal, batch, book)
    portal.post(of_batch(batch, "make/"))
    work()
    return batch
