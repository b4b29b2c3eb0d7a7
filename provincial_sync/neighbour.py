"""What all workers share about the province, and the client that heeds it: one opinion for many processes."""

from __future__ import annotations

import datetime as dt
import os
import threading
from urllib.parse import urlsplit

import httpx
import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from provincial_sync import breaker, in_flight
from provincial_sync.alarms import tell_administrators
from provincial_sync.body_digests import digests_of
from provincial_sync.client import Access, ProvinceClient
from provincial_sync.masking import masked
from provincial_sync.messages import Call, FailureKind, ProvinceFailure
from provincial_sync.models import Exchange, ProvinceState

HELD_BACK = "held_back"  # code of the failure raised while no call may be made
CONFIGURATION_PAUSE = dt.timedelta(minutes=15)
_CROWDED_SECONDS = 2.0  # when to come back where others are at it
_log = structlog.get_logger("province")
_clients: dict[tuple[int, str, float], httpx.Client] = {}
_making = threading.Lock()


def province_for(upload_id: int | None = None) -> ProvinceClient:
    """The client; its exchanges are noted at that upload, or at none."""
    access = Access(
        base_url=settings.PROVINCE_BASE_URL,
        app_key=settings.PROVINCE_APP_KEY,
        secret=settings.PROVINCE_APP_SECRET,
        timeout_seconds=settings.PROVINCE_TIMEOUT_SECONDS,
    )
    return ProvinceClient(shared_http(access), access, Neighbour(upload_id))


def shared_http(access: Access) -> httpx.Client:
    """The one connection pool of this process: a new one would cost about as much as ten requests."""
    key = (os.getpid(), access.base_url, access.timeout_seconds)
    with _making:
        if key not in _clients:
            here = urlsplit(access.base_url).hostname in {"127.0.0.1", "localhost", "::1"}
            _clients[key] = httpx.Client(
                timeout=httpx.Timeout(access.timeout_seconds, connect=min(5.0, access.timeout_seconds)),
                limits=httpx.Limits(max_connections=8, max_keepalive_connections=8),
                trust_env=not here,
            )
        return _clients[key]


def state() -> ProvinceState:
    """The shared row, made where it is missing."""
    return ProvinceState.objects.get_or_create(pk=1)[0]


def held_until(now: dt.datetime) -> dt.datetime | None:
    """Until when nobody may call, None where the way is free."""
    return _closed_until(state(), now)


def end_pause() -> None:
    """An administrator wants to try now: our own patience ends; what the province asked for still counts."""
    ProvinceState.objects.filter(pk=1, paused_until__isnull=False).update(paused_until=None, problem="")
    breaker.try_now(timezone.now())


class Neighbour:
    """The client's surroundings: reads and writes the shared row and notes each exchange."""

    def __init__(self, upload_id: int | None) -> None:
        self._upload_id = upload_id
        self._row: ProvinceState | None = None
        self._place: in_flight.Place | None = None
        self._probing = False

    def ready(self) -> int:
        """The clock offset in seconds; raises ProvinceFailure(HELD_BACK) while this worker may not call.

        One request takes one of the places that all processes share; `observe` gives it back.
        """
        self._row, self._probing = state(), False
        now = timezone.now()
        if until := _closed_until(self._row, now):
            text = f"暂停向省网请求，{timezone.localtime(until):%H:%M:%S} 后自动继续。"
            raise _held_back(text, (until - now).total_seconds())
        self._place = in_flight.take()
        if self._place is None:
            raise _held_back("向省网的请求已达同时上限，稍后自动继续。", _CROWDED_SECONDS)
        if self._row.breaker_opened_at:
            self._probing = breaker.claim_probe(timezone.now())
            if not self._probing:
                in_flight.leave(self._place)
                raise _held_back("正在试探省网是否恢复，稍后自动继续。", _CROWDED_SECONDS)
        return self._row.clock_offset_seconds

    def learn_clock(self, offset_seconds: int) -> None:
        """Keep the offset for every worker."""
        bounded = max(min(offset_seconds, 2**31 - 1), -(2**31))
        ProvinceState.objects.filter(pk=1).update(clock_offset_seconds=bounded)
        _log.warning("clock offset learned", seconds=bounded)

    # A worker that dies has written both or nothing, or it would have heard a Retry-After that nobody else knows.
    @transaction.atomic
    def observe(self, call: Call) -> None:
        """Write the exchange down, and what it tells about the province."""
        in_flight.leave(self._place)
        Exchange.objects.create(
            upload_id=self._upload_id,
            operation=call.operation,
            method=call.method,
            path=call.path,
            http_status=call.http_status,
            code=call.code,
            message=masked(call.message, settings.PROVINCE_APP_SECRET),
            province_request_id=call.province_request_id,
            request_id=call.request_id,
            milliseconds=call.milliseconds,
            **digests_of(call),
        )
        failure = call.failure
        _log.info(
            "province call",
            operation=call.operation,
            status=call.http_status,
            code=call.code if call.code is not None else getattr(failure, "code", None),
            ms=call.milliseconds,
            upload=self._upload_id,
            call_request_id=call.request_id,
            province_request_id=call.province_request_id,
        )
        if failure is None or failure.kind == FailureKind.PERMANENT:
            _note_success(self._row)
        else:
            _note_failure(failure)
        if failure is None or failure.kind in {FailureKind.PERMANENT, FailureKind.CONFIGURATION}:
            if self._row and self._row.breaker_opened_at:
                breaker.close()
        else:
            breaker.count_failure(failure, probing=self._probing, now=timezone.now())


def _held_back(text: str, seconds: float) -> ProvinceFailure:
    return ProvinceFailure(FailureKind.TEMPORARY, HELD_BACK, text, retry_after=seconds)


def _closed_until(row: ProvinceState, now: dt.datetime) -> dt.datetime | None:
    moments = (row.not_before, row.paused_until, breaker.closed_until(row, now))
    return max((moment for moment in moments if moment and moment > now), default=None)


def _note_success(row: ProvinceState | None) -> None:
    """Write only where something changes since `row` was read: it is everybody's."""
    now = timezone.now()
    fresh = row and row.last_success_at and row.last_success_at > now - dt.timedelta(seconds=30)
    if row and fresh and not (row.failures_in_a_row or row.problem or row.paused_until):
        return
    ProvinceState.objects.filter(pk=1).update(
        failures_in_a_row=0, away_since=None, problem="", paused_until=None, last_success_at=now
    )


def _note_failure(failure: ProvinceFailure) -> None:
    now, row = timezone.now(), ProvinceState.objects.filter(pk=1)
    row.update(failures_in_a_row=F("failures_in_a_row") + 1)
    row.filter(away_since__isnull=True).update(away_since=now)
    if failure.retry_after:
        until = now + dt.timedelta(seconds=failure.retry_after)
        later = Q(not_before__isnull=True) | Q(not_before__lt=until)
        row.filter(later).update(not_before=until)
    if failure.kind == FailureKind.CONFIGURATION and failure.code not in {"40102", "40103"}:
        _pause(failure, now)


def _pause(failure: ProvinceFailure, now: dt.datetime) -> None:
    """Stop everybody for a while, and tell the administrators once for each fault."""
    row = ProvinceState.objects.filter(pk=1)
    row.update(paused_until=now + CONFIGURATION_PAUSE)
    if row.exclude(problem=failure.message[:500]).update(problem=failure.message[:500]):
        tell_administrators(
            title="省网对接的配置有误，报送已暂停",
            body=f"{failure.message}\n更正后在“上传任务”中点“立即重试”；系统也会每 15 分钟再试，资料不会丢失。",
        )
