"""Real workers, a real broker and a real neighbour, while everything that can fail does.

FAULT_RENEWALS says how many renewals are tried (`.ci/run` 60, `make faults` 500); without it nothing is tried.
FAULT_SECONDS is how long the trouble lasts, FAULT_SEED fixes its order.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.test import Client
from django.urls import reverse

from ground.glossary import ApprovalStatus
from provincial_sync.models import Upload
from renewals.models import RenewalApplication
from renewals.services.deciding import accept
from tests import cases as people_cases
from tests.faults import guarantees
from tests.faults.machinery import Exchange
from tests.faults.processes import until
from tests.faults.trouble import ILL, Trouble
from tests.provincial_sync import cases

TRIED = int(os.environ.get("FAULT_RENEWALS", "60"))
SECONDS = float(os.environ.get("FAULT_SECONDS", "30"))
SEED = int(os.environ.get("FAULT_SEED", "20260601"))
CALM_WITHIN = 120.0 + TRIED  # seconds, on a machine whose processors are busy; usually a tenth


@pytest.fixture
def exchange(transactional_db: None, settings, tmp_path: Path) -> Iterator[Exchange]:
    """Everything that runs, around this test's database."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.HANDOVER_HOLD_SECONDS = 0
    exchange = Exchange(tmp_path)
    try:
        exchange.start()
        yield exchange
    finally:
        exchange.stop()


class Office:
    """A reviewer who accepts one renewal after the other on the page, however often the web goes away."""

    def __init__(self, exchange: Exchange, reviewer: object, waiting: list[RenewalApplication]) -> None:
        browser = Client()
        browser.force_login(reviewer)
        self.cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
        self.cookies["csrftoken"] = "c" * 32
        self.address = f"http://127.0.0.1:{exchange.web_port}"
        self.waiting = waiting
        self.all = len(waiting)

    def accept_up_to(self, share: float) -> None:
        """Accept until that share is done, or the web does not answer: then it is tried again later."""
        while self.waiting and self.all - len(self.waiting) < self.all * share:
            with contextlib.suppress(httpx.HTTPError):
                self._press(self.waiting[-1])
            if not _is_accepted(self.waiting[-1]):
                return
            self.waiting.pop()

    def _press(self, renewal: RenewalApplication) -> None:
        httpx.post(
            self.address + reverse("console:renewal_review", args=[renewal.reference]),
            data=people_cases.decision(renewal, "accept"),
            cookies=self.cookies,
            headers={"X-CSRFToken": "c" * 32},
            timeout=10,
            trust_env=False,
        )


def _is_accepted(renewal: RenewalApplication) -> bool:
    return Upload.objects.filter(renewal=renewal).exists()


def test_each_accepted_renewal_arrives_once_and_each_certificate_comes_back_once(exchange, firm, reviewer):
    exchange.province.conditions(**ILL)
    renewals = [cases.pending(firm, papers=number % 3) for number in range(TRIED)]
    office = Office(exchange, reviewer, renewals[TRIED // 2 :])
    for renewal in renewals[: TRIED // 2]:
        accept(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer)

    trouble = Trouble(exchange, SEED)
    trouble.make(seconds=SECONDS, meanwhile=office.accept_up_to)
    exchange.province.conditions(return_percent=ILL["return_percent"], certificate_format="mixed")
    calm = time.monotonic()

    until(lambda: _went(office), seconds=CALM_WITHIN, what=exchange.last_words)
    until(guarantees.all_settled, seconds=CALM_WITHIN, what=lambda: _left() + exchange.last_words())
    quiet = time.monotonic() - calm

    ledger = exchange.province.ledger()
    guarantees.assert_nothing_stuck()
    guarantees.assert_handed_over_once(ledger)
    guarantees.assert_issued_once(ledger)
    guarantees.assert_returned_once(ledger)
    guarantees.assert_history_complete()
    guarantees.assert_no_nonce_twice(ledger)
    waits = guarantees.assert_waits_were_kept(ledger)
    sys.stdout.write(
        f"{len(trouble.done)} troubles, {waits} long waits kept, quiet {quiet:.1f} s after the last\n"
    )
    assert not RenewalApplication.objects.filter(approval_status=ApprovalStatus.PENDING).exists()


def _went(office: Office) -> bool:
    office.accept_up_to(1.0)
    return not office.waiting


def _left() -> str:
    rows = Upload.objects.filter(state__in=("waiting", "sent"))
    return "\n".join(
        f"{row.client_ref} {row.state} due {row.due_at} lease {row.leased_until} {row.failure_code} {row.last_error}"
        for row in rows
    )
