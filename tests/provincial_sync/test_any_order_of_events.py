"""Whatever happens between portal and province, in any order: what is guaranteed holds after each event."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ground.errors import RuleBroken
from provincial_sync import claiming, neighbour
from provincial_sync.handing_over import hand_over
from provincial_sync.models import UNFINISHED, Upload, UploadState
from provincial_sync.services import revoke_acceptance
from tests.provincial_sync import cases
from tests.provincial_sync.exchange_world import World, latest

MOODS = st.lists(
    st.sampled_from(["ok", "ok", "ok", "lost", "page", "page after", "error", "wait", "used nonce"]),
    max_size=6,
)
# The usual run is always the same; `make faults` looks further.
LONG = "FAULT_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("FAULT_EXAMPLES", "25"))
# A hand-over runs some forty statements; beyond them nobody dies.
DEATHS = st.one_of(st.just(0), st.integers(1, 60))


class AnyOrder(RuleBasedStateMachine):
    """Acceptances, workers, a province, and time."""

    people: tuple[object, object]
    monkeypatch: pytest.MonkeyPatch

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.world = World()
        self.late: list[Upload] = []
        self.monkeypatch.setattr(neighbour, "shared_http", lambda _access: self.world.http)

    @initialize()
    def the_first_acceptance(self) -> None:
        self.accept(hold=0, papers=1)

    @rule(hold=st.sampled_from([0, 120]), papers=st.integers(0, 2))
    @precondition(lambda self: Upload.objects.count() < 4)
    def accept(self, hold: int, papers: int) -> None:
        django_settings.HANDOVER_HOLD_SECONDS = hold
        with self.world.travel():
            cases.accepted(self.people[0], self.people[1], papers=papers)

    @rule(place=st.integers(0, 3))
    def revoke(self, place: int) -> None:
        upload = self._upload(place)
        renewal = latest(upload.renewal_id)
        with self.world.travel():
            try:
                revoke_acceptance(
                    renewal_id=renewal.pk,
                    revision=renewal.revision,
                    reviewer=self.people[1],
                    reason="接受有误，请更正",
                )
            except RuleBroken:
                assert latest(renewal.pk).revision == renewal.revision

    @rule(moods=MOODS, dies_at=DEATHS)
    def work(self, moods: list[str], dies_at: int) -> None:
        self.world.hand_over(moods, dies_at)

    @rule(moods=MOODS, dies_at=DEATHS)
    def ask(self, moods: list[str], dies_at: int) -> None:
        self.world.poll(moods, dies_at)

    @rule()
    def a_worker_claims_and_stands_still(self) -> None:
        with self.world.travel():
            claimed = claiming.claim_waiting(claiming.waiting(self.world.now), now=self.world.now)
        if claimed:
            self.late.append(claimed)

    @rule(moods=MOODS)
    @precondition(lambda self: self.late)
    def that_worker_goes_on_much_later(self, moods: list[str]) -> None:
        self.world.province.mood = list(moods)
        with self.world.travel():
            hand_over(self.late.pop())
        self.world.province.mood = []

    @rule(place=st.integers(0, 3), word=st.sampled_from(["PROCESSING", "ISSUED", "RETURNED", "SEALING"]))
    def the_province_decides(self, place: int, word: str) -> None:
        ref = self._upload(place).client_ref
        case = self.world.province.cases.get(ref)
        if case is None or case.status in {"ISSUED", "RETURNED"}:
            return
        if word == "ISSUED":
            self.world.province.issue(ref)
        elif word == "RETURNED":
            self.world.province.give_back(ref)
        else:
            case.status, case.revision = word, case.revision + 1

    @rule(place=st.integers(0, 3))
    def the_province_is_restored_from_an_older_backup(self, place: int) -> None:
        """What it has not decided may be forgotten; what it has decided was told to the world."""
        upload = self._upload(place)
        case = self.world.province.cases.get(upload.client_ref)
        if case and case.status not in {"ISSUED", "RETURNED"}:
            del self.world.province.cases[upload.client_ref]

    @rule(ahead=st.sampled_from([0, 4000, -4000]))
    def the_provinces_clock_jumps(self, ahead: int) -> None:
        self.world.province.clock_ahead = ahead

    @rule(seconds=st.sampled_from([1, 30, 130, 300, 4000]))
    def time_goes_by(self, seconds: int) -> None:
        self.world.now += dt.timedelta(seconds=seconds)

    @invariant()
    def what_is_guaranteed(self) -> None:
        self.world.hold()

    def teardown(self) -> None:
        """When nothing fails any more, everything comes to its end, once."""
        try:
            self.world.come_to_rest()
            self.world.hold()
            ends = {UploadState.ISSUED, UploadState.RETURNED, UploadState.CANCELLED}
            assert {upload.state for upload in Upload.objects.all()} <= ends
            assert not Upload.objects.filter(state__in=UNFINISHED).exists()
        finally:
            transaction.savepoint_rollback(self.point)

    def _upload(self, place: int) -> Upload:
        uploads = list(Upload.objects.order_by("id"))
        return uploads[place % len(uploads)]


@pytest.fixture
def machine(db, firm, reviewer, settings, monkeypatch) -> type[AnyOrder]:
    settings.UPLOAD_LEASE_SECONDS = 240.0
    AnyOrder.people, AnyOrder.monkeypatch = (firm, reviewer), monkeypatch
    return AnyOrder


def test_any_order_of_events_keeps_what_is_guaranteed(machine):
    machine.TestCase.settings = settings(
        max_examples=EXAMPLES,
        stateful_step_count=20,
        derandomize=not LONG,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    machine.TestCase("runTest").runTest()
