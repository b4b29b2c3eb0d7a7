"""What the exchange with the province costs, as ratios within one run: `python -m bench exchange`.

EXCHANGE_ROWS (default 20000, and 100000 shows it better) is the larger outbox; the province is a program of its own that decides at once
and writes OFD files, so that its typesetting is not what is measured.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from django.db import connection
from django.db.models import Max, Min
from django.test.utils import override_settings
from django.utils import timezone

from audit.guards import lifted
from bench.neighbours import running_province, running_workers
from bench.outbox import grow_outbox, make_case, tidy
from documents.models import StoredFile
from documents.services import read_bytes
from provincial_sync import claiming, neighbour, rounds
from provincial_sync.client import Access, ProvinceClient
from provincial_sync.messages import Call
from provincial_sync.models import Upload, UploadState

PENDING, TRIED, WORKERS, RUNS = 10_000, 80, 4, 7
IDLE_SECONDS, EACH_SECONDS = 60, 5
LATENCY = 0.02  # seconds on the way
EACH, EACH_AFAR = 30, 70  # how much dearer a request for each upload is, at least, without and with that way


class Alone:
    """Surroundings that note nothing: the bare client."""

    def ready(self) -> int:
        """No clock, no pause."""
        return 0

    def learn_clock(self, offset_seconds: int) -> None:
        """Nothing to learn."""

    def observe(self, call: Call) -> None:
        """Nothing to note."""


class Counting(httpx.HTTPTransport):
    """Answers questions about statuses by itself, after so many seconds: everything is still PROCESSING."""

    def __init__(self, latency: float = 0.0) -> None:
        super().__init__()
        self.requests, self._latency = 0, latency

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One question, answered."""
        self.requests += 1
        time.sleep(self._latency)
        numbers = json.loads(request.read())["acceptanceNos"]
        known = {"status": "PROCESSING", "revision": 2, "updatedAt": "2026-06-01T00:00:00+08:00"}
        refs = dict(
            Upload.objects.filter(acceptance_number__in=numbers).values_list(
                "acceptance_number", "client_ref"
            )
        )
        items = [known | {"acceptanceNo": number, "clientRef": refs[number]} for number in numbers]
        data = {"items": items, "unknown": []}
        return httpx.Response(200, json={"code": 0, "message": "", "requestId": "b", "data": data})


def report(*, large: int) -> Iterator[str]:
    """The lines of the table."""
    logging.disable(logging.CRITICAL)
    yield f"exchange with the province, database {connection.vendor}"
    # First, because for some minutes after much has happened the record is looked through for late rows.
    with running_province() as address:
        yield from _idle(address)
    yield from _polling()
    yield from _growth(large)
    with running_province() as address:
        yield from _throughput(address)


def _polling() -> Iterator[str]:
    """A round of 100 uploads a request, and the same round with a request for each, which stops after some seconds."""
    grow_outbox(PENDING, UploadState.SENT)
    for latency, least in ((0.0, EACH), (LATENCY, EACH_AFAR)):
        requests, together = _round(latency, seconds=600)
        _asked, single = _round(latency, seconds=EACH_SECONDS, batch=1)
        where = f" at {1000 * latency:.0f} ms latency" if latency else ""
        yield f"  {PENDING} pending, one round{where}: {requests} requests, {1000 * together:.3f} ms each upload"
        ratio = single / together
        told = "met" if ratio >= least else "MISSED"
        yield f"    a request for each: {1000 * single:.2f} ms, {ratio:.0f} ×; goal: at least {least} ×: {told}"
        if not latency:
            kept = "kept" if requests <= PENDING // 100 else "BROKEN"
            yield f"    at most {PENDING // 100} were promised: {kept}"
    # What the second round left due would be asked about by the next part.
    Upload.objects.update(due_at=timezone.now() + dt.timedelta(days=1), lease="", leased_until=None)


def _round(latency: float, *, seconds: float, batch: int = claiming.BATCH) -> tuple[int, float]:
    """How many requests a round takes of what waits, all of it due, and the seconds for each upload."""
    Upload.objects.update(due_at=timezone.now(), lease="", leased_until=None)
    tidy()
    counting, usual = Counting(latency), claiming.BATCH
    claiming.BATCH = batch
    try:
        # So slow a pace that nothing is due a second time before the round is over.
        with answered_by(counting), override_settings(PROVINCE_POLL_SECONDS=3600.0):
            began = time.perf_counter()
            asked = sum(rounds.poll_round(seconds=seconds).values())
            return counting.requests, (time.perf_counter() - began) / asked
    finally:
        claiming.BATCH = usual


