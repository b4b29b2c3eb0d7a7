"""What the workers do for 企业事项."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from matters.services.deferring import end_what_is_over


@shared_task
def end_deferrals() -> None:
    """恢复换证 where the date of a 暂不换证 is past; what one look does not reach, the next does."""
    end_what_is_over(timezone.localdate())
