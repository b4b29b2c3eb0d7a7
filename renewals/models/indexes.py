"""The indexes of renewals: one for each order of a list, and small ones for what is counted on every page."""

from __future__ import annotations

from django.db import models

from ground.glossary import ApprovalStatus as Approval

ACCEPTED_ONCE = models.Q(first_acceptance__isnull=False)
WAITING = models.Q(approval_status=Approval.PENDING, voided_at__isnull=True)
IN_HAND = WAITING & models.Q(claimed_by__isnull=False)
ASKED = WAITING & models.Q(withdrawal_requested_at__isnull=False)
LIVE = models.Q(voided_at__isnull=True)

INDEXES = [
    models.Index(fields=["enterprise", "-created_at", "-id"], name="renewal_of_enterprise"),
    models.Index(fields=["approval_status", "submitted_at", "id"], name="renewal_queue"),
    models.Index(fields=["approval_status", "due_on", "id"], name="renewal_queue_by_due"),
    models.Index(fields=["submitted_at", "id"], name="renewal_second_queue", condition=ACCEPTED_ONCE),
    models.Index(fields=["due_on", "round"], name="renewal_waiting", condition=WAITING),
    models.Index(fields=["claimed_by", "claimed_until"], name="renewal_in_hand", condition=IN_HAND),
    models.Index(fields=["submitted_at", "id", "round"], name="renewal_asked_back", condition=ASKED),
    models.Index(fields=["-created_at", "-id"], name="renewal_latest"),
    models.Index(fields=["upload_status", "-created_at", "-id"], name="renewal_by_upload"),
    models.Index(fields=["age_basis", "id"], name="renewal_age_basis"),
    models.Index(fields=["enterprise", "approval_status", "upload_status"], name="renewal_tally"),
    # What reports count, so that they read no renewal for it; and firms with drafts, which are urged.
    models.Index(
        fields=["enterprise", "storage_town", "category", "approval_status", "upload_status"],
        name="renewal_figures",
        condition=LIVE & models.Q(round__gt=0),
    ),
    models.Index(
        fields=["enterprise", "device"],
        name="renewal_drafts",
        condition=LIVE & models.Q(approval_status=Approval.NOT_SUBMITTED),
    ),
    models.Index(fields=["enterprise", "reference", "id"], name="renewal_by_reference"),
    models.Index(fields=["enterprise", "old_registration_number", "id"], name="renewal_by_number"),
    models.Index(fields=["enterprise", "model", "id"], name="renewal_by_model"),
]
