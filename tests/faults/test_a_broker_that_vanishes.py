"""Redis is not there, dies, or hangs: login, pages, submitting and logging out go on."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
import pytest
from django.urls import reverse

from devices.models import Device
from ground.glossary import IntakeStatus
from provincial_sync.models import Upload
from tests import cases
from tests.cases import PNG
from tests.conftest import PASSWORD
from tests.faults.portal import ADD, LIMIT
from tests.faults.processes import Program, free_port, listens, until
from tests.pages import PAPERS, record_form
from zhongshan_crane.embedded_broker import server_binary


class Broker:
    """A Redis of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        words = [
            server_binary(),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.program = Program("broker", words, dict(os.environ), folder / "broker.log")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.program.start()
        until(lambda: listens(self.port), seconds=60, what=lambda: self.program.last_words)

    def hang(self) -> None:
        """Take connections and never answer."""
        os.killpg(self.program.process.pid, signal.SIGSTOP)


@pytest.fixture
def broker(tmp_path):
    one = Broker(tmp_path)
    yield one
    one.program.kill()


@pytest.fixture
def secrets_as_in_production(settings):
    """The portal's processes know no fast digest of passwords."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def a_working_day(portal, number: int) -> None:
    """Log in, look, record a machine with papers, submit it, log out: all of it answered."""
    with httpx.Client(base_url=portal.address, timeout=LIMIT, trust_env=False) as browser:
        log_in(browser)
        for page in ("/", "/portal/", "/portal/devices/", "/portal/renewals/", "/portal/messages/"):
            assert browser.get(page).status_code == 200, page
        papers = {f"attachments.{kind}": (f"{kind}.png", PNG, "image/png") for kind in PAPERS}
        assert browser.post(ADD, data=record_form(number), files=papers).status_code == 302
        device = Device.objects.latest("id")
        submitted = browser.post(
            f"/portal/devices/{device.pk}/submit/", data={"revision": str(device.revision)}
        )
        assert submitted.status_code == 302
        assert cases.again(device).intake_status == IntakeStatus.PENDING
        assert browser.post("/accounts/logout/").status_code == 302
        assert browser.get("/portal/").status_code == 302


def log_in(browser: httpx.Client) -> None:
    """Through the form, whose token changes with the login."""
    assert browser.get("/accounts/login/").status_code == 200
    browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
    entered = browser.post("/accounts/login/", data={"username": "clerk", "password": PASSWORD})
    assert entered.status_code == 302
    browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]


def test_it_was_never_there(secrets_as_in_production, portal, clerk):
    a_working_day(portal(), 1)


def test_it_dies_hangs_and_comes_back_in_the_middle(secrets_as_in_production, portal, broker, clerk):
    broker.start()
    ours = portal(REDIS_URL=broker.url)
    a_working_day(ours, 1)
    broker.program.kill()
    a_working_day(ours, 2)
    broker.start()
    a_working_day(ours, 3)
    broker.hang()
    a_working_day(ours, 4)


def test_an_acceptance_is_kept_though_nobody_can_be_woken(portal, clerk, reviewer, settings):
    renewal = cases.waiting(clerk, reviewer)
    browser = portal(MEDIA_ROOT=settings.MEDIA_ROOT).person(reviewer)
    address = reverse("console:renewal_review", args=[renewal.reference])
    answer = browser.post(address, data=cases.decision(renewal, "accept"))
    assert answer.status_code == 302
    assert Upload.objects.get().renewal == renewal
