"""What the workers do for certificates; repeating it changes nothing."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from certificates.archives.handing_over import hand_over_round
from certificates.reminding import remind_of_certificates


@shared_task(name="certificates.tasks.remind")
def remind() -> None:
    """Remind firms of certificates that run out."""
    remind_of_certificates(timezone.localdate())


@shared_task(name="certificates.tasks.hand_over_archives", soft_time_limit=270, time_limit=285)
def hand_over_archives() -> None:
    """Put packages of finished renewals into the archive's folder, where there is one."""
    if settings.ARCHIVE_DIR:
        hand_over_round(seconds=200)
