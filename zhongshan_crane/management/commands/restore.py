"""Restores a backup: database and files, brought up to this version."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhongshan_crane.backups.failures import BackupFailed
from zhongshan_crane.backups.manifest import named
from zhongshan_crane.backups.restoring import restore


class Command(BaseCommand):
    """Refuses over existing data unless told so."""

    help = "从备份恢复数据库和文件。数据库不为空时须加 --over-existing，且门户须处于维护状态。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the backup and the permission to replace what is there."""
        parser.add_argument(
            "backup", nargs="?", default="latest", help="文件夹，或 BACKUP_DIR 中的名称；默认最新"
        )
        parser.add_argument("--over-existing", action="store_true", help="以备份取代现有全部数据")

    def handle(self, *args: Any, backup: str, over_existing: bool, **options: Any) -> None:
        """Say what was put back, and what to do next."""
        try:
            folder = named(backup)
            done = restore(folder, over_existing=over_existing)
        except (BackupFailed, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"已恢复 {folder}(备份于 {done.manifest.made_at})：{sum(done.manifest.rows.values())} 行，"
            f"补回文件 {done.files} 个，用时 {done.seconds} 秒。\n"
            "所有人须重新登录。确认无误后执行 manage.py maintenance off，后台任务会与省网核对并继续。"
        )
