"""Telling administrators what needs a person, without flooding them while the province is away."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse

from accounts.policies import Action, holders
from inbox.services import tell
from provincial_sync.models import ProvinceState, RegistrationChange, Upload
from provincial_sync.pacing import ALARM_AFTER

QUIET = dt.timedelta(hours=1)


def tell_administrators(*, title: str, body: str, upload: Upload | None = None) -> None:
    """Put a message into the inbox of each 系统管理员 that leads to the upload, or to the list."""
    link = upload.get_absolute_url() if upload else reverse("console:uploads")
    tell(people=holders(Action.REPAIR_UPLOADS), title=title, body=body, link=link)


def alarm_failed(upload: Upload, cause: str) -> None:
    """A permanent error: every one is told, because each waits for a person."""
    tell_administrators(
        title=f"上传异常：{upload.client_ref}",
        body=f"{cause}\n请打开该上传任务核对，处理后点“立即重试”；省网未收件的，可转为不接受备案由企业更正。",
        upload=upload,
    )


def alarm_stuck(upload: Upload, attempts: int, cause: str, now: dt.datetime) -> None:
    """A temporary error that stays: the row is marked; at most one message an hour for all rows together."""
    if attempts < ALARM_AFTER or not _mark(upload, now) or not _may_speak(now):
        return
    tell_administrators(
        title=f"省网报送连续 {attempts} 次未成功：{upload.client_ref}",
        body=f"{cause}\n系统会继续自动再试，资料不会丢失。一小时内的同类情况不再逐条发送，请到“上传任务”查看。",
        upload=upload,
    )


def tell_change(change: RegistrationChange) -> None:
    """A cancellation is told at once; of what merely waits for matching the console and the digest tell."""
    if not change.is_cancellation or change.device is None:
        return
    tell(
        people=holders(Action.SETTLE_PROVINCE),
        title=f"省网显示备案已注销，请核实：{change.registration_number}",
        body=f"{change.problem}\n证照查验已提示“省网已注销·核实中”。请在“待人工匹配”中核实后决定。",
        link=change.get_absolute_url(),
    )


def tell_once_an_hour(*, title: str, body: str, now: dt.datetime) -> None:
    """A message about the province as a whole; it shares the hour with those about uploads."""
    if _may_speak(now):
        tell_administrators(title=title, body=body)


def _mark(upload: Upload, now: dt.datetime) -> bool:
    return Upload.objects.filter(pk=upload.pk, alarmed_at__isnull=True).update(alarmed_at=now) == 1


def _may_speak(now: dt.datetime) -> bool:
    silent = Q(alarmed_at__isnull=True) | Q(alarmed_at__lt=now - QUIET)
    return ProvinceState.objects.filter(silent, pk=1).update(alarmed_at=now) == 1
