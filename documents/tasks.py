"""What the workers do for files; the task carries nothing, and the timetable repeats it."""

from __future__ import annotations

from celery import shared_task

from documents.incoming import forget_old_uploads
from documents.scanning import forget_quarantined, look_through_waiting


@shared_task(name="documents.tasks.forget_uploads")
def forget_uploads() -> None:
    """Forget files that were begun more than a day ago and belong to nothing, and old lines of the quarantine."""
    forget_old_uploads()
    forget_quarantined()


@shared_task(name="documents.tasks.scan_waiting")
def scan_waiting() -> None:
    """Have files looked through that came while the scanner was away."""
    look_through_waiting()
