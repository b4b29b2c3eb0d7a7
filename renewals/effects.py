"""影响 on renewals of what the city changes, counted before it is kept. Importing this module registers it."""

from __future__ import annotations

from collections.abc import Iterator

from devices.catalogue import Catalogue
from devices.catalogue.differences import differences, of_category
from devices.effects import Effect, tells
from devices.models import Device
from ground.glossary import ApprovalStatus, CertificateStatus, IntakeStatus
from renewals.models import RenewalApplication
from renewals.models.application import RenewalQuerySet

EDITABLE = (ApprovalStatus.NOT_SUBMITTED, ApprovalStatus.REJECTED)


def drafts() -> RenewalQuerySet:
    """The renewals that a firm can still edit."""
    return RenewalApplication.objects.live().filter(approval_status__in=EDITABLE)


@tells("catalogue")
def of_the_catalogue(before: Catalogue, after: Catalogue) -> Iterator[Effect]:
    """Drafts that go over, machines that are filled in by the new version, and cases that stay as they are."""
    touched = categories_touched(before, after)
    moved = drafts().count()
    changed = drafts().filter(category__in=touched).count()
    waiting = Device.objects.registered().filter(
        certificate_status=CertificateStatus.AWAITING_RENEWAL, category__in=touched
    )
    yield Effect("未提交、被退回的换证申请", moved, f"转到新版；其中 {changed} 份有变化，会逐项列给企业核对")
    yield Effect("待换发证件的设备", waiting.count(), "换证时按新版填写")
    records = Device.objects.filter(
        intake_status__in=(IntakeStatus.DRAFT, IntakeStatus.REJECTED), deleted_at__isnull=True
    )
    yield Effect("未提交入库的设备信息", records.count(), "仍按保存时的版本填写，换证时按新版")
    yield Effect(
        "待审核的换证申请", RenewalApplication.objects.awaiting_review().count(), "按提交时的版本办理，不变"
    )


def categories_touched(before: Catalogue, after: Catalogue) -> list[str]:
    """The categories of which something differs; papers and tables touch all."""
    codes = [category.code for category in after.categories]
    labels = {category.label for category in after.categories}
    if any(line.where not in labels for line in differences(before, after)):
        return codes
    return [code for code in codes if of_category(before, after, code)]
