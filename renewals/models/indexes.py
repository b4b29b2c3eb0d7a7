"""The indexes of renewals: one for each order of a list, and small ones for what is counted on every page."""

from __future__ import annotations

from django.db import models

from ground.glossary import ApprovalStatus as Approval

ACCEPTED_ONCE = models.Q(first_acceptance__isnull=False)
WAITING = models.Q(approval_status=Approval.PENDING, voided_at__isnull=True)
ASKED = WAITING & models.Q(withdrawal_requested_at__isnull=False)

INDEXES = [
    models.Index(fields=["enterprise", "-created_at", "-id"], name="renewal_of_enterprise"),
    models.Index(fields=["approval_status", "submitted_at", "id"], name="renewal_queue"),
    models.Index(fields=["approval_status", "due_on", "id"], name="renewal_queue_by_due"),
    models.Index(fields=["submitted_at", "id"], name="renewal_second_queue", condition=ACCEPTED_ONCE),
    models.Index(fields=["due_on", "round"], name="renewal_waiting", condition=WAITING),
    models.Index(fields=["submitted_at", "id", "round"], name="renewal_asked_back", condition=ASKED),
    models.Index(fields=["-created_at", "-id"], name="renewal_latest"),
    models.Index(fields=["upload_status", "-created_at", "-id"], name="renewal_by_upload"),
    models.Index(fields=["age_basis", "id"], name="renewal_age_basis"),
    models.Index(fields=["enterprise", "approval_status", "upload_status"], name="renewal_tally"),
    models.Index(fields=["enterprise", "reference", "id"], name="renewal_by_reference"),
    models.Index(fields=["enterprise", "old_registration_number", "id"], name="renewal_by_number"),
    models.Index(fields=["enterprise", "model", "id"], name="renewal_by_model"),
]
