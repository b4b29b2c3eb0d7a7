"""企业名称变更: the firm's name changes; what was issued under the old one keeps it."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from accounts.models import Enterprise, User
from certificates.models import ElectronicCertificate
from devices.services.standing_papers import replace_standing_papers
from documents.models import Attachment, SubjectKind
from ground.errors import RuleBroken
from ground.glossary import ApprovalStatus
from ground.writing import STALE, lock_row
from matters.effects.machines import Said, leave_to_the_province
from matters.models import FormerName, Matter
from matters.papers import BUSINESS_LICENSE
from renewals.models import RenewalApplication

DONE = "企业名称已变更为{name}，企业公共附件中的营业执照已换新。"
CERTIFICATES = (
    "此前核发的 {count} 份电子证照仍载原名称，继续有效；由审批办在省网办理照面信息变更，您无需操作。"
)
PENDING = "有 {count} 份换证申请按原名称提交、正待审核；需要按新名称办理的，请撤回后重新提交。"
TAKEN = "市网已有名为{name}的企业，不能变更。请核对营业执照。"


def rename(matter: Matter, reviewer: User) -> Said:
    """The new name with the old one kept beside it, and the new licence among the standing papers."""
    firm = lock_row(Enterprise.objects.filter(pk=matter.enterprise_id))
    former, name = firm.name, matter.text("new_name")
    try:
        with transaction.atomic():
            changed = Enterprise.objects.filter(pk=firm.pk, name=former).update(name=name)
    except IntegrityError as clash:
        raise RuleBroken("name_taken", TAKEN.format(name=name)) from clash
    if changed != 1:
        raise RuleBroken("stale", STALE)
    until: dt.date = matter.day("changed_on")  # type: ignore[assignment]
    FormerName.objects.create(enterprise=firm, matter=matter, name=former, until=until)
    licences = Attachment.objects.of(SubjectKind.MATTER, matter.pk).filter(kind=BUSINESS_LICENSE)
    replace_standing_papers(firm=firm, kind=BUSINESS_LICENSE, papers=list(licences))
    said = [DONE.format(name=name)]
    if count := ElectronicCertificate.objects.valid().filter(enterprise=firm).count():
        said.append(CERTIFICATES.format(count=count))
        leave_to_the_province(
            matter, f"企业名称由{former}变更为{name}({firm.uscc})：在省网变更 {count} 份电子证照的照面信息。"
        )
    waiting = RenewalApplication.objects.live().filter(
        enterprise=firm, approval_status=ApprovalStatus.PENDING
    )
    if count := waiting.count():
        said.append(PENDING.format(count=count))
    return Said("\n".join(said), detail={"former_name": former, "name": name})
