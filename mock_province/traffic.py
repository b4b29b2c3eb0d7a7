"""The platform's conditions for everybody: maintenance, and how many requests a minute it takes."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from django.http.response import HttpResponseBase

from mock_province.envelope import ContractError
from mock_province.models import Nonce, Platform

MINUTE = 60


def check_open(platform: Platform) -> None:
    """Raise 50301 during maintenance, with the seconds that are left."""
    left = platform.maintenance_until - int(time.time())
    if left > 0:
        raise ContractError(50301, "平台维护中，请稍后再试", retry_after=left)


def check_pace(platform: Platform) -> None:
    """Raise 42901 above the platform's requests per minute; every signed request left its nonce."""
    limit = platform.requests_per_minute
    if not limit:
        return
    now = int(time.time()) + platform.clock_skew_seconds
    recent = Nonce.objects.filter(seen_at__gt=now - MINUTE).order_by("-id").values_list("seen_at", flat=True)
    taken = list(recent[: limit + 1])
    if len(taken) > limit:
        raise ContractError(42901, "请求过于频繁，请稍后再试", retry_after=max(1, taken[-1] + MINUTE - now))


def dated(answer: HttpResponseBase, platform: Platform) -> HttpResponseBase:
    """The answer with its Retry-After as an HTTP date, where the conditions want it so (of true time, as Date is)."""
    if platform.retry_after_as_date and "Retry-After" in answer:
        # A date has whole seconds: the next one, so that it never says less than is meant.
        until = datetime.now(UTC) + timedelta(seconds=int(answer["Retry-After"]) + 1)
        answer["Retry-After"] = format_datetime(until, usegmt=True)
    return answer
