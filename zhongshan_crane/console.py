"""The console at /console/: Django's admin on a site of our own, with our shell, menu and workbench."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_script_prefix, path, reverse

from accounts.access import TAKEN
from accounts.models import User
from accounts.policies import Action, may
from accounts.views.logout import Logout
from ground import console
from renewals.services.second_review import has_two_levels

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Entry:
    """One line of the sidebar: `name` is the url's name, `action` the permission it needs, `shown` whether the
    city uses it at all."""

    label: str
    name: str
    action: Action
    shown: Callable[[], bool] = lambda: True


MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "审核",
        (
            Entry("审核工作台", "console:index", Action.USE_CONSOLE),
            Entry("换证待办", "console:renewal_queue", Action.VIEW_REGISTER),
            Entry("待复核", "console:second_queue", Action.VIEW_REGISTER, has_two_levels),
            Entry("撤回申请", "console:withdrawal_queue", Action.VIEW_REGISTER),
            Entry("入库待办", "console:intake_queue", Action.VIEW_REGISTER),
            Entry("企业事项待办", "console:matter_queue", Action.VIEW_REGISTER),
            Entry("任务历史", "console:task_history", Action.VIEW_REGISTER),
            Entry("服务评价", "console:ratings", Action.VIEW_REGISTER),
            Entry("疑似问题", "console:cases", Action.VIEW_REGISTER),
        ),
    ),
    (
        "统计报表",
        (
            Entry("换证进度", "console:report_progress", Action.VIEW_REPORTS),
            Entry("办理情况", "console:report_of_cases", Action.VIEW_REPORTS),
            Entry("到期预警", "console:report_safety", Action.VIEW_REPORTS),
            Entry("催办", "console:report_urging", Action.VIEW_REPORTS),
            Entry("通报", "console:report_bulletins", Action.VIEW_REPORTS),
        ),
    ),
    (
        "台账",
        (
            Entry("设备", "console:devices_device_changelist", Action.VIEW_REGISTER),
            Entry("企业", "console:accounts_enterprise_changelist", Action.VIEW_ENTERPRISES),
            Entry("电子证照", "console:certificates_electroniccertificate_changelist", Action.VIEW_REGISTER),
            Entry("归档移交", "console:archives", Action.VIEW_UPLOADS),
            Entry("企业事项", "console:matter_register", Action.VIEW_REGISTER),
            Entry("备案号更正", "console:number_corrections", Action.VIEW_UPLOADS),
            Entry("台账导入", "console:imports", Action.IMPORT_REGISTER),
        ),
    ),
    (
        "省网对接",
        (
            Entry("对接概况", "console:province", Action.VIEW_UPLOADS),
            Entry("上传任务", "console:uploads", Action.VIEW_UPLOADS),
            Entry("待人工匹配", "console:registration_changes", Action.VIEW_UPLOADS),
            Entry("对账结果", "console:discrepancies", Action.VIEW_UPLOADS),
            Entry("须在省网办理", "console:province_errands", Action.VIEW_UPLOADS),
        ),
    ),
    (
        "系统",
        (
            Entry("账号", "console:accounts_user_changelist", Action.KEEP_ACCOUNTS),
            Entry("接口密钥", "console:api_keys", Action.KEEP_ACCOUNTS),
            Entry("操作记录", "console:audit_trail", Action.READ_AUDIT),
            Entry("隔离的文件", "console:quarantine", Action.SEE_QUARANTINE),
            Entry("个人信息申请", "console:deletions", Action.KEEP_ACCOUNTS),
            Entry("个人信息政策", "console:privacy_notice", Action.KEEP_CITY_DATA),
            Entry("通知公告", "console:inbox_notice_changelist", Action.KEEP_CITY_DATA),
            Entry("办事指南", "console:inbox_guidesection_changelist", Action.KEEP_CITY_DATA),
            Entry("规则设置", "console:rules", Action.KEEP_RULES),
            Entry("参数目录", "console:catalogue", Action.KEEP_CATALOGUE),
            Entry("意见模板", "console:renewals_opiniontemplate_changelist", Action.KEEP_OPINIONS),
            Entry("办理日历", "console:review_calendar", Action.KEEP_CITY_DATA),
            Entry("联系方式", "console:inbox_contact_changelist", Action.KEEP_CITY_DATA),
            Entry("代查看记录", "console:acting_records", Action.LOOK_AS_FIRM),
            Entry("消息投递", "console:deliveries", Action.KEEP_DELIVERIES),
        ),
    ),
)


ACTIONS = {entry.action for _title, entries in MENU for entry in entries}

# What the house has pages of its own for, which record what happens, and what would lead to a row of any kind.
NOT_OURS = {"view_on_site", "logout", "password_change", "password_change_done"}


class ConsoleSite(admin.AdminSite):
    """The admin's logic behind our own door; apps hand in pages, tiles and counts by `ground.console`."""

    site_title = site_header = "中山市建筑起重机械安全监控管理系统"
    index_title = "审核工作台"
    enable_nav_sidebar = False
    empty_value_display = "—"

    def __init__(self, name: str = "console") -> None:
        # Django's default site asks for the name "admin"; ours is the instance name of its urls.
        super().__init__("console" if name == "admin" else name)

    add_view = staticmethod(console.add_view)
    add_tiles = staticmethod(console.add_tiles)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person's role uses the console at all (`accounts.policies`)."""
        return _allows(request, Action.USE_CONSOLE)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Send strangers to the login; who is logged in without the right is refused and not sent round."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            if request.method not in TAKEN:
                return HttpResponseNotAllowed(TAKEN)
            return guarded(request, *args, **kwargs)

        return cast(View, door)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the one login of the house, and back to the page that was asked for."""
        index = reverse("console:index")
        if self.has_permission(request):
            return HttpResponseRedirect(index)
        return redirect_to_login(request.GET.get("next", index), settings.LOGIN_URL)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The apps' own pages first, then the admin's but for NOT_OURS."""
        own = [path(page.path, self.admin_view(page.view), name=page.name) for page in console.pages.values()]
        theirs = [url for url in super().get_urls() if getattr(url, "name", "") not in NOT_OURS]
        return [path("logout/", Logout.as_view(), name="logout"), *own, *theirs]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The models of one app, for its page. The list of all apps, which the framework makes for every page's own
        sidebar, is left out: ours is `MENU`."""
        return super().get_app_list(request, app_label) if app_label else []

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The workbench: what waits, in figures that lead to their lists."""
        given = {
            "tiles": console.tiles_for(request),
            "panels": console.panels_for(request),
            "reads_only": _reads_only(request),
        }
        return super().index(request, {**given, **(extra_context or {})})


