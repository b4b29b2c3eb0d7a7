"""What the workers do for messages; a task carries nothing, the truth is on the rows."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from inbox.allowances import forget_old
from inbox.key_reminding import remind_of_keys
from inbox.sending import send_round
from inbox.webhooks.sending import push_round
from inbox.webhooks.services import forget_old as forget_old_pushes

SECONDS = 30  # of a round, far below the workers' time limits


@shared_task(name="inbox.tasks.send_deliveries")
def send_deliveries() -> None:
    """Send the e-mails and text messages that are due."""
    send_round(seconds=SECONDS)


@shared_task(name="inbox.tasks.forget_allowances")
def forget_allowances() -> None:
    """Delete the counts of days gone by."""
    forget_old(timezone.localdate())


@shared_task(name="inbox.tasks.remind_of_keys")
def remind_of_interface_keys() -> None:
    """Tell who keeps them of keys that run out, or whose makers have left."""
    remind_of_keys(timezone.now())


@shared_task(name="inbox.tasks.push_events")
def push_events() -> None:
    """Send what is due to firms' own systems (事件推送)."""
    push_round(seconds=SECONDS)


@shared_task(name="inbox.tasks.forget_pushes")
def forget_pushes() -> None:
    """Delete what was pushed WEBHOOK_KEEP_DAYS ago."""
    forget_old_pushes()
