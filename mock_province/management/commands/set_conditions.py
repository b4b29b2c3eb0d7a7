"""Set what goes wrong on purpose: maintenance, pace, clock, errors, lost answers and the rest."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mock_province import conditions


class Command(BaseCommand):
    """`python -m mock_province set_conditions --maintenance-seconds 60 --lost-percent 10`"""

    help = (
        "Set the conditions that hold for every request; what is not given is lifted, with --keep it stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--keep", action="store_true", help="what is not given stays as it is")
        for name in ("maintenance_seconds", *conditions.LABELS):
            flag = f"--{name.replace('_', '-')}"
            if name == "retry_after_as_date":
                parser.add_argument(flag, action="store_true", default=None)
            else:
                parser.add_argument(flag)

    def handle(self, *args: Any, keep: bool, **given: Any) -> None:
        names = ("maintenance_seconds", *conditions.LABELS)
        form = conditions.change({name: given[name] for name in names if given[name] is not None}, keep=keep)
        if not form.is_valid():
            raise CommandError(form.errors.as_text())
        form.save()
        self.stdout.write(json.dumps(conditions.present(), ensure_ascii=False))
