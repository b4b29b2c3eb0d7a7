"""影响 on renewals of what the city changes, counted before it is kept. Importing this module registers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db.models import Q

from devices.assumptions import Assumptions
from devices.catalogue import Catalogue, Phase
from devices.catalogue.differences import differences, of_category
from devices.checking import facts_of
from devices.findings import Finding
from devices.models import Device
from devices.rules import check_machine
from ground.effects import Effect, tells
from ground.glossary import ApprovalStatus, CertificateStatus, IntakeStatus
from renewals.models import OpinionTemplate, Remark, RenewalApplication
from renewals.models.application import RenewalQuerySet

MOST = 500  # drafts that are judged twice while somebody waits for the page
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


@tells("renewal_deadline")
def of_the_deadline(before: dt.date | None, after: dt.date | None) -> Iterator[Effect]:
    """Machines and drafts that the day is about."""
    waiting = Device.objects.registered().filter(certificate_status=CertificateStatus.AWAITING_RENEWAL)
    yield Effect("待换发证件的设备", waiting.count(), "倒计时、提醒和催办按新的日期计算")
    yield Effect("未提交、被退回的换证申请", drafts().count(), "企业首页显示新的日期")


@tells(
    "age_over_blocks",
    "near_days",
    "assessment_near_days",
    "material_hoist_years",
    "other_years",
    "safety_device_expired_level",
    "licence_required_since",
    "regno_old_strict",
)
def of_the_checks(before: Assumptions, after: Assumptions) -> Iterator[Effect]:
    """Drafts that could no longer, or could now, be handed in, and those that read other warnings."""
    rows = list(drafts().select_related("enterprise").order_by("-updated_at")[:MOST])
    blocked, freed, warned = _compared(rows, before, after, "renewal")
    of_how_many = f"(最近 {MOST} 份中)" if len(rows) == MOST else ""
    yield Effect(f"将不能提交备案的换证申请{of_how_many}", blocked, "须先改正")
    yield Effect(f"将不再被拦截的换证申请{of_how_many}", freed)
    yield Effect(f"提醒有变化的换证申请{of_how_many}", warned)
    records = Device.objects.filter(
        intake_status__in=(IntakeStatus.DRAFT, IntakeStatus.REJECTED), deleted_at__isnull=True
    )
    found = _compared(records.select_related("enterprise").order_by("-pk")[:MOST], before, after, "intake")
    yield Effect("将不能提交入库的设备信息", found[0], "须先改正")
    yield Effect("将不再被拦截的设备信息", found[1])


@tells("opinion")
def of_an_opinion(before: OpinionTemplate | None, after: OpinionTemplate | None) -> Iterator[Effect]:
    """Where reviewers find the sentence, and the remarks that used it, which stay as they are."""
    row = after or before
    code = row.code if row else ""
    if after is not None and after.is_on:
        above = OpinionTemplate.objects.offered().exclude(pk=after.pk)
        place = above.filter(Q(order__lt=after.order) | Q(order=after.order, code__lt=code)).count() + 1
        yield Effect("审核页的意见模板", note=f"审核人员下次打开审核页时按新的列出，排在第 {place} 条")
    else:
        yield Effect("审核页的意见模板", note="不再列出")
    if before is not None and (used := Remark.objects.filter(code=code).count()):
        yield Effect("用过这条模板的意见", used, "保留当时的文字，不受影响")


@tells("intake_policy")
def of_the_intake(before: Assumptions, after: Assumptions) -> Iterator[Effect]:
    """Records that could no longer, or could now, be taken in."""
    records = Device.objects.filter(
        intake_status__in=(IntakeStatus.DRAFT, IntakeStatus.REJECTED), deleted_at__isnull=True
    ).select_related("enterprise")
    open_before, open_after = (
        sum(_is_open(record, one.intake_policy) for record in records) for one in (before, after)
    )
    yield Effect("修改前可以提交入库的设备信息", open_before)
    yield Effect("修改后可以提交入库的设备信息", open_after)


def _is_open(record: Device, policy: str) -> bool:
    return policy == "open" or (policy == "local_only" and record.enterprise.is_local)


def _compared(
    records: Iterable[RenewalApplication | Device], before: Assumptions, after: Assumptions, phase: Phase
) -> tuple[int, int, int]:
    blocked = freed = warned = 0
    for record in records:
        was, now = (_found(record, one, phase) for one in (before, after))
        errors_before, errors_after = (any(f.blocks for f in found) for found in (was, now))
        blocked += errors_after and not errors_before
        freed += errors_before and not errors_after
        warned += errors_before == errors_after and was != now
    return blocked, freed, warned


def _found(record: RenewalApplication | Device, under: Assumptions, phase: Phase) -> list[Finding]:
    """What the rules say, papers left aside: no city rule of these is about them."""
    facts = facts_of(record, enterprise=record.enterprise, attachments=frozenset())
    found = check_machine(replace(facts, assumptions=under), phase)
    return [finding for finding in found if not finding.path.startswith("attachments.")]
