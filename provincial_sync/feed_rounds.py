"""Reading the feed on from the stored cursor: cursor and effects of a page stand or fall together."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections import Counter

import structlog
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from provincial_sync.alarms import tell_once_an_hour
from provincial_sync.feed_applying import look_again_at_deferred, pend, settle
from provincial_sync.messages import ChangeItem, ChangePage, ProvinceFailure
from provincial_sync.models import ChangeState, FeedPosition, RegistrationChange
from provincial_sync.neighbour import HELD_BACK, held_until, province_for

PAGE = 100  # items in one request
UNREADABLE = "省网发来的变更缺少必要内容，无法识别，请向省网核对。收到的内容：{fault}"
BROKEN = "本网处理这条变更时出错，请核对后人工处理。"
STANDS_STILL = "省网的备案变更还有后续，但读取位置没有前进，系统会再试。"
_log = structlog.get_logger("province")


def feed_round(*, seconds: float) -> Counter[str]:
    """Read at most PROVINCE_FEED_PAGES pages in about `seconds`, and look again at what waited for uploads.

    Counts by what became of each item (`ChangeState` values), `repeated` for those that came before, and
    `problem` where the province did not answer. One worker reads at a time; nothing to do costs two queries.
    """
    outcome: Counter[str] = Counter()
    if again := look_again_at_deferred():
        outcome["looked_again"] = again
    if held_until(timezone.now()):
        return outcome
    lease = _claim(timezone.now())
    if lease is None:
        return outcome
    try:
        _read_on(outcome, lease, until=time.monotonic() + seconds)
    finally:
        FeedPosition.objects.filter(pk=1, lease=lease).update(lease="", leased_until=None)
    return outcome


def position() -> FeedPosition:
    """The shared row, made where it is missing."""
    return FeedPosition.objects.get_or_create(pk=1)[0]


def _read_on(outcome: Counter[str], lease: str, *, until: float) -> None:
    for _ in range(settings.PROVINCE_FEED_PAGES):
        if time.monotonic() >= until:
            return
        start = position()
        try:
            page = province_for().registrations(after=start.cursor, limit=PAGE)
        except ProvinceFailure as failure:
            if failure.code == "40001" and start.cursor and _begin_anew(start, failure):
                continue
            _note_problem(failure, outcome)
            return
        if not _take_page(start, page, lease, outcome) or not page.more:
            return


@transaction.atomic
def _take_page(start: FeedPosition, page: ChangePage, lease: str, outcome: Counter[str]) -> bool:
    """The page's effects and its cursor in one transaction; False where it must not go on.

    A worker that lost its lease, and whose page somebody else has taken meanwhile, changes nothing.
    """
    row = FeedPosition.objects.select_for_update().get(pk=1)
    if (row.cursor, row.generation, row.lease) != (start.cursor, start.generation, lease):
        return False
    stuck = page.more and (not page.items or page.cursor == start.cursor)
    counts = Counter(_take_item(item, row.generation) for item in page.items)
    counts["to_match"] = counts.pop(ChangeState.PENDING.value, 0)
    row.cursor = page.cursor or row.cursor
    row.read_at, row.problem = timezone.now(), STANDS_STILL if stuck else ""
    row.leased_until = _lease_end(row.read_at)
    row.save()
    outcome.update(counts)
    return not stuck


def _take_item(item: ChangeItem, generation: int) -> str:
    """Keep and settle one item; the word for what became of it. One bad item holds up no other."""
    if RegistrationChange.objects.filter(digest=item.digest).exists():
        return "repeated"
    change = _row(item, generation)
    change.save(force_insert=True)
    if item.fault:
        pend(change, UNREADABLE.format(fault=item.fault))
        return change.state
    try:
        with transaction.atomic():
            settle(change)
    except OperationalError:  # the database is away or at odds with itself: the page comes again
        raise
    except Exception:
        _log.exception("registration change not taken", sequence=item.sequence)
        change.device = None
        pend(change, BROKEN)
    return ChangeState(change.state).value


def _row(item: ChangeItem, generation: int) -> RegistrationChange:
    return RegistrationChange(
        generation=generation,
        sequence=item.sequence,
        digest=item.digest,
        client_ref=item.client_ref,
        registration_number=item.registration_number,
        previous_number=item.previous_number,
        owner_name=item.owner_name,
        owner_uscc=item.owner_uscc,
        owner_region=item.owner_region,
        category=item.category,
        model=item.model,
        serial_number=item.serial_number,
        manufacturer=item.manufacturer,
        status=item.status,
        changed_at=item.changed_at,
    )


def _begin_anew(start: FeedPosition, failure: ProvinceFailure) -> bool:
    """The province no longer understands our cursor (it was restored): read from the beginning."""
    moved = FeedPosition.objects.filter(pk=1, cursor=start.cursor, generation=start.generation).update(
        cursor="", generation=start.generation + 1, problem=failure.message[:500]
    )
    if moved:
        _log.warning("feed begins anew", generation=start.generation + 1)
        tell_once_an_hour(
            title="省网不再识别备案变更的读取位置，已从头读取",
            body="省网可能做过数据恢复。已处理过的变更不会重复生效，新的变更照常处理，无需操作。",
            now=timezone.now(),
        )
    return moved == 1


def _note_problem(failure: ProvinceFailure, outcome: Counter[str]) -> None:
    if failure.code != HELD_BACK:
        FeedPosition.objects.filter(pk=1).update(problem=failure.message[:500])
    outcome["problem"] += 1


def _claim(now: dt.datetime) -> str | None:
    """The right to read, None where another worker reads; it ends by itself with a worker that dies."""
    position()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    token = uuid.uuid4().hex
    rows = FeedPosition.objects.filter(free, pk=1)
    return token if rows.update(lease=token, leased_until=_lease_end(now)) else None


def _lease_end(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(seconds=settings.UPLOAD_LEASE_SECONDS)
