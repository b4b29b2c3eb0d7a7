"""The texts that leave the portal, all of them: one wording for each event, single and for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from ground.glossary import AccountStep
from inbox.words import URGENT, Event

NAMED_IN_SMS = 2  # machines that a text message names, so that it stays short
LISTED_IN_MAIL = 50
SYSTEM = "中山市建筑起重机械安全监控管理系统"


@dataclass(frozen=True, slots=True)
class Wording:
    """`one` names {about}, `many` says {count} and names some {abouts}; `then` is what to do next."""

    one: str
    many: str
    then: str


@dataclass(frozen=True, slots=True)
class Item:
    """One event of a delivery: what it is about, and the portal's message of it."""

    about: str
    title: str
    body: str
    link: str


WORDINGS: dict[Event, Wording] = {
    Event.RENEWAL_ACCEPTED: Wording(
        "{about}已接受备案。",
        "本批 {count} 台已接受备案：{abouts}。",
        "请等待电子证照办理，无需操作。",
    ),
    Event.RENEWAL_REJECTED: Wording(
        "{about}不接受备案。",
        "本批 {count} 台不接受备案：{abouts}。",
        "请登录系统查看备案意见，修改后重新提交备案。",
    ),
    Event.PROVINCE_RETURNED: Wording(
        "{about}被省网退回。",
        "本批 {count} 台被省网退回：{abouts}。",
        "请登录系统查看原因，修改后重新提交备案。",
    ),
    Event.CERTIFICATE_ISSUED: Wording(
        "{about}已换证，电子证照已上传。",
        "本批 {count} 台已换证，电子证照已上传：{abouts}。",
        "请登录系统下载电子证照。",
    ),
    Event.INTAKE_APPROVED: Wording(
        "{about}已入库。",
        "本批 {count} 台设备已入库：{abouts}。",
        "标识为“待换发证件”的，请登录系统办理证件换发。",
    ),
    Event.INTAKE_REJECTED: Wording(
        "{about}入库审核不通过。",
        "本批 {count} 台设备入库审核不通过：{abouts}。",
        "请登录系统查看原因，修改后重新提交入库。",
    ),
    Event.MATTER_ACCEPTED: Wording(
        "{about}审核通过。", "本批 {count} 件企业事项审核通过：{abouts}。", "请登录系统查看结果。"
    ),
    Event.MATTER_REJECTED: Wording(
        "{about}审核不通过。",
        "本批 {count} 件企业事项审核不通过：{abouts}。",
        "请登录系统查看原因，修改后重新提交。",
    ),
    Event.TRANSFER_OFFERED: Wording(
        "{about}的产权变更待贵企业确认。",
        "本批 {count} 台设备的产权变更待贵企业确认：{abouts}。",
        "请企业管理员登录系统确认接收或不予接收。",
    ),
    Event.DEADLINE_NEAR: Wording(
        "换证截止提醒：{about}。", "换证截止提醒：{abouts}。", "请尽快登录系统办理证件换发。"
    ),
    Event.URGED: Wording(
        "审批办催办：{about}。", "审批办催办：{abouts}。", "请尽快登录系统办理证件换发并提交备案。"
    ),
    Event.SAFETY_DEVICE_ENDING: Wording(
        "安全器标定到期提醒：{about}。",
        "安全器标定到期提醒：{abouts}。",
        "请安排重新标定，并登录系统更新有效期。",
    ),
    Event.ASSESSMENT_ENDING: Wording(
        "安全评估到期提醒：{about}。",
        "安全评估到期提醒：{abouts}。",
        "请安排重新评估，并登录系统更新有效期。",
    ),
    Event.CERTIFICATE_ENDING: Wording(
        "电子证照到期提醒：{about}。", "电子证照到期提醒：{abouts}。", "请登录系统查看并及时办理。"
    ),
    Event.API_KEY_ENDING: Wording(
        "接口密钥提醒：{about}。",
        "接口密钥提醒：{abouts}。",
        "请登录系统新建密钥，在使用它的系统中换上，再停用原密钥。",
    ),
    Event.ACCOUNT_SAFETY: Wording(
        "账号安全提醒：{about}。",
        "账号安全提醒：{abouts}，共 {count} 项。",
        "不是您本人操作或不知情的，请立即修改密码并联系管理员。",
    ),
}

