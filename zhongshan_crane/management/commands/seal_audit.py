"""`seal_audit`: seal the record in the foreground, as the worker does."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.anchors import anchor_if_due, send_anchors
from audit.chain import Link
from audit.sealing import ChainBrokenError, seal_due


class Command(BaseCommand):
    """Everything that waits, however long it takes."""

    help = "立即封存全部待封存的操作记录，并送出到期的锚点。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What a restored or imported register needs."""
        parser.add_argument(
            "--admit-old",
            action="store_true",
            help="补录：本次封存的记录可早于封存时间(仅用于导入历史数据之后，会在链上留痕)",
        )

    def handle(self, *, admit_old: bool, **_: Any) -> None:
        """Seal and say how far the chain goes."""
        try:
            count = seal_due(seconds=24 * 3600, admits=admit_old)
        except ChainBrokenError as broken:
            raise CommandError(
                f"封存链的链尾与登记不一致({broken})，没有继续封存。请先运行 manage.py verify_audit 查明原因。"
            ) from broken
        anchor_if_due(timezone.now())
        sent = send_anchors(timezone.now())
        end = Link.objects.latest_link()
        self.stdout.write(f"封存 {count} 行，链到第 {end.number if end else 0} 号；送出锚点 {sent} 个。")
