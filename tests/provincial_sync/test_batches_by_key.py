"""What a round of questions costs does not hang on how many uploads wait: nothing is looked for by its state alone."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from provincial_sync.models import Upload, UploadState
from provincial_sync.rounds import hand_over_round, poll_round
from tests.provincial_sync.moments import now_of

pytestmark = pytest.mark.django_db
WALKS_THE_STATE = re.compile(r"SCAN provincial_sync_upload|\(state=\?\)")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what it knows of the rows")
def test_no_statement_of_a_round_reads_every_upload_that_waits(upload, wire):
    hand_over_round(seconds=20)
    assert now_of(upload).state == UploadState.SENT
    Upload.objects.update(due_at=now_of(upload).sent_at)
    with CaptureQueriesContext(connection) as caught:
        poll_round(seconds=5)
    said = [query["sql"] for query in caught if '"provincial_sync_upload"' in query["sql"]]
    written = [sql for sql in said if sql.startswith(("SELECT", "UPDATE"))]
    assert any(sql.startswith("UPDATE") for sql in written)
    for sql in written:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%', '%%')}")
            plan = " ".join(str(row[3]) for row in cursor.fetchall())
        assert not WALKS_THE_STATE.search(plan), (sql, plan)
