"""归档移交: the package of every finished renewal goes once into the archive's folder, with a list of them.

A package is written beside its place, renamed, and then noted; whatever dies in between is repeated with the same
bytes, because a package of one renewal is always the same.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.account_events import Subject
from audit.actors import SYSTEM, Actor
from audit.services import record_account_step
from certificates.archives.packing import archive
from certificates.models import ArchivePackage
from ground.digests import sm3_hex, sm3_of_file
from ground.errors import RuleBroken
from ground.glossary import AboutKind, AccountStep, UploadStatus
from renewals.models import RenewalApplication
from renewals.printing.sources import moment, printable

LIST = "移交清单.csv"
HEADINGS = ("序号", "受理编号", "备案号", "文件", "字节数", "SM3", "移交时间")
TRY_AGAIN = dt.timedelta(hours=6)  # after a failure that is a matter for people
UNEXPECTED = "打包时出错，请查看日志。"
_log = structlog.get_logger("archive")


def finished() -> QuerySet[RenewalApplication]:
    """The renewals that belong into the archive: done, with their certificate."""
    return RenewalApplication.objects.filter(
        upload_status=UploadStatus.UPLOADED, certificate__isnull=False, completed_at__isnull=False
    )


def waiting() -> QuerySet[RenewalApplication]:
    """Those of them that the archive does not have yet."""
    return finished().filter(Q(archive_package=None) | Q(archive_package__handed_at=None))


def hand_over_round(
    *,
    seconds: float,
    since: dt.date | None = None,
    until: dt.date | None = None,
    everyone: bool = False,
    actor: Actor = SYSTEM,
) -> Counter[str]:
    """Hand over what waits, oldest first, for about `seconds`; counts of handed_over and failed.

    Each package is an entry of the record, by `actor`. `since` and `until` bound the day of completion; `everyone` also takes those that failed a moment ago.
    Raises OSError where ARCHIVE_DIR cannot be written: the rest would fail, too.
    """
    outcome, end, months = Counter[str](), time.monotonic() + seconds, set[str]()
    for pk in _due(since, until, everyone=everyone):
        if time.monotonic() >= end:
            break
        package = _hand_over(printable(RenewalApplication.objects.all()).get(pk=pk), actor)
        outcome["handed_over" if package.handed_at else "failed"] += 1
        months.add(str(Path(package.name).parent))
    for month in sorted(months):
        _write_list(month)
    return outcome


def problems() -> Iterator[str]:
    """What of the things handed over is no longer in the folder as it was."""
    for package in ArchivePackage.objects.handed_over().order_by("handed_at", "id").iterator():
        path = _folder() / package.name
        if not path.is_file():
            yield f"{package.name} 缺失"
        elif sm3_of_file(path) != package.sm3:
            yield f"{package.name} 已被改动"


def _due(since: dt.date | None, until: dt.date | None, *, everyone: bool) -> list[int]:
    rows = waiting()
    if not everyone:
        rows = rows.exclude(archive_package__tried_at__gt=timezone.now() - TRY_AGAIN)
    if since:
        rows = rows.filter(completed_at__gte=_midnight(since))
    if until:
        rows = rows.filter(completed_at__lt=_midnight(until + dt.timedelta(days=1)))
    return list(rows.order_by("completed_at", "id").values_list("pk", flat=True)[:5000])


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _hand_over(renewal: RenewalApplication, actor: Actor) -> ArchivePackage:
    """Write one package, note and record it, or note why not."""
    done = timezone.localtime(renewal.completed_at)
    name, now = f"{done:%Y/%m}/归档包_{renewal.reference}.zip", timezone.now()
    facts: dict[str, object] = {"name": name, "tried_at": now}
    try:
        with archive(renewal) as package:
            path = _put(_folder() / name, package)
        facts |= {"sm3": sm3_of_file(path), "size": path.stat().st_size, "handed_at": now, "problem": ""}
    except RuleBroken as refusal:
        facts["problem"] = refusal.message[:300]
    except OSError:
        raise
    except Exception:
        _log.exception("package not made", renewal=renewal.pk)
        facts["problem"] = UNEXPECTED
    with transaction.atomic():
        noted, _ = ArchivePackage.objects.update_or_create(renewal=renewal, defaults=facts)
        if noted.handed_at:
            record_account_step(
                step=AccountStep.PACKAGE_HANDED_OVER,
                actor=actor,
                account_id=None,
                enterprise_id=renewal.enterprise_id,
                about=Subject(AboutKind.RENEWAL, renewal.pk),
                detail={"file": noted.name, "sm3": noted.sm3, "bytes": noted.size},
            )
    return noted


def _put(path: Path, package: IO[bytes]) -> Path:
    """The file in its place, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as target:
            shutil.copyfileobj(package, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _write_list(month: str) -> None:
    """移交清单.csv of a month's folder, from what was noted, with its own SM3 beside it."""
    packages = ArchivePackage.objects.handed_over().filter(name__startswith=f"{month}/")
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADINGS)
    for number, package in enumerate(
        packages.select_related("renewal__certificate").order_by("handed_at", "id"), 1
    ):
        renewal, name = package.renewal, Path(package.name).name
        number_in_force = renewal.certificate.registration_number
        facts = (
            renewal.reference,
            number_in_force,
            name,
            package.size,
            package.sm3,
            moment(package.handed_at),
        )
        rows.writerow((number, *facts))
    data = ("\ufeff" + text.getvalue()).encode()
    _put(_folder() / month / LIST, io.BytesIO(data))
    _put(_folder() / month / f"{LIST}.sm3", io.BytesIO(f"{sm3_hex(data)}  {LIST}\n".encode()))


def _folder() -> Path:
    return Path(settings.ARCHIVE_DIR)
