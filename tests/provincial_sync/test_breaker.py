"""The circuit breaker and the places for requests: one opinion for all workers."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest
from django.utils import timezone

from inbox.models import Message
from provincial_sync import breaker, in_flight, services
from provincial_sync.condition import FOR_FIRMS
from provincial_sync.messages import ProvinceFailure
from provincial_sync.models import CallSlot, Exchange, ProvinceState
from provincial_sync.neighbour import HELD_BACK, held_until, province_for
from tests.contract.surroundings import said
from tests.pages import words_of
from tests.provincial_sync.moments import later

pytestmark = pytest.mark.django_db


def ask() -> str:
    """The code of what came of one question."""
    try:
        province_for().find(client_ref="HZ-NOBODY-1")
    except ProvinceFailure as failure:
        return failure.code
    return "ok"


@pytest.fixture
def away(feed, settings):
    """A province that nobody reaches, and a breaker that opens after three failures."""
    settings.PROVINCE_BREAKER_FAILURES = 3

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    feed.other = refuse
    return feed


@pytest.fixture
def opened(away):
    for _ in range(3):
        assert ask() == "unreachable"
    return away


def state() -> ProvinceState:
    return ProvinceState.objects.get()


def test_after_failures_in_a_row_nobody_calls(opened):
    calls = len(opened.asked)
    assert ask() == HELD_BACK
    assert len(opened.asked) == calls
    assert held_until(timezone.now()) is not None


def test_an_answer_in_between_keeps_it_closed(away):
    refuse, away.other = away.other, lambda request: said(40401)
    for answer in (refuse, refuse, away.other, refuse, refuse):
        away.other = answer
        ask()
    assert state().breaker_opened_at is None


@pytest.mark.parametrize("answer", [said(40301), said(40101), said(40401)])
def test_a_refusal_is_an_answer(away, answer):
    away.other = lambda request: answer
    for _ in range(4):
        ask()
        ProvinceState.objects.update(paused_until=None)
    assert state().breaker_opened_at is None


def test_a_time_that_the_province_names_opens_nothing(away):
    away.other = lambda request: said(50301, Retry_After="60")
    for minutes in (0, 2, 4, 6):
        with later(minutes=minutes):
            assert ask() == "50301"
    assert state().breaker_opened_at is None


def test_when_it_is_time_one_worker_alone_probes(opened):
    meanwhile = []

    def answer(request: httpx.Request) -> httpx.Response:
        opened.other = lambda request: said(40401)
        meanwhile.append(ask())
        return said(40401)

    opened.other = answer
    with later(seconds=31):
        assert ask() == "ok"
    assert meanwhile == [HELD_BACK]
    assert state().breaker_opened_at is None
    assert ask() == "ok"


def test_a_probe_in_vain_waits_twice_as_long(opened):
    with later(seconds=31):
        assert ask() == "unreachable"
    with later(seconds=31 + 45):
        assert ask() == HELD_BACK
    with later(seconds=31 + 61):
        assert ask() == "unreachable"
    assert state().breaker_trips == 3


def test_the_pause_has_an_end(opened, settings):
    settings.PROVINCE_BREAKER_SLOWEST_SECONDS = 120
    for minutes in range(5, 60, 5):
        with later(minutes=minutes):
            assert ask() == "unreachable"
    with later(minutes=57, seconds=30):
        assert ask() == "unreachable"


def test_a_worker_that_dies_while_it_probes_gives_the_turn_back(opened, settings):
    settings.PROVINCE_TIMEOUT_SECONDS = 10
    with later(seconds=31):
        assert breaker.claim_probe(timezone.now())
    with later(seconds=31 + 40):
        assert ask() == HELD_BACK
    with later(seconds=31 + 50):
        assert ask() == "unreachable"


def test_a_process_that_is_stopped_in_the_middle_tells_of_no_success(opened):
    def stop(request: httpx.Request) -> httpx.Response:
        raise SystemExit

    opened.other = stop
    with later(seconds=31), pytest.raises(SystemExit):
        ask()
    assert state().breaker_trips == 2
    assert Exchange.objects.latest("id").message.startswith("本网进程在请求途中停止")
    assert not CallSlot.objects.filter(taken_until__isnull=False).exists()


def test_administrators_are_told_once_when_it_lasts(opened, administrator):
    assert not Message.objects.exists()
    for minutes in range(5, 60, 5):
        with later(minutes=minutes):
            ask()
    assert Message.objects.filter(recipient=administrator, title__contains="中断").count() == 1


def test_an_administrator_can_have_it_probed_at_once(upload, away, administrator):
    for _ in range(3):
        ask()
    services.retry_now(upload, administrator.actor)
    assert ask() == "unreachable"


def test_the_office_sees_it_on_every_page(opened, signed_in, reviewer):
    for address in ("/console/", "/console/uploads/", "/console/province/"):
        assert "起连不上省网，已暂停报送并定时试探" in words_of(signed_in(reviewer).get(address))
    ProvinceState.objects.update(breaker_opened_at=None, failures_in_a_row=0, away_since=None)
    assert "连不上省网" not in words_of(signed_in(reviewer).get("/console/"))


def test_firms_read_one_plain_line_while_it_lasts(opened, signed_in, clerk):
    portal = signed_in(clerk)
    assert FOR_FIRMS not in words_of(portal.get("/portal/"))
    ProvinceState.objects.update(away_since=timezone.now() - dt.timedelta(minutes=3))
    for address in ("/portal/", "/portal/renewals/"):
        assert FOR_FIRMS in words_of(portal.get(address))


def test_no_more_requests_at_once_than_there_are_places(feed, settings, monkeypatch):
    settings.PROVINCE_MAX_IN_FLIGHT = 2
    monkeypatch.setattr(in_flight, "_PATIENCE_SECONDS", 0.0)
    codes = []

    def answer(request: httpx.Request) -> httpx.Response:
        codes.append(ask() if len(feed.asked) < 3 else "deepest")
        return said(40401)

    feed.other = answer
    assert ask() == "ok"
    assert codes == [HELD_BACK, "ok"]
    assert ask() == "ok"
    assert not CallSlot.objects.filter(taken_until__isnull=False).exists()


def test_a_place_of_a_dead_process_is_free_again(feed, settings, monkeypatch):
    settings.PROVINCE_MAX_IN_FLIGHT = 1
    monkeypatch.setattr(in_flight, "_PATIENCE_SECONDS", 0.0)
    feed.other = lambda request: said(40401)
    assert in_flight.take() is not None
    assert ask() == HELD_BACK
    with later(minutes=5):
        assert ask() == "ok"


def test_without_a_limit_no_place_is_kept(feed, settings):
    settings.PROVINCE_MAX_IN_FLIGHT = 0
    feed.other = lambda request: said(40401)
    assert ask() == "ok"
    assert not CallSlot.objects.exists()


def test_what_is_written_down_holds_no_secret_and_no_personal_number(feed, settings):
    settings.PROVINCE_APP_SECRET = "a-secret-of-the-city"
    said_it = "张某 13800138000 身份证 44200019900101123X，签名用 a-secret-of-the-city，X-Signature: 0a1b2c"
    answer = said(40301)
    whole = answer.json() | {"message": said_it}
    feed.other = lambda request: httpx.Response(403, json=whole)
    ask()
    kept = Exchange.objects.get()
    assert kept.message == "张某 138****8000 身份证 442000************，签名用 ***，X-Signature: ***"
    assert kept.request_id
    assert kept.province_request_id == "r-1"


def test_every_call_is_logged_with_its_request_ids(feed, caplog):
    feed.other = lambda request: said(40401)
    with caplog.at_level("INFO"):
        ask()
    line = next(record.msg for record in caplog.records if record.name == "province")
    assert line["call_request_id"] == Exchange.objects.get().request_id
    assert line["province_request_id"] == "r-1"
