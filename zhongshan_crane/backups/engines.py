"""Which kind of database is at work, and what each kind's module offers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.db import connection

from zhongshan_crane.backups import postgresql, sqlite
from zhongshan_crane.backups.failures import BackupFailed
from zhongshan_crane.backups.snapshots import Snapshot


class Engine(Protocol):
    """Dumps and loads one kind of database."""

    DUMP: str

    def dump(self, target: Path) -> Snapshot:
        """Write the whole database as it is at one moment; people go on working meanwhile."""

    def load(self, source: Path) -> None:
        """Put the dump in the place of everything that the database holds, wholly or not at all."""

    def stored_files(self, source: Path) -> Iterator[str]:
        """The SM3 of each file that the dump names."""

    def problem(self, source: Path) -> str:
        """What is wrong with the dump, empty where it can be read."""


def engine(vendor: str = "") -> Engine:
    """The module for that kind of database, by default for the one at work; raises BackupFailed."""
    engines: dict[str, Engine] = {"postgresql": postgresql, "sqlite": sqlite}
    vendor = vendor or connection.vendor
    if vendor not in engines:
        raise BackupFailed(f"不支持备份 {vendor} 数据库。")
    return engines[vendor]
