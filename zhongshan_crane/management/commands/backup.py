"""Makes a backup of database and files into a dated folder of BACKUP_DIR."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhongshan_crane.backups.failures import BackupFailed
from zhongshan_crane.backups.making import make
from zhongshan_crane.operator_trail import record_backup, record_failed_backup


class Command(BaseCommand):
    """People go on working meanwhile."""

    help = "备份数据库和文件到 BACKUP_DIR 下以日期命名的文件夹，并按 BACKUP_KEEP 清理旧备份。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Say where it lies and what is in it."""
        try:
            folder, manifest = make()
        except (BackupFailed, OSError) as error:
            record_failed_backup(str(error))
            raise CommandError(f"备份失败：{error}") from None
        record_backup(folder, manifest)
        self.stdout.write(
            f"已备份到 {folder}\n数据库 {manifest.dump_bytes} 字节，共 {sum(manifest.rows.values())} 行；"
            f"文件 {manifest.files} 个 {manifest.file_bytes} 字节，其中新增 {manifest.new_files} 个；"
            f"用时 {manifest.seconds} 秒。\n数据库备份的 SM3：{manifest.dump_sm3}"
        )
        for sm3 in manifest.missing:
            self.stderr.write(self.style.WARNING(f"数据库提到的文件 {sm3} 在磁盘上缺失或已损坏。"))
