"""What the workers do for certificates; repeating it changes nothing."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from certificates.reminding import remind_of_certificates


@shared_task(name="certificates.tasks.remind")
def remind() -> None:
    """Remind firms of certificates that run out."""
    remind_of_certificates(timezone.localdate())
