"""Makes the demonstration's accounts and data; repeating it changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.figures import unsealed
from audit.sealing import seal_due
from zhongshan_crane.demo.seeding import seed

REFUSED = (
    "此处未开启 DJANGO_DEBUG，不生成演示数据：演示账号的密码是公开的。"
    "确需在此生成的，请加 --force-demo，并在正式使用前停用演示账号。"
)


class Command(BaseCommand):
    """Refuses where the system is live, because the demo's password is public."""

    help = "生成演示账号和演示数据(可重复执行，已有的不改动)。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the word that demo data are meant even where debug is off."""
        parser.add_argument("--force-demo", action="store_true", help="未开启 DJANGO_DEBUG 时也生成")

    def handle(self, *args: Any, force_demo: bool, verbosity: int, **options: Any) -> None:
        """Make what is missing, saying in Chinese how far it is."""
        if not (settings.DEBUG or force_demo):
            raise CommandError(REFUSED)
        seed(self.stdout.write if verbosity else _say_nothing)
        if unsealed():
            seal_due(seconds=600, admits=True)  # its history is older than the hour in which it was made


def _say_nothing(_: str) -> None:
    pass
