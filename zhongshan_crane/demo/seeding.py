"""Making the demonstration: accounts whenever one is missing, everything else once and as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from unittest.mock import patch

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Enterprise, User
from devices.models import Device
from documents.models import SubjectKind
from documents.services import attach
from inbox.models import Delivery, Message
from zhongshan_crane.demo.by_hand import do_by_hand
from zhongshan_crane.demo.clock import Calendar, moment
from zhongshan_crane.demo.drawing import Paper, draw_all, standing_papers
from zhongshan_crane.demo.firms import FIRST, OUTSIDE, SECOND, keep_firms, keep_people
from zhongshan_crane.demo.fleet import Machine, fleet
from zhongshan_crane.demo.notices import publish_notices
from zhongshan_crane.demo.stories import tell
from zhongshan_crane.demo.way import Way

FIRMS = {"first": (FIRST, "enterprise"), "second": (SECOND, "other"), "outside": (OUTSIDE, "outside")}
RECORDED_SINCE = 130  # working days ago the firms and their people were entered
HOLD_SECONDS = 60  # less than the demo's youngest acceptance is old
READ_AFTER = dt.timedelta(days=7)


def seed(say: Callable[[str], object]) -> None:
    """Make what is missing; `say` hears in Chinese how far it is.

    The machines are made only where the demo's firms have none, and in one transaction: a machine that a
    person has changed or deleted since is never made a second time.
    """
    calendar = Calendar(timezone.now())
    with transaction.atomic(), moment(calendar.workday(RECORDED_SINCE)):
        firms = keep_firms()
        people = keep_people(firms)
    say(f"演示账号 {len(people)} 个。")
    if Device.objects.filter(enterprise__in=firms.values()).exists():
        say("演示设备已存在，未作改动。")
        return
    _seed_machines(firms, people, calendar, say)


def _seed_machines(
    firms: dict[str, Enterprise], people: dict[str, User], calendar: Calendar, say: Callable[[str], object]
) -> None:
    say("正在绘制演示附件……")
    machines = [(machine, firms[FIRMS[machine.firm][0]]) for machine in fleet()]
    papers = draw_all(machines)
    say(f"正在办理 {len(machines)} 台演示设备……")
    # With a hold, as in production, an acceptance wakes no worker: there may be none yet.
    held = patch.object(settings, "HANDOVER_HOLD_SECONDS", HOLD_SECONDS)
    with held, transaction.atomic():
        with moment(calendar.workday(RECORDED_SINCE)):
            for firm in firms.values():
                _give_standing_papers(firm)
        for number, (machine, owner) in enumerate(machines, 1):
            tell(_way(machine, owner, number, people, calendar, papers[machine.number]))
        do_by_hand(people, calendar)
        # What happened before the demo began is no news: nothing of it leaves the portal.
        Delivery.objects.filter(enterprise__in=firms.values()).delete()
        publish_notices(calendar.now.date())
        Message.objects.filter(created_at__lt=calendar.now - READ_AFTER).update(
            read_at=F("created_at") + dt.timedelta(days=1)
        )
    say("演示数据已就绪。")


def _way(
    machine: Machine,
    owner: Enterprise,
    number: int,
    people: dict[str, User],
    calendar: Calendar,
    papers: list[Paper],
) -> Way:
    clerk = people[FIRMS[machine.firm][1]]
    return Way(machine, owner, clerk, people, calendar, papers, number)


def _give_standing_papers(firm: Enterprise) -> None:
    for paper in standing_papers(firm):
        staged = paper.staged()
        attach(
            file=staged.file,
            kind=staged.kind,
            name=staged.name,
            enterprise=firm,
            subject=SubjectKind.ENTERPRISE,
            subject_id=firm.pk,
        )
