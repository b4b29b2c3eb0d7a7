"""Puts a backup in the place of what is there: the files first, the database at last and at once."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils.module_loading import import_string

from accounts.models import Enterprise, User
from audit.notes import forget_known
from ground.keys import data_keys, key_mark
from zhongshan_crane import maintenance
from zhongshan_crane.backups import files
from zhongshan_crane.backups.engines import engine
from zhongshan_crane.backups.failures import BackupFailed
from zhongshan_crane.backups.manifest import Manifest, read
from zhongshan_crane.backups.verifying import dump_problems
from zhongshan_crane.operator_trail import end_of_chain, record_restore

NEWER = "此备份来自更新的版本(含本版本没有的迁移 {names})，请用不早于 {product} 的同一版本程序恢复。"
OTHER_KIND = "此备份是 {theirs} 数据库的，当前 DATABASE_URL 是 {ours}，不能互相恢复。"
OTHER_KEY = (
    "此备份中的个人信息由另一把密钥(标记 {mark})加密，当前 DATA_KEY、DATA_KEY_FALLBACKS 都打不开。"
    "请先把当时的密钥放回设置。"
)
NOT_EMPTY = (
    "当前数据库中已有账号或企业，恢复会以备份取代全部现有数据。确认无误后加 --over-existing；"
    "建议先 make backup 留存现状。"
)
NOT_CLOSED = "门户仍在开放。请先执行 manage.py maintenance on，并停止或等待后台任务，再恢复。"


@dataclass(frozen=True)
class Restored:
    """What was put back, and how long it took."""

    manifest: Manifest
    files: int
    seconds: float


def restore(folder: Path, *, over_existing: bool = False) -> Restored:
    """Restore that backup and bring it up to this version; raises BackupFailed before anything is changed.

    Over existing data only when told so and while the portal is closed. Afterwards everybody logs in anew. The
    restore is an entry of the restored record, with the end of the chain that is no more.
    """
    began, manifest = time.monotonic(), read(folder)
    _require_fitting(manifest)
    _require_room(over_existing=over_existing)
    if found := next(dump_problems(folder, manifest), ""):
        raise BackupFailed(found)
    replaced = _replaced()
    back = files.give_back(folder)
    engine().load(folder / manifest.dump)
    _require_all_rows(manifest)
    call_command("migrate", interactive=False, verbosity=0)
    _forget_what_was_open()
    record_restore(folder, manifest, replaced)
    return Restored(manifest, back, round(time.monotonic() - began, 2))


def _require_fitting(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupFailed(OTHER_KIND.format(theirs=manifest.vendor, ours=connection.vendor))
    loader = MigrationLoader(None)
    unknown = [
        f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in loader.disk_migrations
    ]
    if unknown:
        raise BackupFailed(NEWER.format(names="、".join(unknown[:5]), product=manifest.product))
    if manifest.data_key not in {key_mark(key) for key in data_keys()}:
        raise BackupFailed(OTHER_KEY.format(mark=manifest.data_key))


def _require_room(*, over_existing: bool) -> None:
    if _is_empty():
        return
    if not over_existing:
        raise BackupFailed(NOT_EMPTY)
    if maintenance.closure() is None:
        raise BackupFailed(NOT_CLOSED)


def _is_empty() -> bool:
    """Whether nobody works here: no tables yet, or neither accounts nor enterprises."""
    try:
        return not (User.objects.exists() or Enterprise.objects.exists())
    except DatabaseError:
        return not connection.introspection.table_names()


def _replaced() -> tuple[int, str]:
    """Where the chain ends that is about to go; nothing where there are no tables yet, or older ones."""
    try:
        return end_of_chain()
    except DatabaseError:
        return 0, ""


def _require_all_rows(manifest: Manifest) -> None:
    """Compare with what was counted in the dump's own moment."""
    with connection.cursor() as cursor:
        for table, rows in manifest.rows.items():
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            if (found := cursor.fetchone()[0]) != rows:
                raise BackupFailed(f"恢复后表 {table} 有 {found} 行，备份时为 {rows} 行，请勿开放门户。")


def _forget_what_was_open() -> None:
    """End every session: one that was ended since would be back. What is cached is of the other database."""
    store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    store.get_model_class().objects.all().delete()  # type: ignore[attr-defined]
    cache.clear()
    forget_known()
