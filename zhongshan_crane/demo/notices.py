"""通知公告 of the demonstration; contacts are left empty, because only the city knows them."""

from __future__ import annotations

import datetime as dt

from inbox.models import Notice

NOTICES = (
    (
        "关于开展建筑起重机械产权备案证换发工作的通知(演示)",
        "产权单位为中山市企业的建筑起重机械，请登录本系统办理换证：在“备案设备信息管理”中找到标识为“待换发证件”的设备，"
        "点“证件换发”填写申请表，核对单位有变化的参数，确认后在“设备备案资料录入”中提交备案。",
        30,
    ),
    (
        "证件换发申请表部分参数单位有变化(演示)",
        "起重力矩由 t·m 改为 kN·m，起重量由 t 改为 kg，速度由 m/min 改为 m/s。"
        "系统已自动换算原值，请对照铭牌核对后再确认。",
        18,
    ),
    (
        "非中山市企业设备换证说明(演示)",
        "非中山市企业名下的设备，请回企业所在属地办理换证。属地换证后，市网会同步省系统数据更新设备备案号。",
        6,
    ),
)


def publish_notices(today: dt.date) -> None:
    """Publish the notices, each so many days before `today`."""
    Notice.objects.bulk_create(
        Notice(title=title, body=body, published_on=today - dt.timedelta(days=days))
        for title, body, days in NOTICES
    )
