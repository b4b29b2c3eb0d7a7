"""The e-mails that carry a one-time link."""

from __future__ import annotations

import smtplib

import structlog
from django.core.mail import send_mail

from accounts.credentials import LinkPurpose
from accounts.models import User

_log = structlog.get_logger("accounts.mailing")
SYSTEM = "中山市建筑起重机械安全监控管理系统"
BODY = """您好：

请在 {hours} 小时内打开下面的链接，设置账号 {username} 的密码。链接只能使用一次，请勿转发。

{url}

{why}

此邮件由{system}自动发送，请勿回复。
"""
WHY = {
    LinkPurpose.INVITE: "您收到此邮件，是因为管理员为您开通了账号。如与您无关，请忽略。",
    LinkPurpose.RESET: "您收到此邮件，是因为管理员为您生成了重设密码的链接。在您使用之前，原密码仍然有效。",
    LinkPurpose.FORGOTTEN: "您收到此邮件，是因为有人在登录页申请找回此账号的密码。不是您本人申请的，请忽略，原密码仍然有效。",
}


def mail_link(*, person: User, url: str, purpose: LinkPurpose) -> bool:
    """Send the link to the person's mailbox; False where there is none or the mail server refuses.

    To be called outside of transactions. Neither address nor link are logged.
    """
    if not person.email:
        return False
    body = BODY.format(
        hours=int(purpose.lifetime.total_seconds() // 3600),
        username=person.username,
        url=url,
        why=WHY[purpose],
        system=SYSTEM,
    )
    try:
        return bool(send_mail(f"{purpose.label}：{SYSTEM}", body, None, [person.email]))
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("mail not sent", cause=type(error).__name__)
        return False
