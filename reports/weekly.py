"""The 通报 on Monday morning: made once for the week before, kept, and told to the head of the office."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from devices.models import Device
from documents.services import store_bytes
from inbox.services import tell_role
from reports.bulletin import bulletin_pdf
from reports.figures.rounds import monday
from reports.models import WeeklyBulletin
from reports.scope import Scope

WEEK = dt.timedelta(days=7)
LIST = "/console/reports/bulletins/"


def week_due(now: dt.datetime) -> dt.date | None:
    """The Monday of the week that a bulletin is due for at `now`; None before BULLETIN_HOUR, or where it is -1."""
    here = timezone.localtime(now)
    this_monday = monday(here.date())
    too_early = here.date() == this_monday and here.hour < settings.BULLETIN_HOUR
    return None if settings.BULLETIN_HOUR < 0 or too_early else this_monday - WEEK


def make_bulletin_due(now: dt.datetime) -> WeeklyBulletin | None:
    """Make the bulletin that is due, unless it is there; None where there is nothing to do.

    A Monday without workers is made up for during the week. Of two workers one keeps its own; nothing is made
    for weeks before the register began. Raises StepRefused where the machine is too busy: the next look tries again.
    """
    week = week_due(now)
    if week is None or WeeklyBulletin.objects.filter(week=week).exists():
        return None
    begun = timezone.make_aware(dt.datetime.combine(week + WEEK, dt.time()))
    if not Device.objects.registered().filter(approved_at__lt=begun).exists():
        return None
    data = bulletin_pdf(Scope.of_the_city(), now, week=week)
    try:
        with transaction.atomic():
            return _keep(week, data, now)
    except IntegrityError:  # another worker was first
        return None


def _keep(week: dt.date, data: bytes, now: dt.datetime) -> WeeklyBulletin:
    file = store_bytes(data=data, media_type="application/pdf")
    kept = WeeklyBulletin.objects.create(week=week, file=file, made_at=now)
    tell_role(
        role=Role.HEAD,
        title=f"换证工作通报已生成：{kept.week} 至 {kept.last_day}",
        body="请在“统计报表 › 通报”查看和下载。",
        link=LIST,
    )
    return kept
