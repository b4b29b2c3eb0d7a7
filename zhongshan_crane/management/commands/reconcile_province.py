"""`reconcile_province`: the nightly comparison with the province, in the foreground."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ground.request_context import request_context
from provincial_sync.daily import claim, finish, reconcile
from provincial_sync.models import Discrepancy, RunKind

WORDS = {"found": "待处理", "repaired": "已修复", "gone": "已自行消除", "broken": "比对出错"}


class Command(BaseCommand):
    """Compare, put right what is safe, list the rest; the day's run counts as done."""

    help = "与省网对账：补建丢失的上传任务，恢复省网已受理的件，核对证照文件；不能自动修复的列入对账结果。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long, and whether anything may be changed."""
        parser.add_argument("--seconds", type=float, default=1800.0, help="最长用时(秒)，默认 1800")
        parser.add_argument("--no-repair", action="store_true", help="只列出问题，不作修复")

    def handle(self, *, seconds: float, no_repair: bool, **_: Any) -> None:
        """Run it and say in Chinese what was found."""
        with request_context(request_id=uuid.uuid4().hex):
            run = claim(RunKind.RECONCILIATION, timezone.now())
            outcome = reconcile(seconds=seconds, repairs=not no_repair)
            if run is not None:
                finish(run, outcome)
        told = [f"{word} {outcome[name]} 项" for name, word in WORDS.items() if outcome.get(name)]
        self.stdout.write(f"对账完成：{'、'.join(told) or '没有发现问题'}。")
        for row in Discrepancy.objects.open().order_by("-found_at", "-id")[:50]:
            self.stdout.write(f"· {row.get_kind_display()}：{row.text}")
        if outcome["unfinished"]:
            text = f"未比对完：{'、'.join(outcome['unfinished'])}。省网暂不可用或已到时限，可稍后再次运行。"
            self.stdout.write(self.style.WARNING(text))
