"""A finding of the record's verification reaches those who keep it."""

from __future__ import annotations

from django.urls import reverse

from accounts.policies import Action, holders
from audit.verifications import Verification
from inbox.services import tell

BODY = "{first}\n请不要改动数据库，保留数据库与锚点的副本，在“操作记录”中查看全部异常并查明原因。"


def tell_auditors(kept: Verification) -> None:
    """One message to every 审计管理员 for each verification that found something."""
    tell(
        people=holders(Action.READ_AUDIT),
        title=f"操作记录核验发现 {kept.findings} 处异常",
        body=BODY.format(first=kept.told[0] if kept.told else ""),
        link=reverse("console:audit_trail"),
    )
