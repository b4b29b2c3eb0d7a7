"""Why a session is gone: told to the browser that still shows its key, once, on the next page, the login as a rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from accounts.credentials import EndedSession, EndedWhy, LoginSession
from accounts.privacy.forgetting import Sweep, add_sweep
from accounts.sessions import ended_digest

NOT_YOU = (
    "不是您本人操作的，请立即登录，在“安全设置”修改密码、结束其他登录；不能登录的，"
    "请联系本单位企业管理员或安全管理员。"
)
BY_OFFICE = "请重新登录后继续；对此有疑问的，请与其联系。"
SAID: dict[str, str] = {
    EndedWhy.ELSEWHERE: "您的账号于 {at} 在另一处登录{browser}，此处的登录已结束。" + NOT_YOU,
    EndedWhy.OWN: "此处的登录于 {at} 由本人在另一处{browser}结束。" + NOT_YOU,
    EndedWhy.MANAGER: "此处的登录于 {at} 由本企业企业管理员结束。" + BY_OFFICE,
    EndedWhy.OFFICE: "此处的登录于 {at} 由安全管理员结束。" + BY_OFFICE,
    EndedWhy.PASSWORD: "此账号的密码于 {at} 修改，此处的登录已结束，请用新密码登录。" + NOT_YOU,
    EndedWhy.FACTOR: "此账号的动态口令于 {at} 重新设置，此处的登录已结束，请重新登录。" + NOT_YOU,
    EndedWhy.ROLE: "您的角色、职责或所属企业于 {at} 有调整，请重新登录后继续。",
    EndedWhy.CLOSED: "此账号于 {at} 停用。需要继续使用的，请联系本单位企业管理员或安全管理员。",
}


def why_ended(key: str) -> tuple[str, int] | None:
    """What to tell the browser that shows this key, and whose session it was; None where nobody has ended it.

    Told once: asked again there is nothing.
    """
    row = EndedSession.objects.filter(pk=ended_digest(key)).first()
    if row is None:
        return None
    EndedSession.objects.filter(pk=row.pk).delete()
    at = timezone.localtime(row.ended_at)
    browser = f"({row.agent})" if row.agent else ""
    return SAID[row.why].format(at=f"{at:%Y-%m-%d %H:%M}", browser=browser), row.account_id


def _ended_long_ago(now: dt.datetime) -> QuerySet[EndedSession]:
    """Rows whose browser's cookie has ended as well."""
    return EndedSession.objects.filter(ended_at__lt=now - dt.timedelta(hours=settings.SESSION_HOURS))


def _forget(keys: Iterable[str]) -> int:
    return EndedSession.objects.filter(pk__in=list(keys)).delete()[0]


def _over(now: dt.datetime) -> QuerySet[LoginSession]:
    """Sessions that nobody can come in with any more."""
    return LoginSession.objects.filter(expire_date__lt=now)


def _clear(keys: Iterable[str]) -> int:
    return LoginSession.objects.filter(pk__in=list(keys)).delete()[0]


add_sweep(Sweep("已结束的会话", _ended_long_ago, _forget))
add_sweep(Sweep("过期的会话", _over, _clear))