def _growth(large: int) -> Iterator[str]:
    """A batch of 100 questions with more and more rows that are not due."""
    costs = {}
    for size in (100, 1000, 10_000, large):
        grow_outbox(size, UploadState.SENT, due=timezone.now() + dt.timedelta(days=1))
        tidy()
        costs[size] = statistics.median(_one_batch() for _ in range(RUNS))
    for size, cost in costs.items():
        yield f"  a batch of 100 among {size:6} rows: {cost:8.2f} ms, {cost / costs[100]:5.2f} × of 100 rows"


def _one_batch() -> float:
    chosen = list(Upload.objects.order_by("id").values_list("id", flat=True)[:100])
    Upload.objects.filter(pk__in=chosen).update(due_at=timezone.now(), lease="", leased_until=None)
    with answered_by(Counting()):
        began = time.perf_counter()
        rounds.poll_round(seconds=60)
        return (time.perf_counter() - began) * 1000


def _throughput(address: str) -> Iterator[str]:
    _forget_uploads()
    bare = _bare_seconds(address) / TRIED
    for _ in range(TRIED):
        make_case()
    began = time.perf_counter()
    with running_workers(address, WORKERS, poll_seconds=1):
        while Upload.objects.filter(state=UploadState.ISSUED).count() < TRIED:
            if time.perf_counter() - began > 300:
                raise AssertionError("the workers did not come to an end")
            time.sleep(0.05)
        whole = _spanned_seconds() / TRIED
    yield f"  {TRIED} renewals to their certificates, {WORKERS} workers: {1 / whole:.1f} a second"
    yield f"  the bare client alone, the same requests: {1 / bare:.1f} a second; share {bare / whole:.2f}"


def _spanned_seconds() -> float:
    """From the first claim to the last certificate: the workers' start is not what is measured."""
    span = Upload.objects.aggregate(first=Min("first_claimed_at"), last=Max("finished_at"))
    return (span["last"] - span["first"]).total_seconds()


def _bare_seconds(address: str) -> float:
    """Each renewal's requests, one after the other, nothing noted."""
    access = Access(f"{address}/api/v1", "zhongshan-demo", "demo-secret-not-for-production", 30)
    cases = [make_case() for _ in range(TRIED)]
    files = [[entry["sm3"] for entry in case.submission.attachments] for case in cases]
    papers = {sm3: read_bytes(StoredFile.objects.get(sm3=sm3)) for found in files for sm3 in found}
    bodies = [bytes(case.body) for case in cases]
    _forget_uploads()
    with httpx.Client(timeout=30, trust_env=False) as http:
        client = ProvinceClient(http, access, Alone())
        began = time.perf_counter()
        numbers = []
        for body, found in zip(bodies, files, strict=True):
            for sm3 in found:
                client.put_file(sm3=sm3, data=papers[sm3])
            numbers.append(client.submit(body=body).acceptance_number)
        _fetch(client, numbers)
        return time.perf_counter() - began


def _fetch(client: ProvinceClient, numbers: list[str]) -> None:
    """Ask until all are issued, and get each file."""
    open_numbers = set(numbers)
    while open_numbers:
        for item in client.statuses(sorted(open_numbers)[:100]).items:
            if item.certificate and item.acceptance_number in open_numbers:
                client.certificate_file(certificate_number=item.certificate.certificate_number)
                open_numbers.discard(item.acceptance_number)


def _idle(address: str) -> Iterator[str]:
    """Processor time of those who find nothing to do, of one processor, at the usual pace."""
    with running_workers(address, WORKERS, poll_seconds=5) as leaders:
        time.sleep(15)
        before = [_ticks(leader) for leader in leaders]
        time.sleep(IDLE_SECONDS)
        used = [_ticks(leader) - ticks for leader, ticks in zip(leaders, before, strict=True)]
    share = [100 * ticks / os.sysconf("SC_CLK_TCK") / IDLE_SECONDS for ticks in used]
    yield f"  idle: timetable {share[0]:.2f} %, {WORKERS} workers {share[1]:.2f} % of one processor"


def _ticks(leader: int) -> int:
    """Of a process and its children, so far."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == leader:  # its process group
                total += int(fields[11]) + int(fields[12])
    return total


@contextlib.contextmanager
def answered_by(transport: httpx.BaseTransport) -> Iterator[None]:
    """Let this process talk to that."""
    http, real = httpx.Client(transport=transport), neighbour.shared_http
    neighbour.shared_http = lambda _access: http
    try:
        yield
    finally:
        neighbour.shared_http = real


def _forget_uploads() -> None:
    """With their exchanges, which are part of the record: here alone, on a database of the bench's own."""
    with lifted(connection):
        Upload.objects.all().delete()