# 账号安全提醒: what has happened to an account. Of several columns at once each that matters is named.
SAFETY: dict[AccountStep, str] = {
    AccountStep.FACTOR_SET: "动态口令已启用或更换",
    AccountStep.FACTOR_OFF: "动态口令已关闭",
    AccountStep.FACTOR_RESET: "动态口令已重置",
    AccountStep.RECOVERY_CODES_MADE: "恢复码已重新生成",
    AccountStep.RECOVERY_CODE_USED: "恢复码已使用一个，还剩 {codes_left} 个",
    AccountStep.PASSWORD_CHANGED: "密码已修改",
    AccountStep.LINK_MADE: "重设密码的链接已生成，原密码在使用链接之前有效",
    AccountStep.PASSWORD_RESET: "密码已通过链接重设",
    AccountStep.SESSIONS_ENDED: "{sessions} 个登录会话已被结束",
    AccountStep.ROLE_CHANGED: "角色已修改",
    AccountStep.IDENTITY_LINKED: "已绑定统一身份认证",
    AccountStep.IDENTITY_UNLINKED: "已解除绑定统一身份认证",
}
SAFETY_FIELDS: dict[str, str] = {
    "password": "密码已由管理员重新设置",
    "role": "角色已修改",
    "duty_system": "管理员职责已修改",
    "duty_security": "管理员职责已修改",
    "duty_audit": "管理员职责已修改",
    "enterprise": "所属企业已修改",
    "email": "电子邮箱已修改",
    "phone": "手机号已修改",
}
SAFETY_BODY = (
    "时间：{at}；操作人：{by}。不是您本人操作或不知情的，请立即在“安全设置”修改密码、结束其他登录，"
    "并联系{whom}。"
)

MAIL = """您好：

{lead}{then}

{list}

{url}

此邮件由{system}自动发送，请勿回复。{choosing}
"""
CHOOSING = "接收方式可在系统的“消息”里点“接收设置”修改。"
NO_CHOICE = "账号安全提醒不能关闭。"


def title_of(event: Event, about: str) -> str:
    """The title of the portal's message."""
    return f"{event.label}：{about}"


def lead_of(event: Event, items: Sequence[Item]) -> str:
    """The first sentence: one thing by its name, many by their number and the first names."""
    wording = WORDINGS[event]
    if len(items) == 1:
        return wording.one.format(about=items[0].about)
    named = "、".join(item.about for item in items[:NAMED_IN_SMS])
    more = "等" if len(items) > NAMED_IN_SMS else ""
    return wording.many.format(count=len(items), abouts=f"{named}{more}")


def sms_text(event: Event, items: Sequence[Item]) -> str:
    """A text message, without the signature, which the platform or the adapter sets before it."""
    return f"{lead_of(event, items)}{WORDINGS[event].then}"


def mail_text(event: Event, items: Sequence[Item]) -> tuple[str, str]:
    """Subject and body of a mail; the body lists each event with its link."""
    entries = [_entry(item) for item in items[:LISTED_IN_MAIL]]
    if len(items) > LISTED_IN_MAIL:
        entries.append(f"另有 {len(items) - LISTED_IN_MAIL} 条，请登录系统在“消息”中查看。")
    body = MAIL.format(
        lead=lead_of(event, items),
        then=WORDINGS[event].then,
        list="\n\n".join(entries),
        url=f"{settings.PUBLIC_BASE_URL}/portal/messages/",
        system=SYSTEM,
        choosing=NO_CHOICE if event in URGENT else CHOOSING,
    )
    subject = items[0].title if len(items) == 1 else f"{event.label}：共 {len(items)} 条"
    return subject, body


def _entry(item: Item) -> str:
    link = f"{settings.PUBLIC_BASE_URL}{item.link}" if item.link else ""
    return "\n".join(part for part in (f"- {item.title}", item.body, link) if part)
