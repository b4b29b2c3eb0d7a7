"""Closing what had to be done by hand at the province."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime

from accounts.models import User
from accounts.policies import Action, require
from audit.services import record_step
from ground.errors import StepRefused
from ground.glossary import Step
from ground.writing import lock_row, write_row
from matters.models import ProvinceErrand
from matters.services.steps import required_text


@transaction.atomic
def close_errand(*, errand_id: int, user: User, note: str) -> ProvinceErrand:
    """办结 with a note (what was done at the province, and its receipt number); once only."""
    require(user, Action.CLOSE_PROVINCE_ERRANDS)
    note = required_text(note, "请写明在省网如何办理(可填回执号)", path="note", most=300)
    errands = ProvinceErrand.objects.visible_to(user).select_related("matter", "closed_by")
    errand = lock_row(errands.filter(pk=errand_id))
    if errand.closed_at:
        who = errand.closed_by.masked_name if errand.closed_by else ""
        raise StepRefused("closed", f"此项已由{who}于{localtime(errand.closed_at):%Y-%m-%d %H:%M}办结。")
    errand.closed_at, errand.closed_by, errand.note = timezone.now(), user, note
    write_row(errand, fields=("closed_at", "closed_by", "note"), expect={"closed_at__isnull": True})
    matter = errand.matter
    record_step(
        step=Step.PROVINCE_ERRAND_CLOSED,
        actor=user.actor,
        enterprise_id=matter.enterprise_id,
        device_id=matter.device_id,
        matter_id=matter.pk,
        round_number=matter.round,
        from_state=matter.status,
        to_state=matter.status,
        opinion=note,
        detail={"matter": matter.kind, "reference": matter.reference},
    )
    return errand
