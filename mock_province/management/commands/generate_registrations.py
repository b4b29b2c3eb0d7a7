"""Fill the feed with registrations of owners elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mock_province import clock, elsewhere


class Command(BaseCommand):
    """`python -m mock_province generate_registrations --count 100 --seed 1`"""

    help = "Announce new registrations, transfers and cancellations of owners elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=100)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, count: int, seed: int, **_: Any) -> None:
        made = elsewhere.announce(count, seed, clock.now())
        self.stdout.write(f"{len(made)} changes announced")
