"""What the workers do for accounts; the task carries nothing, and the timetable repeats it."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone

from accounts.privacy.forgetting import sweep_personal_data
from accounts.resetting import send_due_resets

_log = structlog.get_logger("accounts.tasks")


@shared_task(name="accounts.tasks.mail_resets")
def mail_resets() -> None:
    """Send the links that people have asked for."""
    send_due_resets()


@shared_task(name="accounts.tasks.forget_personal_data")
def forget_personal_data() -> None:
    """Make nameless what is kept beyond its time; what is left over is done in the next hour."""
    outcome = sweep_personal_data(now=timezone.now(), most=500)
    _log.info("personal data swept", rows=sum(outcome.counts.values()))


def wake_the_mailer() -> None:
    """Hint that there may be a mail to send; where the broker is away, the timetable does it later."""
    try:
        mail_resets.delay()
    except mail_resets.OperationalError:
        _log.warning("broker away, the timetable will send the mails")
