"""Asking for a reading, doing it in the worker, and letting go of what nobody holds any more."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from documents import storage
from documents.media_types import JPEG
from documents.models import Scan, StoredFile
from documents.scanning import QUARANTINED
from documents.services import store_bytes
from ground import leasing
from ground.errors import RuleBroken
from ground.leasing import JobState
from vision import pictures
from vision.lines import Page
from vision.models import READABLE, READER, Leaf, Reading
from vision.offering import engine

TASK, QUEUE = "vision.tasks.read_waiting", "vision"
LEAF_SIDE = 1800  # pixels
TRIES = 2  # a picture under which two workers died is left alone
GONE = "这个文件已不在系统中，没有识别。请重新添加后再识别。"
BROKEN = "这张图片没有识别出来。请对照图片手工填写；也可以重新拍照后再识别。"


def want(files: Iterable[StoredFile], *, urgent: bool = False) -> dict[str, Reading]:
    """Ask for the reading of files, each once; the readings by SM3. Files of other kinds than pictures and PDF are
    left out. `urgent`: somebody waits, so it goes before the others and wakes the worker; what nobody waits for is
    found by the timetable."""
    wanted = {file.sm3: file for file in files if file.media_type in READABLE and not file.is_quarantined}
    found = Reading.objects.of(wanted)
    missing = [
        Reading(sm3=sm3, media_type=file.media_type, urgent=urgent)
        for sm3, file in wanted.items()
        if sm3 not in found
    ]
    if missing:
        Reading.objects.bulk_create(missing, ignore_conflicts=True)
        found = Reading.objects.of(wanted)
    hurried = [item.pk for item in found.values() if item.is_open and not item.urgent] if urgent else []
    if hurried:
        Reading.objects.filter(pk__in=hurried).update(urgent=True)
    if urgent and (missing or hurried):
        transaction.on_commit(wake, robust=True)
    return found


def read_again(files: Iterable[StoredFile]) -> None:
    """Read anew what failed, because somebody asks for it once more."""
    failed = Reading.objects.present().filter(sm3__in=[file.sm3 for file in files], state=JobState.FAILED)
    if failed.update(state=JobState.WAITING, urgent=True, claim=0, problem=""):
        transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Tell the worker that pictures wait; where the broker is away, the timetable does."""
    leasing.wake(TASK, QUEUE)


def read_waiting(*, until: float, clock: Callable[[], float] = time.monotonic) -> int:
    """Read what waits, what somebody waits for first, until nothing does or the clock has passed `until`."""
    count = 0
    while clock() < until and (reading := _claim_next()):
        count += 1
        leasing.do_claimed(reading, lambda reading=reading: _read(reading), tries=TRIES)  # type: ignore[misc]
    return count


def forget_orphans() -> int:
    """Delete readings whose file is gone, and those of former readers; how many."""
    files = StoredFile.objects.filter(sm3=OuterRef("sm3"))
    gone = Reading.objects.filter(~Exists(files)) | Reading.objects.filter(reader__lt=READER)
    count = 0
    for pk in list(gone.order_by("id").values_list("pk", flat=True)[:1000]):
        count += bool(Reading.objects.filter(pk=pk).delete()[0])
    return count


def _claim_next() -> Reading | None:
    """What somebody waits for, else the oldest; nothing that is still to be looked through."""
    unscanned = StoredFile.objects.filter(sm3=OuterRef("sm3"), scan=Scan.WAITING)
    due = Reading.objects.present().filter(~Exists(unscanned))
    return leasing.claim_next(due.filter(urgent=True)) or leasing.claim_next(due)


def _read(reading: Reading) -> None:
    """Read the file's pages and keep them with a leaf for each; RuleBroken with the sentence where it cannot be."""
    began = time.monotonic()
    data = _bytes_of(reading)
    try:
        pages = tuple(engine().read(data, reading.media_type))
    except pictures.CannotReadError as refusal:
        raise RuleBroken(refusal.code, refusal.sentence) from refusal
    except (MemoryError, RecursionError) as fault:
        raise RuleBroken("picture_heavy", BROKEN) from fault
    leaves = [(page.number, leaf) for page in pages if (leaf := _leaf(data, reading.media_type, page))]
    taken = int((time.monotonic() - began) * 1000)
    _keep(reading, pages, leaves, milliseconds=taken)


def _bytes_of(reading: Reading) -> bytes:
    file = StoredFile.objects.filter(sm3=reading.sm3).first()
    if file is None:
        raise RuleBroken("file_missing", GONE)
    if file.is_quarantined:
        raise RuleBroken("file_quarantined", QUARANTINED)
    return storage.read(file.sm3)


def _leaf(data: bytes, media_type: str, page: Page) -> bytes:
    """The upright page; empty where it cannot be drawn, because what was read is worth more than its picture."""
    if not page.lines:
        return b""
    with suppress(pictures.CannotReadError):
        upright = pictures.turned(pictures.sheet(data, media_type, page.number), page.rotation)
        upright.thumbnail((LEAF_SIDE, LEAF_SIDE))
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=80)
        return out.getvalue()
    return b""


def _keep(
    reading: Reading, pages: tuple[Page, ...], leaves: list[tuple[int, bytes]], *, milliseconds: int
) -> None:
    files = [(number, store_bytes(data=leaf, media_type=JPEG)) for number, leaf in leaves]
    with transaction.atomic():
        mine = Reading.objects.filter(pk=reading.pk, claim=reading.claim, state=JobState.RUNNING)
        if not mine.update(
            pages=[page.to_json() for page in pages],
            read_at=timezone.now(),
            milliseconds=min(milliseconds, 2**31 - 1),
        ):
            raise leasing.LostLease
        reading.leaves.all().delete()
        Leaf.objects.bulk_create(Leaf(reading=reading, number=number, file=file) for number, file in files)
