"""Closes the portal for work on it, and opens it again."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ground.glossary import AccountStep
from zhongshan_crane import maintenance
from zhongshan_crane.operator_trail import note_switch


class Command(BaseCommand):
    """Works without the database: the switch is a file, and its steps are recorded when the database is back."""

    help = "维护开关：on 暂停办理(网页显示维护说明，后台任务不再开始新的工作)，off 恢复，status 查看。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the step, the expected end and a sentence for people."""
        parser.add_argument("step", choices=("on", "off", "status"))
        parser.add_argument("--until", default="", help="预计恢复时间，如 2026-12-01T06:00")
        parser.add_argument("--message", default="", help="给用户看的一句说明")

    def handle(self, *args: Any, step: str, until: str, message: str, **options: Any) -> None:
        """Switch, and say what holds now."""
        if step == "on":
            note_switch(AccountStep.MAINTENANCE_ON, maintenance.close(until=_moment(until), message=message))
        elif step == "off":
            before = maintenance.closure()
            if maintenance.open_again():
                note_switch(AccountStep.MAINTENANCE_OFF, before)
        self.stdout.write(_in_words(maintenance.closure()))


def _moment(text: str) -> dt.datetime | None:
    """Return the expected end in the city's time; raises CommandError for what is none, or is over."""
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"--until {text} 不是时间，请写成 2026-12-01T06:00。")
    moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    if moment <= timezone.now():
        raise CommandError(f"--until {text} 已经过去，请写将来的时间。")
    return moment


def _in_words(closure: maintenance.Closure | None) -> str:
    if closure is None:
        return "门户开放中。"
    end = f"，预计 {timezone.localtime(closure.until):%Y-%m-%d %H:%M} 恢复" if closure.until else ""
    return f"门户维护中，暂停办理{end}。{closure.message}"
