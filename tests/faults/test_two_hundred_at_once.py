"""200 people at once on the real web server: everybody is answered, and each write is there exactly once."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx
from django.contrib.auth.hashers import make_password

from accounts.models import User
from devices.models import Device
from tests.faults.portal import ADD, Portal, draft

PEOPLE = int(os.environ.get("FAULT_PEOPLE", "200"))
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
FIRMS = 20
ATTEMPTS = 3


@dataclass
class Seen:
    """What came back."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)

    def told(self, wall: float) -> str:
        """The figures."""
        cuts = statistics.quantiles(self.seconds, n=20)
        return (
            f"{PEOPLE} people, {len(self.seconds)} requests in {wall:.0f} s, {dict(self.answers)}, "
            f"p50 {statistics.median(self.seconds):.2f} s, p95 {cuts[18]:.2f} s, {len(self.confirmed)} machines kept\n"
        )


async def somebody(portal: Portal, facts: dict, number: int, seen: Seen) -> None:
    """Look at the workbench, record a machine, find it in the list."""
    async with httpx.AsyncClient(**facts | {"timeout": 300.0}) as browser:

        async def ask(method: str, address: str, **more: object) -> httpx.Response:
            began = time.monotonic()
            answer = await browser.request(method, address, **more)
            seen.seconds.append(time.monotonic() - began)
            seen.answers[answer.status_code] += 1
            return answer

        for turn in range(ROUNDS):
            serial = f"LOAD-{number}-{turn}"
            await ask("GET", "/portal/")
            kept = await ask("POST", ADD, data=draft(serial))
            if kept.headers.get("Location", "").startswith(("/portal/devices/", "/portal/renewals/")):
                seen.confirmed.append(serial)
            found = await ask("GET", f"/portal/devices/unapproved/?q={serial}")
            assert serial in found.text


async def everybody(portal: Portal, browsers: list[dict]) -> Seen:
    seen = Seen()
    await asyncio.gather(*(somebody(portal, facts, n, seen) for n, facts in enumerate(browsers)))
    return seen


def people(make_enterprise) -> list[User]:
    """Staff of some firms."""
    firms, password = [make_enterprise(number=100 + n) for n in range(FIRMS)], make_password("x")
    return User.objects.bulk_create(
        User(
            username=f"load{n}",
            full_name=f"示例{n}",
            password=password,
            role="enterprise_staff",
            enterprise=firms[n % FIRMS],
            must_consent=False,
        )
        for n in range(PEOPLE)
    )


def test_everybody_is_answered_and_each_write_is_there_once(portal, make_enterprise):
    ours = portal()
    browsers = [ours.browser(user) for user in people(make_enterprise)]
    began = time.monotonic()
    seen = asyncio.run(everybody(ours, browsers))
    sys.stdout.write(seen.told(time.monotonic() - began))
    assert set(seen.answers) == {200, 302}, ours.program.last_words
    kept = Device.objects.filter(factory_number__startswith="LOAD-").values_list("factory_number", flat=True)
    assert sorted(kept) == sorted(seen.confirmed)
    assert len(seen.confirmed) == PEOPLE * ROUNDS
