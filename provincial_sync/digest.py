"""The administrators' daily mail: figures and what waits for a person. One broken part spoils no other."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Action, holders
from provincial_sync import figures
from provincial_sync.condition import condition
from provincial_sync.models import (
    Discrepancy,
    FeedPosition,
    RegistrationChange,
    Upload,
    UploadState,
)

SHOWN = 10  # lines of one list
SYSTEM = "中山市建筑起重机械安全监控管理系统"
BROKEN = "（此部分生成失败，请到“省网对接”页面查看。）"
_log = structlog.get_logger("province")
Part = Callable[[dt.datetime], Iterator[str]]


def send_digest(now: dt.datetime) -> dict[str, Any]:
    """Mail the digest to each administrator with a mailbox; counts of sent and failed, and broken parts.

    To be called outside of transactions; mailboxes are not logged.
    """
    text, broken = digest_text(now)
    subject = f"省网对接每日简报 {timezone.localdate(now):%Y-%m-%d}：{SYSTEM}"
    people = holders(Action.REPAIR_UPLOADS).exclude(email="")
    sent = failed = 0
    for person in people.order_by("id"):
        try:
            with get_connection() as connection:
                message = EmailMessage(subject, text, None, [person.email], connection=connection)
                sent += message.send()
        except (OSError, smtplib.SMTPException) as error:
            failed += 1
            _log.warning("digest not sent", cause=type(error).__name__)
    return {"sent": sent, "failed": failed, "broken": broken}


def digest_text(now: dt.datetime) -> tuple[str, list[str]]:
    """The mail's text, and the names of the parts that could not be made."""
    lines, broken = [f"{SYSTEM} 省网对接每日简报", ""], []
    for title, part in PARTS:
        lines += [f"【{title}】"]
        try:
            lines += list(part(now))
        except Exception:
            _log.exception("part of the digest broke", part=title)
            lines += [BROKEN]
            broken.append(title)
        lines += [""]
    address = settings.PUBLIC_BASE_URL + reverse("console:province")
    return "\n".join([*lines, f"详情：{address}", "此邮件由系统自动发送，请勿回复。"]), broken


def _condition(now: dt.datetime) -> Iterator[str]:
    state = condition(now)
    yield state.text or f"与省网的连接：{state.label}。"
    feed = FeedPosition.objects.filter(pk=1).first()
    read_at = f"{timezone.localtime(feed.read_at):%Y-%m-%d %H:%M}" if feed and feed.read_at else "尚未读取"
    yield f"备案变更最近读取：{read_at}。"


def _numbers(now: dt.datetime) -> Iterator[str]:
    for row in figures.backlog(now):
        yield f"{row.state.label} {row.total} 件，其中超过一天 {row.over_day} 件、超过三天 {row.over_three_days} 件。"
    done = figures.throughput(now)
    yield (
        f"近 24 小时：报送 {done.handed_day} 件，办结 {done.issued_day} 件，"
        f"省网退回 {done.returned_day} 件，上传异常 {done.failed_day} 件。"
    )


def _failed(now: dt.datetime) -> Iterator[str]:
    rows = Upload.objects.filter(state=UploadState.FAILED, handled_at__isnull=True)
    yield from _list(
        [
            f"{row.client_ref}：{row.last_error}"
            for row in rows.defer("body").order_by("-finished_at", "-id")[: SHOWN + 1]
        ]
    )


def _changes(now: dt.datetime) -> Iterator[str]:
    rows = RegistrationChange.objects.pending().order_by("-received_at", "-id")
    yield from _list([f"{row}：{row.problem}" for row in rows[: SHOWN + 1]])


def _discrepancies(now: dt.datetime) -> Iterator[str]:
    rows = Discrepancy.objects.open().order_by("-found_at", "-id")
    yield from _list([f"{row.get_kind_display()}：{row.text}" for row in rows[: SHOWN + 1]])


def _list(lines: list[str]) -> Iterator[str]:
    yield from (f"· {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield "· 其余请到页面查看。"
    if not lines:
        yield "没有。"


PARTS: tuple[tuple[str, Part], ...] = (
    ("与省网的连接", _condition),
    ("上传任务", _numbers),
    ("上传异常，待处理", _failed),
    ("待人工匹配", _changes),
    ("对账问题", _discrepancies),
)
