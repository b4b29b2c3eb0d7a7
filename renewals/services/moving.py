"""更新参数目录: drafts go over to the version in force, with a list of what changed; submitted ones stay."""

from __future__ import annotations

import time
from dataclasses import asdict
from itertools import groupby

from django.db import transaction
from django.db.models import Q

from audit.actors import SYSTEM
from audit.models import HistoryEntry
from devices import assumptions
from devices.models import CatalogueVersion
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, Step
from inbox.services import tell_enterprise
from renewals.carrying import carried_renewal
from renewals.models import RenewalApplication
from renewals.models.application import RenewalQuerySet
from renewals.moving import Told, moved_entries, told_changes
from renewals.services.steps import lock_for_system, record, write

EDITABLE = (ApprovalStatus.NOT_SUBMITTED, ApprovalStatus.REJECTED)
AT_ONCE = 200  # drafts of one look; the next look finds the others
SEEN = {Step.RENEWAL_SAVED, Step.RENEWAL_STARTED, Step.RENEWAL_SUBMITTED}
MOVED = "参数目录由第 {old} 版更新为第 {new} 版，与本申请有关的变化 {count} 处。"
NOT_MOVED_YET = (
    "参数目录已更新为第 {number} 版，此申请的栏目或单位可能有变化。请打开此申请，核对变化后再提交备案。"
)
OTHER_FORM = (
    "参数目录已更新为第 {number} 版，栏目或单位可能有变化，尚未保存。"
    "请按本页现在的栏目和单位核对所填内容，再点“确认”。"
)
OTHER_WORKBOOK = "参数目录已更新为第 {number} 版，表格的栏目或单位可能有变化。请重新下载表格，填写后再上传。"


def behind(version: CatalogueVersion) -> RenewalQuerySet:
    """The renewals that a firm can still edit and that pin another version than the one in force."""
    editable = RenewalApplication.objects.live().filter(approval_status__in=EDITABLE)
    return editable.filter(~Q(catalogue_version_id=version.pk))


def brought_up_to_date(renewal: RenewalApplication) -> RenewalApplication:
    """The renewal as it stands under the version in force; it is moved first where that is needed."""
    if not renewal.is_editable:
        return renewal
    version = CatalogueVersion.objects.in_force()
    if renewal.catalogue_version_id == version.pk or not move(renewal_id=renewal.pk, version=version):
        return renewal
    return RenewalApplication.objects.select_related("device__enterprise", "enterprise").get(pk=renewal.pk)


@transaction.atomic
def move(*, renewal_id: int, version: CatalogueVersion) -> bool:
    """Move one draft to `version` with a step of its own in the history; False where there is nothing to move."""
    renewal = lock_for_system(renewal_id)
    former = renewal.catalogue_version
    if not renewal.is_editable or former.pk == version.pk:
        return False
    old, new = former.catalogue, version.catalogue
    category = renewal.category
    entries, said = moved_entries(
        renewal.parameters,
        _carried_anew(renewal, version),
        old=old.category(category),
        new=new.category(category),
        assumptions=assumptions.current(),
    )
    changes = [*told_changes(old, new, category), *said]
    renewal.parameters, renewal.catalogue_version = entries, version
    before = renewal.approval_status
    write(renewal, before=before, fields=("parameters", "catalogue_version_id"))
    record(
        renewal,
        SYSTEM,
        Step.CATALOGUE_MOVED,
        before,
        before,
        opinion=MOVED.format(old=former.number, new=version.number, count=len(changes)),
        detail={"version": version.number, "changes": [asdict(line) for line in changes]},
    )
    return True


def move_all(*, seconds: float) -> int:
    """Move what is behind, firm by firm, for at most `seconds` plus one firm's share; each firm gets one message."""
    until, count = time.monotonic() + seconds, 0
    version = CatalogueVersion.objects.in_force()
    rows = behind(version).order_by("enterprise_id", "id").values_list("enterprise_id", "pk")[:AT_ONCE]
    for enterprise_id, found in groupby(list(rows), key=lambda row: row[0]):
        moved = sum(move(renewal_id=pk, version=version) for _firm, pk in found)
        if moved:
            tell_enterprise(
                enterprise=enterprise_id,
                title=f"参数目录已更新：{moved} 份换证申请需要核对",
                body=f"参数目录第 {version.number} 版已生效，贵企业未提交的换证申请已转到新版，已填内容保留。"
                "请打开各申请查看变化，核对后点“确认”，再提交备案。已提交的申请不受影响。",
                link="/portal/renewals/",
            )
        count += moved
        if time.monotonic() > until:
            break
    return count


def refuse_behind(renewal: RenewalApplication) -> None:
    """Raise StepRefused where the draft has not been moved to the version in force yet."""
    version = CatalogueVersion.objects.in_force()
    if renewal.catalogue_version_id != version.pk:
        raise StepRefused("catalogue_behind", NOT_MOVED_YET.format(number=version.number))


def refuse_other_form(version: CatalogueVersion, seen: int | None) -> None:
    """Raise StepRefused where a page was made from another version than `version`; None: no page was."""
    if seen is not None and seen != version.pk:
        raise StepRefused("catalogue_moved", OTHER_FORM.format(number=version.number))


def refuse_other_workbook(seen: int | None) -> CatalogueVersion:
    """The version in force; RuleBroken where a workbook was checked under another one."""
    version = CatalogueVersion.objects.in_force()
    if seen is not None and seen != version.pk:
        raise RuleBroken("catalogue_moved", OTHER_WORKBOOK.format(number=version.number))
    return version


def unseen_changes(entries: list[HistoryEntry]) -> list[Told]:
    """What moves have changed since a person last kept the form; `entries` are the latest, newest first."""
    found: list[Told] = []
    for entry in entries:
        if entry.step in SEEN:
            break
        if entry.step == Step.CATALOGUE_MOVED:
            found = [Told(**line) for line in entry.detail.get("changes", [])] + found
    return found


def _carried_anew(renewal: RenewalApplication, version: CatalogueVersion) -> dict[str, dict[str, str]]:
    try:
        return carried_renewal(renewal.device, version).parameters
    except RuleBroken:  # an old value that nobody could read: what stands in the draft stays
        return {}
