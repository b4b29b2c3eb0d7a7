"""Who comes in to the pages of a batch, and whose batch it is."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.access import door
from accounts.policies import Action
from renewals.models import Batch

batch_door = door(Action.KEEP_RENEWALS)
INTAKE_SECTION, SECTION = "devices:unapproved", "renewals:batches"


def my_batch(request: HttpRequest, pk: int) -> Batch:
    """The firm's batch of that number; another firm's is 404."""
    mine = Batch.objects.visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(mine.select_related("enterprise"), pk=pk)


def section_of(batch: Batch) -> str:
    """The sidebar's entry to which the pages of the batch belong."""
    return INTAKE_SECTION if batch.is_intake else SECTION
