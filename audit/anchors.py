"""Anchors: where the chain ended at a moment, sent off the machine, so that a chain cut short or made anew is found.

Whoever holds an anchor can later show that the chain went on from it, or did not. It names no person and no machine.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import models, transaction
from django.utils import timezone
from django.utils.timezone import localtime

from audit.append_only import AppendOnly, AppendOnlyQuerySet
from audit.chain import Link

_LINE = re.compile(r"crane-audit (\d{1,18}) (\S+) ([0-9a-f]{64})")
_AT_ONCE = 100
_log = structlog.get_logger("audit")


class Anchor(AppendOnly):
    """The chain's end at a moment."""

    number = models.BigIntegerField("封存编号", unique=True)
    mac = models.CharField("封印", max_length=64)
    at = models.DateTimeField("时间")

    objects = AppendOnlyQuerySet["Anchor"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "锚点"
        indexes = [models.Index(fields=["-at", "-id"], name="anchors_latest")]

    def __str__(self) -> str:
        return self.line

    @property
    def line(self) -> str:
        """The one line in which it travels; `read_anchors` finds it in any text."""
        return (
            f"crane-audit {self.number} {self.at.astimezone(dt.UTC).isoformat(timespec='seconds')} {self.mac}"
        )


class Delivered(models.Model):
    """Up to which anchor a receiver has them all."""

    receiver = models.CharField("接收方", max_length=20, primary_key=True)
    number = models.BigIntegerField("封存编号", default=0)
    at = models.DateTimeField("时间", null=True)
    problem = models.CharField("问题", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "锚点送达"

    def __str__(self) -> str:
        return f"{self.receiver} {self.number}"


class Receiver(Protocol):
    """A place off the machine. `send` raises OSError where it cannot be reached; a line twice does no harm."""

    name: str
    every: dt.timedelta

    def send(self, lines: list[str]) -> None:
        """Hand the lines over."""
        ...


class Folder:
    """A file for each month below AUDIT_ANCHOR_DIR, which is another machine's, or one that only appends."""

    name = "folder"
    every = dt.timedelta(0)

    def send(self, lines: list[str]) -> None:
        """Append the lines."""
        path = Path(settings.AUDIT_ANCHOR_DIR) / f"anchors-{localtime():%Y-%m}.txt"
        with path.open("a", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in lines)


class Mailboxes:
    """One e-mail with all lines since the last one."""

    name = "mail"

    def __init__(self) -> None:
        self.every = dt.timedelta(hours=settings.AUDIT_ANCHOR_MAIL_HOURS)

    def send(self, lines: list[str]) -> None:
        """Send them to every mailbox."""
        text = (
            "以下是操作记录封存链的锚点，请原样保存，不要回复。\n"
            "需要核验时，将保存的锚点合并为一个文本文件，运行 manage.py verify_audit --anchors 文件。\n\n"
        )
        send_mail(
            f"操作记录锚点 {localtime():%Y-%m-%d %H:%M}",
            text + "\n".join(lines) + "\n",
            None,
            settings.AUDIT_ANCHOR_EMAILS,
        )


def receivers() -> list[Receiver]:
    """Those that the settings name."""
    found: list[Receiver] = [Folder()] if settings.AUDIT_ANCHOR_DIR else []
    return found + ([Mailboxes()] if settings.AUDIT_ANCHOR_EMAILS else [])


def anchor_if_due(now: dt.datetime) -> Anchor | None:
    """A new anchor where the last is old enough and the chain has moved on."""
    with transaction.atomic():
        last, link = Anchor.objects.order_by("-number").first(), Link.objects.latest_link()
        young = last and now - last.at < dt.timedelta(minutes=settings.AUDIT_ANCHOR_MINUTES)
        if link is None or young or (last and last.number >= link.number):
            return None
        return Anchor.objects.get_or_create(number=link.number, defaults={"mac": link.mac, "at": now})[0]


def send_anchors(now: dt.datetime) -> int:
    """Hand to each receiver what it does not have yet; how many lines went. A receiver that is away is tried again."""
    sent = 0
    for receiver in receivers():
        state = Delivered.objects.get_or_create(receiver=receiver.name)[0]
        if state.at and now - state.at < receiver.every:
            continue
        due = list(Anchor.objects.filter(number__gt=state.number).order_by("number")[:_AT_ONCE])
        if not due:
            continue
        mine = Delivered.objects.filter(pk=state.pk, number=state.number)
        try:
            receiver.send([anchor.line for anchor in due])
        except OSError as problem:
            _log.warning("anchors not delivered", receiver=receiver.name, error=type(problem).__name__)
            mine.update(problem=f"{type(problem).__name__}: {problem}"[:200])
            continue
        mine.update(number=due[-1].number, at=now, problem="")
        sent += len(due)
    return sent


def read_anchors(text: Iterable[str]) -> dict[int, str]:
    """Numbers and seals from any text that holds anchors' lines: the file, saved mails, all of them together."""
    found = (match for line in text if (match := _LINE.search(line)))
    return {int(match.group(1)): match.group(3) for match in found}


def kept_anchors() -> dict[int, str]:
    """What this database itself remembers, and the folder where it can be read."""
    anchors = dict(Anchor.objects.values_list("number", "mac").iterator())
    if settings.AUDIT_ANCHOR_DIR:
        for path in sorted(Path(settings.AUDIT_ANCHOR_DIR).glob("anchors-*.txt")):
            with path.open(encoding="ascii", errors="replace") as file:
                anchors |= read_anchors(file)
    return anchors


def anchored_at() -> dt.datetime | None:
    """When the last anchor was made."""
    last = Anchor.objects.order_by("-number").first()
    return timezone.localtime(last.at) if last else None
