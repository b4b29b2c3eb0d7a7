"""An infected file reaches those who look after accounts and machines, and the firms that have it among their papers."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from accounts.policies import Action, holders
from documents.models import Attachment, QuarantinedFile
from inbox.services import tell, tell_enterprise

FOR_OFFICE = "查毒结果：{signature}。文件没有保存，请在“隔离的文件”中查看是谁添加的，并提醒其查杀电脑。"
FOR_FIRM = (
    "文件“{name}”在添加后查出病毒({signature})，已隔离，不能再使用。请先在电脑上查杀病毒，再重新扫描或拍照，"
    "用新的文件替换；用到它的申请请在提交前补上。"
)


def tell_of_infected(found: QuarantinedFile, held: Sequence[Attachment]) -> None:
    """One message to each of the office who sees the quarantine, and to each firm that used the file."""
    tell(
        people=holders(Action.SEE_QUARANTINE),
        title=f"查毒发现含病毒的文件：{found.name or found.sm3[:12]}"[:100],
        body=FOR_OFFICE.format(signature=found.signature),
        link=reverse("console:quarantine"),
    )
    for firm, name in {attachment.enterprise_id: attachment.name for attachment in held}.items():
        tell_enterprise(
            enterprise=firm,
            title=f"文件查出病毒，已隔离：{name}"[:100],
            body=FOR_FIRM.format(name=name, signature=found.signature),
        )
