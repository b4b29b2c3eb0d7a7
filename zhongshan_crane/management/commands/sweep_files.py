"""Deletes stored files that nothing names any more, and what batches never gave to a machine."""

from __future__ import annotations

import datetime
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.sweeping import LEAST_AGE, remove_orphans
from matters.models import MatterRound
from renewals.batch.papers.forgetting import forget_unmatched
from renewals.models import Submission


class Command(BaseCommand):
    """Looks first with --dry-run; without it, deletes for ever what is not in a backup."""

    help = (
        "清理不再被任何附件、证照、提交记录引用的文件(暂存未保存的、已移除的)，以及批次中长期未匹配的附件。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the least age and the dry run."""
        parser.add_argument("--days", type=int, default=7, help="只清理最近一次存入早于多少天的文件，默认 7")
        parser.add_argument("--dry-run", action="store_true", help="只列出，不删除")

    def handle(self, *args: Any, days: int, dry_run: bool, **options: Any) -> None:
        """Name each file and their number."""
        age = datetime.timedelta(days=days)
        if age < LEAST_AGE:
            raise CommandError(f"--days 不能小于 {LEAST_AGE.days}：更新的文件可能正在填写的页面上。")
        let_go = forget_unmatched(timezone.now(), dry_run=dry_run)
        removed = remove_orphans(older_than=age, keep=named_in_submissions(), dry_run=dry_run)
        for name in removed:
            self.stdout.write(name)
        done = "可清理" if dry_run else "已清理"
        self.stdout.write(f"{done}批次中未匹配的附件 {let_go} 个。")
        self.stdout.write(f"{done} {len(removed)} 个文件。")


def named_in_submissions() -> set[str]:
    """The SM3s in the frozen attachment lists, which stay evidence after an attachment was replaced."""
    rounds = (Submission.objects, MatterRound.objects)
    lists = (row for model in rounds for row in model.values_list("attachments", flat=True).iterator())
    return {entry["sm3"] for attachments in lists for entry in attachments}
