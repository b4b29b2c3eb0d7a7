"""个人信息保护政策: the version in force, and publishing the next one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from accounts.privacy.models import PrivacyNotice
from accounts.roles import ENTERPRISE_ROLES
from audit.services import record_city_change
from ground.digests import sm3_hex
from ground.errors import RuleBroken, StepRefused

SUBJECT = "privacy"
HEADING_MOST = 30
SAME = "正文没有改动，未发布新版本。"
STALE = "已有人发布了第 {version} 版，您的修改没有发布。请刷新页面，在新版本上修改。"


@dataclass(frozen=True)
class Paragraph:
    """A piece of the text between blank lines; a short one without a full stop is a heading."""

    text: str
    is_heading: bool


def notice_in_force() -> PrivacyNotice | None:
    """The latest version; None before the first."""
    return PrivacyNotice.objects.first()


def paragraphs(text: str) -> list[Paragraph]:
    """The text as a page shows it."""
    pieces = [piece.strip() for piece in text.replace("\r\n", "\n").split("\n\n") if piece.strip()]
    return [
        Paragraph(piece, len(piece) <= HEADING_MOST and not piece.endswith(("。", "；"))) for piece in pieces
    ]


@transaction.atomic
def publish_notice(*, user: User, text: str, asks_consent: bool, reason: str, seen: int) -> PrivacyNotice:
    """Make `text` the version in force; with `asks_consent` all who act for firms confirm it at their next step.

    `seen` is the version that the editor saw. Raises StepRefused("stale") where there is a newer one, RuleBroken
    where nothing has changed.
    """
    require(user, Action.KEEP_CITY_DATA)
    text = text.replace("\r\n", "\n").strip() + "\n"
    before = PrivacyNotice.objects.select_for_update().first()
    if (before.version if before else 0) != seen:
        raise StepRefused("stale", STALE.format(version=before.version if before else 0))
    if before and before.text == text:
        raise RuleBroken("same", SAME, path="text")
    made = PrivacyNotice.objects.create(
        version=seen + 1,
        text=text,
        digest=sm3_hex(text.encode()),
        asks_consent=asks_consent,
        reason=reason,
        published_by=user,
    )
    if asks_consent:
        User.objects.filter(role__in=sorted(ENTERPRISE_ROLES)).update(must_consent=True)
    record_city_change(
        subject=SUBJECT,
        title=f"个人信息保护政策 第 {made.version} 版",
        actor=user.actor,
        before={"版本": str(before), "SM3": before.digest} if before else {},
        after={"版本": str(made), "SM3": made.digest, "须重新确认": "是" if asks_consent else "否"},
        reason=reason,
    )
    return made
