"""What is held of a person, as pages and downloads tell it; layers above add what they hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Consent, User
from audit.models import AccountEvent

EVENTS_MOST = 1000


@dataclass(frozen=True)
class Holding:
    """One kind of data: what it is for, its columns and rows; every cell is text."""

    title: str
    purpose: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


Source = Callable[[User], Holding]
_sources: list[Source] = []


def on_holding(source: Source) -> Source:
    """Register (also as a decorator) what a layer above holds of a person."""
    _sources.append(source)
    return source


def holdings_of(person: User) -> list[Holding]:
    """Everything, for its owner alone."""
    own = [_account(person), _consents(person), _events(person)]
    return own[:1] + [source(person) for source in _sources] + own[1:]


def as_json(holdings: list[Holding]) -> dict[str, Any]:
    """The same as plain data, titles and heads as keys."""
    return {
        held.title: {
            "用途": held.purpose,
            "内容": [dict(zip(held.heads, row, strict=True)) for row in held.rows],
        }
        for held in holdings
    }


def moment(at: Any) -> str:
    """A time as people read it, empty where there is none."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _account(person: User) -> Holding:
    rows = [
        ("账号", person.username),
        ("姓名", str(person.full_name)),
        ("手机", str(person.phone)),
        ("电子邮箱", str(person.email)),
        ("企业或单位", person.enterprise.name if person.enterprise else "审批办或镇街"),
        ("角色", person.role_word),
        ("开通时间", moment(person.date_joined)),
        ("最近登录", moment(person.last_login)),
    ]
    return Holding("账号信息", "确认由谁办理、与您联系、发送通知和找回密码", ("项目", "内容"), rows)


def _consents(person: User) -> Holding:
    rows = [
        (f"第 {row.version} 版", moment(row.at), moment(row.withdrawn_at), row.digest)
        for row in Consent.objects.filter(person=person)
    ]
    heads = ("版本", "确认时间", "撤回时间", "正文 SM3 摘要")
    return Holding("个人信息保护政策的确认", "证明您确认了哪一版政策", heads, rows)


def _events(person: User) -> Holding:
    events = AccountEvent.objects.of_account(person.pk)[:EVENTS_MOST]
    rows = [(moment(event.at), event.step_word, event.actor_unit) for event in events]
    return Holding("账号记录", "网络安全法要求留存的日志", ("时间", "步骤", "办理单位"), rows)
