"""200 people at once on the whole system: web processes, workers, timetable, broker and a province: `python -m bench load`.

Firms read their lists, keep drafts and hand renewals in; reviewers read the queue and decide, while the workers hand over what is
accepted until it has its certificate. Told are requests a second, median, p95 and answers other than wanted; lost and doubled
(drafts, rounds, decisions, uploads, certificates) must be none. LOAD_PEOPLE (200), LOAD_CASES (40) and LOAD_TURNS (3) change the size.
"""

from __future__ import annotations

import asyncio
import logging
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from accounts.models import Enterprise, User
from accounts.roles import Role
from bench.neighbours import database_url, running_province, running_workers
from certificates.models import ElectronicCertificate
from devices.models import Device
from provincial_sync.models import Upload, UploadState
from renewals.models import Decision, Submission
from tests import cases
from tests.faults.portal import ADD, Portal, draft

PEOPLE, CASES, TURNS = (
    int(os.environ.get(f"LOAD_{name}", usual))
    for name, usual in (("PEOPLE", "200"), ("CASES", "40"), ("TURNS", "3"))
)
REVIEWERS = max(1, PEOPLE // 10)
WORKERS, PATIENCE = 2, 300.0


@dataclass
class Seen:
    """What came back."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    drafts: list[str] = field(default_factory=list)
    handed_in: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)


class Browser:
    """One person's browser, which notes what it is told."""

    def __init__(self, facts: dict[str, Any], seen: Seen) -> None:
        self._http, self._seen = httpx.AsyncClient(**facts | {"timeout": PATIENCE}), seen

    async def ask(self, what: str, method: str, address: str, **more: Any) -> httpx.Response:
        """One request."""
        began = time.monotonic()
        answer = await self._http.request(method, address, **more)
        self._seen.seconds.setdefault(what, []).append(time.monotonic() - began)
        self._seen.answers[answer.status_code] += 1
        return answer


def report() -> Iterator[str]:
    """The lines."""
    logging.disable(logging.CRITICAL)
    clerk, reviewer = _first_people()
    mine = [cases.drafted(clerk, reviewer, number) for number in range(1, CASES + 1)]
    theirs = [cases.waiting(clerk, reviewer, number) for number in range(CASES + 1, 2 * CASES + 1)]
    firms, office = _people(clerk)
    with tempfile.TemporaryDirectory() as folder, running_province() as address:
        around = {"DATABASE_URL": database_url(), "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
        with running_workers(address, WORKERS, poll_seconds=1) as (_beat, _workers):
            portal = Portal(
                Path(folder),
                REDIS_URL=os.environ["REDIS_URL"],
                PROVINCE_BASE_URL=f"{address}/api/v1",
                **around,
            )
            portal.start()
            try:
                facts = [portal.browser(person) for person in firms + office]
                seen, began = Seen(), time.monotonic()
                asyncio.run(_everybody(facts, mine, theirs, seen))
                wall = time.monotonic() - began
            finally:
                portal.stop()
            whole = _until_issued(seen)
    yield from _told(seen, wall)
    yield f"  accepted to the last certificate {whole:.0f} s later"
    yield from _kept(seen)


async def _everybody(facts: list[dict[str, Any]], mine: list[Any], theirs: list[Any], seen: Seen) -> None:
    """All at once; the last ones of `facts` are the reviewers."""
    browsers = [Browser(known, seen) for known in facts]
    work = [
        _at_the_firm(browsers[n], n, mine[n :: PEOPLE - REVIEWERS], seen) for n in range(PEOPLE - REVIEWERS)
    ]
    desks = browsers[PEOPLE - REVIEWERS :]
    work += [_at_the_desk(desk, theirs[n :: len(desks)], seen) for n, desk in enumerate(desks)]
    await asyncio.gather(*work)


async def _at_the_firm(browser: Browser, number: int, mine: list[Any], seen: Seen) -> None:
    """Read both lists, keep a draft, find it; hand in what is ready."""
    for turn in range(TURNS):
        serial = f"LOAD-{number}-{turn}"
        await browser.ask("register", "GET", "/portal/devices/")
        await browser.ask("entries", "GET", "/portal/renewals/")
        kept = await browser.ask("keep a draft", "POST", ADD, data=draft(serial))
        if kept.headers.get("Location", "").startswith(("/portal/devices/", "/portal/renewals/")):
            seen.drafts.append(serial)
        await browser.ask("search", "GET", "/portal/devices/unapproved/", params={"q": serial})
    for renewal in mine:
        form = {"revision": renewal.revision, "declared": "yes"}
        answer = await browser.ask(
            "hand in", "POST", f"/portal/renewals/{renewal.reference}/submit/", data=form
        )
        if answer.status_code == 302:
            seen.handed_in.append(renewal.reference)


async def _at_the_desk(browser: Browser, theirs: list[Any], seen: Seen) -> None:
    """Read the queue, open a case, accept it."""
    for renewal in theirs:
        address = f"/console/renewals/{renewal.reference}/review/"
        await browser.ask("queue", "GET", "/console/renewals/queue/")
        await browser.ask("case", "GET", address)
        form = {"step": "accept", "revision": renewal.revision, "round": renewal.round, "kind": "correction"}
        form |= {"confirmed": [str(point) for point in range(18)]}
        answer = await browser.ask("accept", "POST", address, data=form)
        if answer.status_code == 302:
            seen.accepted.append(renewal.reference)


def _told(seen: Seen, wall: float) -> Iterator[str]:
    every = [second for found in seen.seconds.values() for second in found]
    yield f"database {connection.vendor}; {PEOPLE} people ({REVIEWERS} reviewers), {len(every)} requests in {wall:.0f} s"
    p95 = statistics.quantiles(every, n=20)[18]
    wrong = {status: count for status, count in seen.answers.items() if status not in {200, 302}}
    yield f"  {len(every) / wall:.1f} requests a second; median {statistics.median(every):.2f} s, p95 {p95:.2f} s; errors {wrong or 0}"
    for what, found in sorted(seen.seconds.items()):
        yield f"    {what:14}{len(found):6}   median {statistics.median(found):.2f} s, longest {max(found):.2f} s"


def _until_issued(seen: Seen) -> float:
    """Seconds until everything that was accepted has its certificate."""
    began, wanted = time.monotonic(), len(seen.accepted)
    while Upload.objects.filter(state=UploadState.ISSUED).count() < wanted:
        if time.monotonic() - began > PATIENCE:
            break  # told as lost
        time.sleep(0.2)
    return time.monotonic() - began


def _kept(seen: Seen) -> Iterator[str]:
    """What was confirmed and is not there, and what is there twice."""
    serials = Counter(
        Device.objects.filter(factory_number__startswith="LOAD-").values_list("factory_number", flat=True)
    )
    rounds = _numbers(Submission.objects.all())
    decisions, uploads = _numbers(Decision.objects.filter(outcome="accepted")), _numbers(Upload.objects.all())
    papers = _numbers(ElectronicCertificate.objects.all())
    pairs = [(seen.drafts, serials), (seen.handed_in, rounds)]
    pairs += [(seen.accepted, found) for found in (decisions, uploads, papers)]
    lost = sum(found[name] == 0 for names, found in pairs for name in names)
    doubled = sum(count - 1 for _names, found in pairs for count in found.values() if count > 1)
    known = f"{len(seen.drafts)} drafts, {len(seen.handed_in)} handed in, {len(seen.accepted)} accepted"
    yield f"  confirmed: {known}; lost {lost}, doubled {doubled}"
    yield f"  goal: none lost, none doubled: {'met' if lost == doubled == 0 else 'MISSED'}"


def _numbers(rows: Any) -> Counter[str]:
    found = rows.order_by().values_list("renewal__reference").annotate(Count("pk"))
    return Counter(dict(found))


def _first_people() -> tuple[User, User]:
    firm = Enterprise.objects.create(name="测速企业", uscc="91442000DEM000014P", town="442000001")
    manager = {"role": Role.ENTERPRISE_MANAGER, "enterprise": firm, "must_consent": False}
    return User.objects.create_user("load-clerk", **manager), User.objects.create_user(
        "load-head", role=Role.REVIEWER
    )


def _people(clerk: User) -> tuple[list[User], list[User]]:
    """Staff of the firm and reviewers."""
    firm = {
        "role": Role.ENTERPRISE_STAFF,
        "enterprise": clerk.enterprise,
        "must_consent": False,
        "password": "!",
    }
    User.objects.bulk_create(User(username=f"load-{n}", **firm) for n in range(PEOPLE - REVIEWERS))
    User.objects.bulk_create(
        User(username=f"load-desk-{n}", role=Role.REVIEWER, password=firm["password"])
        for n in range(REVIEWERS)
    )
    named = User.objects.filter(Q(username__startswith="load-")).exclude(
        username__in=("load-clerk", "load-head")
    )
    return list(named.filter(enterprise__isnull=False)), list(named.filter(enterprise__isnull=True))
