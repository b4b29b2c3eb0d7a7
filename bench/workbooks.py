"""The check of a workbook, parsing included, at two sizes: `python -m bench workbooks`.

The goal is at most SECONDS for 300 machines; the growth is told per row, for a cost that grows faster than its rows
would show there.
"""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from accounts.models import User
from bench.register import grow, make_people
from devices.catalogue.samples import representative_models
from devices.models import Device
from ground.glossary import CertificateStatus
from renewals.batch import choosing
from renewals.batch.jobs import work_through
from renewals.batch.marking import marked_workbook
from renewals.batch.receiving import receive_workbook
from renewals.batch.subjects import subjects_of
from renewals.batch.work import WORK
from renewals.batch.writing import FIRST_ROW, workbook_of
from renewals.models import Batch

T = TypeVar("T")
SECONDS = 10
SIZES = (300, 3000)
RUNS = 2


def report() -> Iterator[str]:
    """The lines of the table; the best of two runs of each size."""
    logging.disable(logging.CRITICAL)
    clerk, _reviewer = make_people()
    choosing.MOST = max(SIZES)
    yield "machines    write s    check s    marked s   check ms per row"
    per_row = []
    for size in SIZES:
        write, check, mark = _measured(clerk, size)
        per_row.append(check / size)
        yield f"{size:8d}{write:11.2f}{check:11.2f}{mark:12.2f}{1000 * check / size:19.2f}"
        if size == SIZES[0]:
            yield f"  goal: check <= {SECONDS} s: {'met' if check <= SECONDS else 'MISSED'}"
    yield f"per row {SIZES[0]} -> {SIZES[1]}: {per_row[1] / per_row[0]:.2f} x"


def _measured(clerk: User, size: int) -> tuple[float, float, float]:
    batch = _batch_of(clerk, size)
    write, data = _timed(lambda: workbook_of(batch, subjects_of(batch).values()))
    filled = _filled(data)
    checks = []
    for _run in range(RUNS):
        upload = SimpleUploadedFile("filled.xlsx", filled)
        receive_workbook(batch=batch, user=clerk, upload=upload)
        checks.append(_timed(lambda: work_through(WORK))[0])
    last = batch.last_upload()
    assert last  # noqa: S101 - it was just handed in
    assert last.checked_at  # noqa: S101 - a check that failed would look fast
    assert last.rows.count() == size  # noqa: S101 - the same
    return write, min(checks), _timed(lambda: marked_workbook(last))[0]


def _batch_of(clerk: User, size: int) -> Batch:
    grow(clerk, upto=2 * size)  # every second one has a renewal under review
    waiting = Device.objects.filter(certificate_status=CertificateStatus.AWAITING_RENEWAL)
    ids = tuple(waiting.order_by("id").values_list("pk", flat=True)[:size])
    return choosing.start_batch(user=clerk, choice=choosing.Choice(ids=ids))


def _filled(data: bytes) -> bytes:
    """Every blank cell of a parameter filled with what the model usually has."""
    samples = {sample.model: sample.new for sample in representative_models()}
    book = load_workbook(io.BytesIO(data))
    for sheet in book.worksheets[1:]:
        keys = [cell.value for cell in sheet[1]]
        if "device.model" not in keys:
            continue
        model = keys.index("device.model")
        for row in sheet.iter_rows(min_row=FIRST_ROW):
            values = samples.get(row[model].value, {})
            for key, cell in zip(keys, row, strict=True):
                code = str(key).removeprefix("parameters.")
                if cell.value is None and code in values:
                    cell.value = values[code]
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what came of it."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result
