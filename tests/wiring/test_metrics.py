"""/metrics as Prometheus reads it: queues, decisions, times of pages and tasks, and what it must never cost."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from tests import cases
from zhongshan_crane.celery import app

pytestmark = pytest.mark.django_db
# Whole reads of these would grow with the years; the others stay small.
GROWING = (
    "devices_device", "renewals_renewalapplication", "renewals_decision", "matters_matter", "provincial_sync_upload",
    "provincial_sync_exchange", "audit_historyentry", "inbox_delivery", "documents_storedfile", "audit_link",
)  # fmt: skip


def figures(client) -> dict[tuple[str, ...], float]:
    """(name, label values in their names' order …) → value."""
    text = client.get("/metrics").content.decode()
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_waits_stands_there_with_the_age_of_the_oldest(client, clerk):
    assert figures(client)["crane_waiting", "intake"] == 0
    for number, hours in ((1, 3), (2, 1)):
        machine = cases.handed_in(clerk, number)
        since = timezone.now() - dt.timedelta(hours=hours)
        type(machine).objects.filter(pk=machine.pk).update(submitted_at=since)
    found = figures(client)
    assert found["crane_waiting", "intake"] == 2
    assert 10_700 < found["crane_oldest_waiting_seconds", "intake"] < 11_500
    assert found["crane_oldest_waiting_seconds", "renewal"] == 0


def test_a_decision_is_counted_by_what_it_was(client, clerk, reviewer):
    cases.rejected(clerk, reviewer)
    found = figures(client)
    assert found["crane_decisions_last_hour", "refused", "renewal"] == 1
    assert found["crane_decisions_last_hour", "accepted", "renewal"] == 0


def test_an_answer_is_timed_under_the_name_of_its_address_never_under_what_was_typed(client):
    def count(route: str, status: str) -> float:
        return figures(client).get(("crane_request_seconds_count", "GET", route, status), 0)

    pages, unknown = count("accounts:login", "2xx"), count("none", "4xx")
    client.get("/accounts/login/", {"q": "13900001111"})
    client.get("/nowhere/13900001111/")
    assert (count("accounts:login", "2xx"), count("none", "4xx")) == (pages + 1, unknown + 1)
    assert "13900001111" not in client.get("/metrics").content.decode()


def test_a_method_of_somebody_s_own_makes_no_series_of_its_own(client):
    client.generic("BREW", "/accounts/login/")
    methods = {key[1] for key in figures(client) if key[0] == "crane_request_seconds_count"}
    assert "BREW" not in methods
    assert "other" in methods


def test_a_task_is_timed_and_its_failure_counted(client):
    @app.task(name="tests.breaks")
    def breaks() -> None:
        raise RuntimeError("a fault of ours")

    try:
        breaks.apply()
    finally:
        app.tasks.unregister("tests.breaks")
    found = figures(client)
    assert found["crane_task_seconds_count", "tests.breaks"] == 1
    assert found["crane_task_failures_total", "tests.breaks"] == 1


def test_without_a_database_the_processes_are_still_told(client, monkeypatch):
    client.get("/accounts/login/")

    def away(*_):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", away)
    found = figures(client)
    assert found["crane_database_up",] == 0
    assert ("crane_waiting", "renewal") not in found
    assert found["crane_request_seconds_count", "GET", "accounts:login", "2xx"] >= 1


def test_no_figure_reads_a_growing_table_from_end_to_end(client):
    with CaptureQueriesContext(connection) as asked:
        client.get("/metrics")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        plans = [line for query in asked.captured_queries for line in plan(cursor, query["sql"])]
    assert len(plans) > 20
    assert [line for line in plans if reads_all_of(line)] == []


def plan(cursor, sql: str) -> list[str]:
    """How the database goes about it."""
    if not sql.startswith("SELECT"):
        return []
    cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql)
    return [str(row[-1]) for row in cursor.fetchall()]


def reads_all_of(line: str) -> bool:
    """A scan of the table itself; one of an index that holds only what waits is what it is for."""
    scanned = re.search(r"\bSCAN (\w+)(?! USING)|Seq Scan on (\w+)", line)
    return bool(scanned) and (scanned[1] or scanned[2]) in GROWING


def test_database_connections_are_told_where_there_is_a_server(client):
    assert (("crane_database_connections_most",) in figures(client)) == (connection.vendor == "postgresql")
