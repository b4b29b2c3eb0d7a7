"""Reporters' contacts: shown in full for a reason, and gone some time after the decision."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet

from accounts.privacy.disclosing import Masked, add_masked
from accounts.privacy.forgetting import Sweep, add_sweep
from cases.models import Case
from ground.glossary import AboutKind


def decided_before(now: dt.datetime) -> QuerySet[Case]:
    """Cases decided CASE_CONTACT_DAYS ago that still hold a contact."""
    before = now - dt.timedelta(days=settings.CASE_CONTACT_DAYS)
    return Case.objects.filter(decided_at__lt=before).exclude(contact="")


def forget_contacts(keys: list[int]) -> int:
    return Case.objects.filter(pk__in=keys).update(contact="")


add_masked(
    "case",
    Masked("上报人", AboutKind.CASE, lambda viewer: Case.objects.visible_to(viewer), {"联系方式": "contact"}),
)
add_sweep(Sweep("已办结疑似问题的联系方式", decided_before, forget_contacts))
