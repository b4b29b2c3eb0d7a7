"""What workers measure for the reports: the figures of the day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from certificates.models import ElectronicCertificate
from devices.models import Device
from devices.models.reads import DeviceQuerySet
from ground.glossary import CertificateStatus
from reports.figures.firsts import chunks
from reports.models import Tally
from reports.scope import DUE

FRESH = dt.timedelta(minutes=10)  # for so long the figures of the day are not measured again
WEEKS_BACK = 8  # weeks that are reckoned back when the first day is measured


def measure_day(now: dt.datetime) -> None:
    """Keep the figures of today unless they are fresh, those of the weeks before where there are none, and forget the oldest."""
    today = timezone.localdate(now)
    if Tally.objects.filter(day=today, measured_at__gt=now - FRESH).exists():
        return
    done = Q(certificate_status=CertificateStatus.RENEWED)
    _keep(_register(), today, now, done)
    if not Tally.objects.filter(day__lt=today).exists():
        for weeks in range(1, WEEKS_BACK + 1):
            _reckon_back(today - dt.timedelta(weeks=weeks), now)
    Tally.objects.filter(day__lt=today - dt.timedelta(days=settings.REPORT_KEEP_DAYS)).delete()


def _register() -> DeviceQuerySet:
    return Device.objects.filter(deleted_at__isnull=True, submitted_at__isnull=False).registered()


def _keep(
    machines: DeviceQuerySet, day: dt.date, now: dt.datetime, done: Q, *, is_estimated: bool = False
) -> None:
    groups: Any = (
        machines.filter(certificate_status__in=DUE)
        .order_by()
        .values_list("storage_town", "enterprise_id")
        .annotate(due=Count("*"), done=Count("enterprise", filter=done))
    )
    for chunk in chunks(groups.iterator()):
        Tally.objects.bulk_create(
            [
                Tally(
                    day=day,
                    town=town,
                    enterprise_id=firm,
                    due=due,
                    done=finished,
                    is_estimated=is_estimated,
                    measured_at=now,
                )
                for town, firm, due, finished in chunk
            ],
            update_conflicts=True,
            unique_fields=["day", "town", "enterprise"],
            update_fields=["due", "done", "is_estimated", "measured_at"],
        )
    # Groups that no longer exist; what another worker has just measured stays.
    Tally.objects.filter(day=day, measured_at__lt=now).delete()


def _reckon_back(day: dt.date, now: dt.datetime) -> None:
    """The day's figures from the dates that the rows carry; machines that have left are not among them."""
    end = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
    issued = ElectronicCertificate.objects.filter(device=OuterRef("pk"), created_at__lt=end)
    done = Q(certificate_status=CertificateStatus.RENEWED, was_issued=True)
    machines: Any = _register().filter(
        Q(approved_at__lt=end) | Q(approved_at__isnull=True, created_at__lt=end)
    )
    _keep(machines.annotate(was_issued=Exists(issued)), day, now, done, is_estimated=True)
