"""PostgreSQL goes down while people work: a page says so, nothing confirmed is lost, pages work once it is back."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter

import httpx
import pytest
from django.db import connection

from devices.models import Device
from tests.faults.portal import ADD, draft
from tests.faults.processes import until

PEOPLE = 6
ROUNDS = 3


@pytest.fixture
def server():
    """A connection beside the database that comes and goes."""
    import psycopg2

    if connection.vendor != "postgresql":
        pytest.skip("holds on PostgreSQL only: an embedded database has no server")
    named = connection.settings_dict
    facts = {
        "host": named["HOST"],
        "port": named["PORT"] or 5432,
        "user": named["USER"],
        "dbname": "postgres",
    }
    if named["PASSWORD"]:
        facts["password"] = named["PASSWORD"]
    beside = psycopg2.connect(**facts)
    beside.autocommit = True
    yield beside.cursor()
    beside.close()


def restart(server, database: str) -> None:
    """As a restart looks from outside: every connection ends in the middle, and for a while nobody gets in."""
    server.execute(f'ALTER DATABASE "{database}" WITH ALLOW_CONNECTIONS false')
    server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])
    time.sleep(1.5)
    server.execute(f'ALTER DATABASE "{database}" WITH ALLOW_CONNECTIONS true')


class Clerk(threading.Thread):
    """Records one machine after the other and notes which were confirmed."""

    def __init__(self, browser: httpx.Client, name: str, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.browser, self.mark, self.over = browser, name, over
        self.answers: Counter[int] = Counter()
        self.confirmed: list[str] = []
        self.pages: set[bool] = set()

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            serial = f"{self.mark}-{number}"
            answer = self.browser.post(ADD, data=draft(serial))
            self.answers[answer.status_code] += 1
            if answer.status_code == 302:
                self.confirmed.append(serial)
            else:
                self.pages.add("系统暂时无法办理" in answer.text)


def test_what_was_confirmed_is_there_and_pages_work_again_by_themselves(server, portal, clerk):
    ours, database, over = portal(), connection.settings_dict["NAME"], threading.Event()
    clerks = [Clerk(ours.person(clerk), f"C{number}", over) for number in range(PEOPLE)]
    connection.close()
    for one in clerks:
        one.start()
    try:
        for _ in range(ROUNDS):
            time.sleep(1.5)
            restart(server, database)
    finally:
        over.set()
        for one in clerks:
            one.join(90)
    answers = sum((one.answers for one in clerks), Counter())
    confirmed = {serial for one in clerks for serial in one.confirmed}
    kept = list(Device.objects.values_list("factory_number", flat=True))
    sys.stdout.write(
        f"{ROUNDS} restarts: {dict(answers)}, {len(kept)} machines kept, none of {len(confirmed)} lost\n"
    )
    assert set(answers) == {302, 503}, ours.program.last_words
    assert {said for one in clerks for said in one.pages} == {True}
    assert confirmed <= set(kept)
    assert len(kept) == len(set(kept))
    person = ours.person(clerk)
    until(lambda: person.get("/readyz").status_code == 200, seconds=30, what=lambda: ours.program.last_words)
    assert [person.get("/portal/").status_code for _ in range(8)] == [200] * 8