def menu_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The sidebar of this person: groups of lines the role allows, whose pages exist, with their counts."""
    counts, addresses = console.counts_for(request), _addresses(settings.ROOT_URLCONF, get_script_prefix())
    allowed = {action for action in ACTIONS if _allows(request, action)}
    groups = [
        (
            title,
            [_line(entry, addresses, counts) for entry in entries if _is_shown(entry, allowed, addresses)],
        )
        for title, entries in MENU
    ]
    return [{"title": title, "lines": lines} for title, lines in groups if lines]


def _line(entry: Entry, addresses: dict[str, str], counts: dict[str, int]) -> dict[str, Any]:
    return {
        "label": entry.label,
        "url": addresses[entry.name],
        "name": entry.name,
        "count": counts.get(entry.name),
    }


def _is_shown(entry: Entry, allowed: set[Action], addresses: dict[str, str]) -> bool:
    return entry.action in allowed and bool(addresses[entry.name]) and entry.shown()


def _allows(request: HttpRequest, action: Action) -> bool:
    return isinstance(request.user, User) and may(request.user, action)


def _reads_only(request: HttpRequest) -> bool:
    """Whether the person looks at figures and takes no step."""
    return _allows(request, Action.VIEW_REPORTS) and not (
        _allows(request, Action.REVIEW_RENEWALS) or _allows(request, Action.KEEP_ENTERPRISES)
    )


@lru_cache(maxsize=8)
def _addresses(_urls: str, _prefix: str) -> dict[str, str]:
    """Where each line leads; a process answers below one place, so that this is found out once."""
    return {entry.name: _address(entry.name) for _title, entries in MENU for entry in entries}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


site = admin.site
