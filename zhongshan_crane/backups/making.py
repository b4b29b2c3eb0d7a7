"""Makes a backup: the database first, because files are added before the rows that name them."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import shutil
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ground.digests import sm3_of_file
from ground.keys import key_mark
from zhongshan_crane.backups import files
from zhongshan_crane.backups.engines import Engine, engine
from zhongshan_crane.backups.failures import BackupFailed
from zhongshan_crane.backups.manifest import LIST, Manifest, all_backups, number_of

UNFINISHED = ".part"


def make() -> tuple[Path, Manifest]:
    """Make one backup and let go of those beyond BACKUP_KEEP; raises BackupFailed and leaves no half of one."""
    place, now = Path(settings.BACKUP_DIR), timezone.localtime()
    with _alone(place):
        for left in place.glob(f"*{UNFINISHED}"):
            shutil.rmtree(left)
        target = _free_name(place, now)
        part = target.with_name(target.name + UNFINISHED)
        part.mkdir(mode=0o700)
        try:
            manifest = _filled(part, now)
            part.replace(target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        _let_go()
    return target, manifest


def _filled(folder: Path, now: dt.datetime) -> Manifest:
    began, source, before = time.monotonic(), engine(), next(iter(all_backups()), None)
    dump = folder / source.DUMP
    found = source.dump(dump)
    copied = files.take(folder, before)
    manifest = Manifest(
        made_at=now.isoformat(timespec="seconds"),
        product=product_version(),
        vendor=connection.vendor,
        server=found.server,
        dump=dump.name,
        dump_bytes=dump.stat().st_size,
        dump_sm3=sm3_of_file(dump),
        migrations=found.migrations,
        rows=found.rows,
        data_key=key_mark(settings.DATA_KEY),
        files=copied.files,
        file_bytes=copied.bytes,
        new_files=copied.new,
        list_sm3=sm3_of_file(folder / LIST),
        missing=_missing(source, dump, folder),
        seconds=round(time.monotonic() - began, 2),
    )
    manifest.write(folder)
    return manifest


def _missing(source: Engine, dump: Path, folder: Path) -> list[str]:
    """Files that the database names and the disk does not hold whole: a damage that is older than this backup."""
    there = {sm3 for sm3, _size in files.listed(folder)}
    return sorted(sm3 for sm3 in source.stored_files(dump) if sm3 not in there)


def _let_go() -> None:
    """Remove the oldest; the links of the younger ones keep the bytes that they share."""
    if settings.BACKUP_KEEP > 0:
        for old in all_backups()[settings.BACKUP_KEEP :]:
            shutil.rmtree(old)


def _free_name(place: Path, now: dt.datetime) -> Path:
    """The moment, with a number behind it where the backup before is of the same second."""
    name, before = f"{now:%Y%m%d-%H%M%S}", next(iter(all_backups()), None)
    if before and before.name.startswith(name):
        name += f"-{number_of(before) + 1}"
    return place / name


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Hold the folder of backups; raises BackupFailed while another one is made, or where it cannot be written."""
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(place / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise BackupFailed(f"BACKUP_DIR 无法写入：{error}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupFailed("另一个备份正在进行，请等它结束。") from None
    finally:
        os.close(lock)


def product_version() -> str:
    """The number of this product."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
