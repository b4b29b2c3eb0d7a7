"""Where an acceptance becomes a row of the outbox: both stand or fall together."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.dispatch import receiver

from provincial_sync import services
from renewals.models import RenewalApplication, Submission
from renewals.signals import read_for_acceptance, renewal_accepted

read_for_acceptance["last_returned"] = Subquery(services.returned_of(OuterRef("device_id"))[:1])


@receiver(renewal_accepted, dispatch_uid="provincial_sync.enqueue")
def enqueue_accepted(
    renewal: RenewalApplication, submission: Submission, last_returned: str | None, **_: Any
) -> None:
    """Write the upload in the transaction of the acceptance."""
    services.enqueue(renewal=renewal, submission=submission, supersedes=last_returned or "")
