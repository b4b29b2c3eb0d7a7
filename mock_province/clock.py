"""The platform's clock, which may be wrong: the books go by it, the ledger does not."""

import time
from datetime import datetime, timedelta

from django.utils import timezone

from mock_province.models import Platform


def now() -> datetime:
    """The moment that the platform believes in."""
    return timezone.now() + timedelta(seconds=Platform.present().clock_skew_seconds)


def seconds() -> int:
    """The same in Unix seconds."""
    return int(time.time()) + Platform.present().clock_skew_seconds
