"""What a backup says of itself, and how it is found among the others."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from zhongshan_crane.backups.failures import BackupFailed

FORMAT = 1
MANIFEST, FILES, LIST = "manifest.json", "files", "files.txt"
_NAME = re.compile(r"\d{8}-\d{6}(-\d+)?")

Migration = tuple[str, str]


@dataclass(frozen=True)
class Manifest:
    """The facts of one backup, as they stand in manifest.json."""

    made_at: str  # ISO 8601
    product: str
    vendor: str  # postgresql or sqlite: a dump goes back into the same kind
    server: str
    dump: str  # the dump's file name
    dump_bytes: int
    dump_sm3: str
    migrations: list[Migration]
    rows: dict[str, int]  # by table, in the dump's own moment
    data_key: str  # mark of the key that personal data are encrypted with; the key itself is nowhere in here
    files: int
    file_bytes: int
    new_files: int  # not yet in the backup before
    list_sm3: str
    seconds: float
    missing: list[str] = field(default_factory=list)  # named in the database, not whole on the disk
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Put it into the folder."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text, encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Return the facts of the backup in that folder; raises BackupFailed where they cannot be understood."""
    try:
        facts: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if facts["format"] != FORMAT:
            raise BackupFailed(f"{folder} 的备份格式 {facts['format']} 不是本版本认识的 {FORMAT}。")
        facts["migrations"] = [(app, name) for app, name in facts["migrations"]]
        return Manifest(**facts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupFailed(f"{folder} 不是完整的备份：{MANIFEST} 缺失或无法读取({error})。") from None


def all_backups() -> list[Path]:
    """Every finished backup in BACKUP_DIR, the newest first."""
    place = Path(settings.BACKUP_DIR)
    found = [path for path in place.glob("*") if _NAME.fullmatch(path.name) and (path / MANIFEST).exists()]
    return sorted(found, key=lambda path: (path.name[:15], number_of(path)), reverse=True)


def latest_age(now: dt.datetime) -> float | None:
    """Seconds since the newest backup of BACKUP_DIR was begun, by its name; None where there is none to be seen."""
    try:
        newest = next(iter(all_backups()), None)
    except OSError:
        return None
    if newest is None:
        return None
    zone = timezone.get_default_timezone()
    begun = dt.datetime.strptime(newest.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=zone)
    return (now - begun).total_seconds()


def number_of(backup: Path) -> int:
    """Which one it is of those of the same second."""
    return int(backup.name[16:] or 1)


def named(text: str) -> Path:
    """Return the folder that a person means: a path, a backup's name, or `latest`; raises BackupFailed."""
    if text == "latest":
        found = all_backups()
        if not found:
            raise BackupFailed(f"{settings.BACKUP_DIR} 中没有备份。")
        return found[0]
    for path in (Path(text), Path(settings.BACKUP_DIR) / text):
        if path.is_dir():
            return path
    raise BackupFailed(f"没有找到备份 {text}。")
