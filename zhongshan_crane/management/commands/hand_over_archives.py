"""归档移交: writes the packages of finished renewals into ARCHIVE_DIR for the city's archive."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.actors import COMMAND
from certificates.archives.handing_over import hand_over_round, problems, waiting


class Command(BaseCommand):
    """Can be stopped and repeated at any time; each package is handed over once."""

    help = "把已完成换证的归档包写入 ARCHIVE_DIR(按年月分文件夹，附移交清单)。可随时中断、重复执行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the period, or check what was handed over."""
        parser.add_argument("--since", type=dt.date.fromisoformat, help="换证完成日期从，如 2026-01-01")
        parser.add_argument("--until", type=dt.date.fromisoformat, help="换证完成日期至(含)")
        parser.add_argument("--seconds", type=float, default=3600.0, help="最长用时(秒)，默认 3600")
        parser.add_argument(
            "--check", action="store_true", help="不移交，只核对已移交的文件是否都在、摘要是否相符"
        )

    def handle(
        self,
        *args: Any,
        since: dt.date | None,
        until: dt.date | None,
        seconds: float,
        check: bool,
        **options: Any,
    ) -> None:
        """Say how many were handed over, failed and wait."""
        if not settings.ARCHIVE_DIR:
            raise CommandError("未设置 ARCHIVE_DIR(档案馆接收归档包的文件夹)。")
        if check:
            self._check()
            return
        try:
            outcome = hand_over_round(seconds=seconds, since=since, until=until, everyone=True, actor=COMMAND)
        except OSError as error:
            raise CommandError(f"ARCHIVE_DIR 无法写入：{error}") from None
        self.stdout.write(
            f"已移交 {outcome['handed_over']} 件，未成功 {outcome['failed']} 件，还有 {waiting().count()} 件待移交。"
        )

    def _check(self) -> None:
        found = list(problems())
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"已移交的归档包有 {len(found)} 处问题。")
        self.stdout.write("已移交的归档包全部相符。")
