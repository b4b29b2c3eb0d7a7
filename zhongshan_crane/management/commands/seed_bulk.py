"""Makes bulk data for measuring: a register as large as one likes, the same for the same seed and day."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ground.errors import RuleBroken
from zhongshan_crane.bulk.plan import Plan
from zhongshan_crane.bulk.seeding import seed_bulk

REFUSED = (
    "此处未开启 DJANGO_DEBUG，不生成批量数据：它会与真实数据混在一起。确需在此生成的，请加 --force-bulk。"
)


class Command(BaseCommand):
    """Refuses where the system is live, and where the database holds machines of real firms."""

    help = "生成批量数据，用于测量(同一种子、同一天得到相同的数据；已有的不重复生成)。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much of what; the defaults are a small city."""
        parser.add_argument("--devices", type=int, default=10_000, help="设备台数")
        parser.add_argument("--enterprises", type=int, default=200, help="企业家数")
        parser.add_argument("--renewals", type=int, default=8_000, help="换证申请件数")
        parser.add_argument("--seed", type=int, default=1, help="随机种子")
        parser.add_argument("--force-bulk", action="store_true", help="未开启 DJANGO_DEBUG 时也生成")
        parser.add_argument("--beside-other-data", action="store_true", help="库中已有其他设备时也生成")

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Make them, saying in Chinese how far it is."""
        if not (settings.DEBUG or options["force_bulk"]):
            raise CommandError(REFUSED)
        say = self.stdout.write if verbosity else _say_nothing
        try:
            plan = Plan(
                devices=options["devices"],
                enterprises=options["enterprises"],
                renewals=options["renewals"],
                seed=options["seed"],
                today=timezone.localdate(),
            )
            if not seed_bulk(plan, beside_other_data=options["beside_other_data"], say=say):
                say("批量数据已存在，未作改动。")
        except RuleBroken as refusal:
            raise CommandError(refusal.message) from refusal


def _say_nothing(_: str) -> None:
    pass
