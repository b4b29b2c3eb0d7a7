"""Many workers and two administrators at the same moment: one effect."""

from __future__ import annotations

import httpx
import pytest
from django.utils import timezone

from audit.models import HistoryEntry
from ground.glossary import Step
from provincial_sync.daily import reconcile, run_what_is_due
from provincial_sync.deciding import decide
from provincial_sync.feed_rounds import feed_round
from provincial_sync.messages import ProvinceFailure
from provincial_sync.models import (
    CallSlot,
    ChangeState,
    DailyRun,
    FeedPosition,
    ProvinceState,
    RegistrationChange,
    RegistrationDecision,
    Upload,
)
from provincial_sync.neighbour import HELD_BACK, province_for
from tests.cases import again, registered
from tests.contract.surroundings import said
from tests.provincial_sync.moments import later
from tests.renewals.test_two_at_once import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4


def test_each_item_is_taken_once(feed, clerk, reviewer):
    device = registered(clerk, reviewer)
    feed.page_size = 2
    feed.tell_of(device)
    for _ in range(4):
        feed.tell()
    results = at_once(*[lambda: feed_round(seconds=20)] * WORKERS)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert RegistrationChange.objects.count() == 5
    assert FeedPosition.objects.get().cursor == "e1-5"
    assert HistoryEntry.objects.of_device(device.pk).filter(step=Step.RENEWED_ELSEWHERE).count() == 1


def test_two_administrators_make_one_decision(feed, clerk, reviewer, administrator, make_user):
    device, second = registered(clerk, reviewer), make_user("admin2", "administrator")
    feed.tell_of(device, model="另一型号", previousRegistrationNo=None)
    feed_round(seconds=20)
    change = RegistrationChange.objects.get()

    def act(user, choice, device_id):
        return lambda: decide(
            change_id=change.pk,
            revision=change.revision,
            user=user,
            choice=choice,
            device_id=device_id,
            reason="已核对铭牌照片。",
        )

    results = at_once(act(administrator, "take", device.pk), act(second, "none", None))
    assert len(refusals(results)) == 1
    assert RegistrationDecision.objects.count() == 1
    taken = again(change).state == ChangeState.APPLIED
    assert bool(again(device).new_registration_number) == taken


def test_one_worker_probes(feed):
    feed.other = lambda request: said(40401)
    ProvinceState.objects.create(pk=1, breaker_opened_at=timezone.now(), probe_due_at=timezone.now())
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(1)
        raise httpx.ConnectError("refused", request=request)

    feed.other = answer
    with later(seconds=1):
        results = at_once(*[lambda: province_for().find(client_ref="HZ-NOBODY-1")] * WORKERS)
    codes = sorted(result.code for result in results if isinstance(result, ProvinceFailure))
    assert codes == [*[HELD_BACK] * (WORKERS - 1), "unreachable"]
    assert len(asked) == 1


def test_all_places_are_given_back(feed, settings):
    settings.PROVINCE_MAX_IN_FLIGHT = 2
    feed.other = lambda request: said(40401)
    results = at_once(*[lambda: province_for().find(client_ref="HZ-NOBODY-1")] * WORKERS)
    assert results == [None] * WORKERS
    assert CallSlot.objects.filter(taken_until__isnull=False).count() == 0
    assert CallSlot.objects.count() == 2


def test_a_lost_upload_is_written_once(feed, upload):
    feed.other = lambda request: said(40401)
    upload.delete()
    results = at_once(*[lambda: reconcile(seconds=30)] * 2)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Upload.objects.count() == 1


def test_a_day_has_one_run_of_each_kind(feed, settings):
    settings.RECONCILE_HOUR = settings.DIGEST_HOUR = 0
    now = timezone.now()
    results = at_once(*[lambda: run_what_is_due(now)] * WORKERS)
    assert sorted(kind for kinds in results for kind in kinds) == ["digest", "reconciliation"]
    assert DailyRun.objects.count() == 2
