"""`archive_audit`: move the oldest part of the record into files, and prove such a file."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.archive_files import check_archive
from audit.archiving import archive
from ground.errors import RuleBroken

_BAD = 2


class Command(BaseCommand):
    """Never by itself: whoever keeps the server decides when, in a maintenance window."""

    help = "把早于某日的操作记录归档为文件并从数据库移出(设备办理历史保留)；或核验一个归档文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The day and the folder, or the file to prove."""
        parser.add_argument("--before", default="", help="归档早于这一天的记录(2026-01-31)")
        parser.add_argument("--to", dest="folder", type=Path, default=None, help="归档文件放在哪个目录")
        parser.add_argument("--check", type=Path, default=None, help="核验一个归档文件")

    def handle(self, *, before: str, folder: Path | None, check: Path | None, **_: Any) -> None:
        """Do one of both, and say in Chinese what was done."""
        if check is not None:
            self._check(check)
            return
        if not before or folder is None:
            raise CommandError("请给出 --before 日期 和 --to 目录，或用 --check 核验归档文件。")
        try:
            day = dt.date.fromisoformat(before)
            done = archive(before=day, folder=folder, tell=lambda file: self.stdout.write(f"已归档 {file}"))
        except ValueError as problem:
            raise CommandError(f"“{before}”不是日期(例：2026-01-31)。") from problem
        except RuleBroken as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"已归档 {done.links} 条封印(到第 {done.until} 号)，共 {len(done.files)} 个文件：移出 {done.removed} 行，"
            f"保留的 {done.resealed} 行已重新封存，抹除个人信息 {done.erased} 处。请把文件另行保存。"
        )

    def _check(self, file: Path) -> None:
        count = 0
        try:
            for finding in check_archive(file):
                count += 1
                self.stdout.write(str(finding))
        except (OSError, EOFError, ValueError, KeyError) as problem:
            raise CommandError(f"{file} 不是完整的归档文件：{problem}") from problem
        if count:
            raise SystemExit(_BAD)
        self.stdout.write("归档文件完好。")
