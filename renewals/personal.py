"""Contact persons in renewals that are over, and workbooks with them: gone after their time."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.privacy.forgetting import Sweep, add_sweep
from devices.personal import NAMED
from ground.leasing import OPEN
from renewals.models import RenewalApplication
from renewals.models.batch import BatchUpload


def ended_before(now: dt.datetime) -> QuerySet[RenewalApplication]:
    """Renewals issued or voided PERSONAL_RETENTION_DAYS ago; the machine's record has a contact of its own."""
    before = now - dt.timedelta(days=settings.PERSONAL_RETENTION_DAYS)
    return RenewalApplication.objects.filter(Q(completed_at__lt=before) | Q(voided_at__lt=before), NAMED)


def forget_contacts(keys: list[int]) -> int:
    return RenewalApplication.objects.filter(pk__in=keys).update(contact_name="", contact_phone="")


def old_workbooks(now: dt.datetime) -> QuerySet[BatchUpload]:
    """Workbooks of BATCH_UPLOAD_DAYS ago without work under way; renewals made from them stay."""
    before = now - dt.timedelta(days=settings.BATCH_UPLOAD_DAYS)
    return BatchUpload.objects.filter(uploaded_at__lt=before).exclude(jobs__state__in=OPEN)


def drop_workbooks(keys: list[int]) -> int:
    """With their rows; `sweep_files` then removes the file, which nothing names any more."""
    return BatchUpload.objects.filter(pk__in=keys).delete()[0]


add_sweep(Sweep("已完成或作废的换证申请的联系人", ended_before, forget_contacts))
add_sweep(Sweep("批量换证表格", old_workbooks, drop_workbooks))
