"""What 备案号更正 of a machine does to its renewals: a draft takes the right number, the others stop it or keep theirs."""

from __future__ import annotations

from django.db.models import CharField, Value
from django.db.models.functions import Concat, Left

from devices.uniqueness import set_search_text
from ground.errors import StepRefused
from ground.glossary import ApprovalStatus
from ground.searching import folded
from renewals.models import RenewalApplication
from renewals.services.steps import lock_for_system, write
from renewals.services.superseding import UNDER_WAY, open_renewal_of

UNDER_REVIEW = "此设备的换证申请 {reference} 正在审核，按现在的备案号提交。请先由审核人员办结，或由企业撤回后，再更正备案号。"
LONGEST = 400  # of search_text


def why_not_renumbered(device_id: int) -> str:
    """Why the machine's number cannot be corrected now, empty where it can."""
    return _why_not(open_renewal_of(device_id))


def renumber_renewals(*, device_id: int, former: str, number: str) -> None:
    """The open draft takes `number` where it has `former`; finished renewals keep theirs and are found by both.

    Must run inside a transaction, before the machine is locked. Raises StepRefused where the open renewal is
    under review or was accepted (it may be with the province at any moment).
    """
    found = open_renewal_of(device_id)
    if found is not None:
        renewal = lock_for_system(found.pk)
        if reason := _why_not(renewal):
            raise StepRefused("renewal_under_way", reason)
        if renewal.old_registration_number == former:
            renewal.old_registration_number = number
            set_search_text(renewal, renewal.reference, number, former)
            fields = ("old_registration_number", "search_text")
            write(renewal, before=renewal.approval_status, fields=fields)
    others = RenewalApplication.objects.filter(device_id=device_id).exclude(
        search_text__contains=folded(number)
    )
    both = Concat("search_text", Value(f" {folded(number)}"), output_field=CharField())
    others.update(search_text=Left(both, LONGEST))


def _why_not(renewal: RenewalApplication | None) -> str:
    if renewal is None:
        return ""
    if renewal.approval_status == ApprovalStatus.ACCEPTED:
        return UNDER_WAY.format(reference=renewal.reference, why="备案号更正")
    if renewal.approval_status == ApprovalStatus.PENDING:
        return UNDER_REVIEW.format(reference=renewal.reference)
    return ""
