"""300 machines by one workbook: 40 faulty cells found, and the same queries as for a few."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from devices.models import Device
from renewals.batch.choosing import Choice, start_batch
from renewals.batch_words import Verdict
from renewals.models import Batch
from tests.batch.books import FIRST, checked, downloaded, fill_in, of_batch, problems, put
from tests.cases import MODEL, registered

pytestmark = pytest.mark.django_db
WRONG = [
    ("parameters.capacity_at_max_radius", 1.2),
    ("parameters.luffing_mode", "飞行"),
    ("device.purchase_date", "2018.13.1"),
    ("parameters.hoisting_speed", "很快"),
]


def fleet(device: Device, first: int, last: int) -> None:
    """The machines of these numbers, written past the steps: only their number matters here."""
    rows = []
    for number in range(first, last + 1):
        row = Device.objects.get(pk=device.pk)
        row.pk, row._state.adding = None, True
        row.factory_number = row.factory_number_key = f"2018-{number:04d}"
        row.old_registration_number = f"粤T-T{number:05d}"
        rows.append(row)
    Device.objects.bulk_create(rows)


def batch_of(count: int, clerk, reviewer) -> Batch:
    fleet(registered(clerk, reviewer), 2, count)
    return start_batch(user=clerk, choice=Choice(all_of=True))


def test_forty_faulty_cells_among_three_hundred_machines_are_found(portal, clerk, reviewer):
    batch = batch_of(300, clerk, reviewer)
    book = downloaded(portal, batch)
    fill_in(book, *range(FIRST, FIRST + 300), model=MODEL)
    faulty = {put(book, *WRONG[n % len(WRONG)], FIRST + 7 * n) for n in range(40)}
    upload = checked(portal, batch, book)
    marked = downloaded(portal, batch, "marked/")
    assert faulty <= set(problems(upload))
    assert upload.rows.filter(verdict=Verdict.ERROR).count() == 40
    assert sum(cell.comment is not None for row in marked["塔式起重机"].iter_rows() for cell in row) >= 40
    page = portal.get(of_batch(batch))
    assert len(page.content) < 60_000


def test_a_check_runs_as_many_queries_for_eighteen_machines_as_for_three(portal, clerk, reviewer):
    device = registered(clerk, reviewer)
    counts = []
    for first, count in ((2, 3), (4, 18)):
        fleet(device, first, count)
        batch = start_batch(user=clerk, choice=Choice(all_of=True))
        book = fill_in(downloaded(portal, batch), *range(FIRST, FIRST + count), model=MODEL)
        with CaptureQueriesContext(connection) as caught:
            checked(portal, batch, book)
        counts.append(len(caught))
        with CaptureQueriesContext(connection) as caught:
            portal.get(of_batch(batch))
        counts.append(len(caught))
    assert counts[2:] == counts[:2]
