"""One id from the browser's request to the worker's task and the province's books, through processes of their own."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from django.urls import reverse

from provincial_sync.models import Exchange as Call
from tests import cases as people_cases
from tests.faults.machinery import PATIENCE, Exchange
from tests.faults.portal import TOKEN, session_of
from tests.faults.processes import listens, until
from tests.provincial_sync import cases
from zhongshan_crane.embedded_broker import server_binary

SENT = "browser-0001"


@pytest.fixture
def system(transactional_db, settings, tmp_path):
    """Broker, web, one worker and the province; no timetable, which would take the work under an id of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    system = Exchange(tmp_path)
    try:
        system.province.start()
        system.start_broker()
        for program in (system.web, system.workers[0]):
            program.start()
        until(lambda: listens(system.web_port), seconds=PATIENCE, what=lambda: system.web.last_words)
        yield system
    finally:
        system.stop()


def lines(log: Path) -> list[dict[str, object]]:
    """The JSON lines of a process."""
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


@pytest.mark.skipif(not server_binary(), reason="no broker on this machine")
def test_an_acceptance_can_be_followed_from_the_browser_into_the_province_s_books(system, firm, reviewer):
    renewal = cases.pending(firm)
    answer = httpx.post(
        f"http://127.0.0.1:{system.web_port}{reverse('console:renewal_review', args=[renewal.reference])}",
        data=people_cases.decision(renewal, "accept"),
        cookies=session_of(reviewer) | {"csrftoken": TOKEN},
        headers={"X-CSRFToken": TOKEN, "X-Request-ID": SENT},
        timeout=60,
        trust_env=False,
    )
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (302, SENT)
    worker = system.workers[0]
    until(
        lambda: [line for line in lines(worker.log) if line["event"] == "task"],
        seconds=PATIENCE,
        what=system.last_words,
    )
    assert [line["request_id"] for line in lines(system.web.log) if line["event"] == "request"] == [SENT]
    assert {line["request_id"] for line in lines(worker.log) if line["event"] == "task"} == {SENT}
    asked = [entry for entry in system.province.ledger() if entry["what"] == "POST /api/v1/renewals"]
    assert [entry["facts"]["callerRequestId"] for entry in asked if "callerRequestId" in entry["facts"]] == [
        SENT
    ]
    assert set(Call.objects.values_list("request_id", flat=True)) == {SENT}


def test_an_id_that_does_not_fit_a_log_line_is_replaced(client):
    answer = client.get("/healthz", headers={"x-request-id": 'x" onclick=\n{}'})
    assert len(answer.headers["X-Request-ID"]) == 32
