"""Put a registration of elsewhere, or a cancellation, into the feed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mock_province.forms import RegistrationChangeForm
from mock_province.models import Category, RegistrationChange


class Command(BaseCommand):
    """`python -m mock_province add_registration --registration-no 粤AA-T202600001 …`"""

    help = "Announce one registration change in the feed."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("registration_no", "category", "model", "serial_no", "owner_name", "owner_uscc"):
            choices = Category.values if name == "category" else None
            parser.add_argument(f"--{name.replace('_', '-')}", required=True, choices=choices)
        for name in ("previous_registration_no", "manufacturer"):
            parser.add_argument(f"--{name.replace('_', '-')}", default="")
        parser.add_argument("--owner-region-code", default="440100")
        parser.add_argument("--status", default="VALID", choices=RegistrationChange.Status.values)

    def handle(self, *args: Any, **given: Any) -> None:
        form = RegistrationChangeForm({name: given[name] for name in RegistrationChangeForm.Meta.fields})
        if not form.is_valid():
            raise CommandError(form.errors.as_text())
        item = form.save()
        self.stdout.write(f"sequence {item.id}: {item.registration_no} {item.status}")
