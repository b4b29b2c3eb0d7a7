"""Make nameless what is kept beyond its time, as the worker does each night."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.privacy.forgetting import sweep_personal_data


class Command(BaseCommand):
    """Names each kind of data and how many rows."""

    help = "把超过保存期限的个人信息匿名化；--dry-run 只统计，不改动"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只统计")
        parser.add_argument("--most", type=int, default=100_000, help="每类最多处理多少行")

    def handle(self, *args: Any, **options: Any) -> None:
        dry = options["dry_run"]
        outcome = sweep_personal_data(now=timezone.now(), dry_run=dry, most=options["most"])
        for word, count in outcome.counts.items():
            self.stdout.write(f"{word}: {'将匿名化' if dry else '已匿名化'} {count} 行")
