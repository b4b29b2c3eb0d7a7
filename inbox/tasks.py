"""What the workers do for messages; a task carries nothing, the truth is on the rows."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from inbox.allowances import forget_old
from inbox.sending import send_round

SECONDS = 30  # of a round, far below the workers' time limits


@shared_task(name="inbox.tasks.send_deliveries")
def send_deliveries() -> None:
    """Send the e-mails and text messages that are due."""
    send_round(seconds=SECONDS)


@shared_task(name="inbox.tasks.forget_allowances")
def forget_allowances() -> None:
    """Delete the counts of days gone by."""
    forget_old(timezone.localdate())
