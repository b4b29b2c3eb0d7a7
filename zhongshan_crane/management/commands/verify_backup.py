"""Says whether a backup is whole: digests, a readable dump, and every file that the database names."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhongshan_crane.backups.failures import BackupFailed
from zhongshan_crane.backups.manifest import named
from zhongshan_crane.backups.verifying import problems


class Command(BaseCommand):
    """Changes nothing."""

    help = "检验备份是否完整：逐个核对 SM3，数据库备份能否读出，数据库提到的文件是否都在。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the backup and how thoroughly to look."""
        parser.add_argument(
            "backup", nargs="?", default="latest", help="文件夹，或 BACKUP_DIR 中的名称；默认最新"
        )
        parser.add_argument("--quick", action="store_true", help="文件只核对大小，不计算摘要")

    def handle(self, *args: Any, backup: str, quick: bool, **options: Any) -> None:
        """Name each problem; fail where there is one."""
        try:
            folder = named(backup)
        except BackupFailed as error:
            raise CommandError(str(error)) from None
        found = problems(folder, quick=quick)
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"备份 {folder} 有 {len(found)} 处问题。")
        self.stdout.write(f"备份 {folder} 完整。")
