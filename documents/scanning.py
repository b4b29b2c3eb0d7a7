"""查毒: every file from outside passes a scanner, if one is set, before it is decoded and kept.

What is found is not kept and stands in the quarantine's list. While the scanner is away files are refused or,
where the city wants so, kept as 待查毒: nobody else gets them until a worker had them looked through.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.notes import note_address
from documents import storage
from documents.clamd import Clamd, ScannerAwayError
from documents.models import Attachment, QuarantinedFile, Scan, StoredFile
from documents.names import clean_name
from ground.digests import sm3_hex
from ground.errors import RuleBroken
from ground.request_context import current_address, current_person, current_request_id

NONE, REFUSE, LATER = "none", "refuse", "later"
AT_ONCE = 200  # files that one run of the worker looks through
INFECTED = (
    "查毒发现这个文件含有病毒({signature})，没有保存。请不要打开或转发它；先在电脑上查杀病毒，"
    "再重新扫描、拍照或导出后添加。"
)
AWAY = "查毒服务暂时不可用，文件没有添加。请稍后再试；一直如此的，请联系系统管理员。"
WAITING = "这个文件正在等待查毒，查完即可打开。请稍后刷新再试。"
QUARANTINED = "查毒发现这个文件含有病毒，已隔离，不能打开。请重新扫描或拍照，用新的文件替换它。"
# Layers above add who is told of an infected file, and where it was in use.
alarms: list[Callable[[QuarantinedFile, Sequence[Attachment]], None]] = []
_log = structlog.get_logger("scanning")


class NotServed(RuleBroken):
    """A stored file that nobody gets now, because it waits to be looked through or was found infected."""

    status = 409


def scanner() -> Clamd | None:
    """The scanner in force, None where the city has set none."""
    if settings.FILE_SCANNER == NONE:
        return None
    return Clamd(settings.FILE_SCANNER, settings.FILE_SCANNER_SECONDS)


def look_through(data: bytes, *, name: str, path: str) -> Scan:
    """Have the bytes of a file from outside looked through; what its row will say.

    Raises RuleBroken at `path` for an infected one, whose name, digest and finding are kept, and where the scanner
    is away and files are not taken without it.
    """
    clamd = scanner()
    if clamd is None:
        return Scan.NONE
    try:
        signature = clamd.found_in(data)
    except ScannerAwayError as away:
        _log.warning("scanner_away", reason=str(away)[:200])
        if settings.FILE_SCANNER_AWAY == LATER:
            return Scan.WAITING
        raise RuleBroken("scanner_away", AWAY, path=path) from away
    if signature:
        _quarantine(sm3=sm3_hex(data), size=len(data), name=name, place=path, signature=signature)
        raise RuleBroken("file_infected", INFECTED.format(signature=signature), path=path)
    return Scan.CLEAN


def require_served(file: StoredFile, *, own: bool = False) -> None:
    """Raise NotServed where nobody may get the file; `own`: who added it looks at it before saving."""
    if file.scan == Scan.FOUND:
        raise NotServed("file_quarantined", QUARANTINED)
    if file.scan == Scan.WAITING and not own:
        raise NotServed("file_unscanned", WAITING)


def look_through_waiting() -> int:
    """Have waiting files looked through, the oldest first, until the scanner is away; how many were.

    Where the city has switched the scanner off, they wait for nothing any more.
    """
    waiting = StoredFile.objects.filter(scan=Scan.WAITING).order_by("id")
    clamd = scanner()
    if clamd is None:
        return waiting.update(scan=Scan.NONE)
    done = 0
    for file in waiting[:AT_ONCE]:
        try:
            signature = clamd.found_in(storage.read(file.sm3))
        except ScannerAwayError:
            break
        except storage.DamagedFile:  # told in the log; there is nothing to be served
            continue
        done += _settle(file, signature)
    return done


def forget_quarantined() -> int:
    """Delete lines of the quarantine's list that are older than QUARANTINE_KEEP_DAYS; return how many."""
    before = timezone.now() - dt.timedelta(days=settings.QUARANTINE_KEEP_DAYS)
    return QuarantinedFile.objects.filter(found_at__lt=before).delete()[0]


def _settle(file: StoredFile, signature: str) -> int:
    """Write what was found; of two workers one writes."""
    state = Scan.FOUND if signature else Scan.CLEAN
    with transaction.atomic():
        written = StoredFile.objects.filter(pk=file.pk, scan=Scan.WAITING).update(scan=state)
        if written and signature:
            held = list(Attachment.objects.filter(file=file).order_by("id"))
            first = held[0] if held else None
            _quarantine(
                sm3=file.sm3,
                size=file.size,
                name=first.name if first else "",
                place=f"attachments.{first.kind}" if first else "",
                signature=signature,
                person=first.added_by_id if first else None,
                held=held,
            )
            transaction.on_commit(lambda: storage.remove(file.sm3))
    return written


def _quarantine(
    *,
    sm3: str,
    size: int,
    name: str,
    place: str,
    signature: str,
    person: int | None = None,
    held: Sequence[Attachment] = (),
) -> None:
    """Note an infected file: what it was and who brought it; its bytes are not kept. `held`: where it was in use."""
    _log.warning("file_infected", sm3=sm3, signature=signature[:200])
    brought_by = person or current_person()
    found = QuarantinedFile.objects.create(
        sm3=sm3,
        size=size,
        name=clean_name(name, ""),
        place=place[:100],
        signature=signature[:200],
        person_id=brought_by,
        address_note=note_address(current_address(), owner_id=brought_by),
        request_id=current_request_id(),
    )
    for alarm in alarms:
        alarm(found, held)
