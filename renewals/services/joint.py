"""入库 and 备案 of one machine in one go: handed in together, decided together, each with its own history.

The machine is locked before the renewal, as everywhere where a renewal hangs on a machine.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from accounts.roles import Role
from desk.remarks import RemarkInput
from devices.findings import Finding
from devices.models import Device
from devices.refusals import FindingsRefused
from devices.services.intake import approve_intake, reject_intake, submit_intake
from ground.errors import RuleBroken, StepRefused
from ground.glossary import RefusalKind
from renewals.models import RenewalApplication
from renewals.precheck import precheck
from renewals.services.deciding import accept, reject
from renewals.services.steps import lock_hanging_machine, lock_renewal
from renewals.services.submitting import UNDECLARED, submit_renewal

REGISTERED = "此设备的入库已经审核过了，不能再一并办理。请刷新页面，只办理换证申请。"


class BothRefused(FindingsRefused):
    """Blocking findings of either: `record` are those of the machine's record, `findings` all of them."""

    def __init__(self, record: Sequence[Finding], renewal: Sequence[Finding]) -> None:
        super().__init__([*record, *renewal])
        self.record, self.renewal = list(record), list(renewal)


@transaction.atomic
def submit_both(
    *, renewal_id: int, revision: int, device_revision: int, user: User, declared: bool
) -> RenewalApplication:
    """一并提交入库与备案: both wait for review, or neither.

    Raises BothRefused with everything that is wrong with either, RuleBroken without the declaration of truth,
    StepRefused where a step does not apply now.
    """
    require(user, Action.KEEP_RENEWALS)
    if not declared:
        raise RuleBroken("undeclared", UNDECLARED, path="declared")
    device = _machine(renewal_id, user)
    try:
        with transaction.atomic():
            submit_intake(device_id=device.pk, revision=device_revision, user=user)
    except FindingsRefused as refusal:
        renewal = lock_renewal(renewal_id=renewal_id, user=user, revision=revision)
        found = precheck(renewal, submitted_by_manager=user.role == Role.ENTERPRISE_MANAGER)
        raise BothRefused(refusal.findings, [item for item in found if item.blocks]) from refusal
    return submit_renewal(renewal_id=renewal_id, revision=revision, user=user, declared=declared)


@transaction.atomic
def accept_both(
    *,
    renewal_id: int,
    revision: int,
    device_revision: int,
    reviewer: User,
    opinion: str = "",
    confirmed: Collection[int] | None = None,
) -> RenewalApplication:
    """入库并接受备案. `confirmed` as in `accept`. Raises StepRefused to whoever comes second on either."""
    device = _machine(renewal_id, reviewer)
    approve_intake(device_id=device.pk, revision=device_revision, reviewer=reviewer, opinion=opinion.strip())
    return accept(
        renewal_id=renewal_id, revision=revision, reviewer=reviewer, opinion=opinion, confirmed=confirmed
    )


@transaction.atomic
def register_and_reject(
    *,
    renewal_id: int,
    revision: int,
    device_revision: int,
    reviewer: User,
    kind: RefusalKind,
    opinion: str,
    remarks: list[RemarkInput],
    grounds: list[str],
    late_reason: str = "",
) -> RenewalApplication:
    """只通过入库: the machine is in the register, its renewal goes back with the opinion."""
    device = _machine(renewal_id, reviewer)
    approve_intake(device_id=device.pk, revision=device_revision, reviewer=reviewer)
    return reject(
        renewal_id=renewal_id,
        revision=revision,
        reviewer=reviewer,
        kind=kind,
        opinion=opinion,
        remarks=remarks,
        grounds=grounds,
        late_reason=late_reason,
    )


@transaction.atomic
def reject_both(
    *,
    renewal_id: int,
    revision: int,
    device_revision: int,
    reviewer: User,
    kind: RefusalKind,
    opinion: str,
    remarks: list[RemarkInput],
    grounds: list[str],
    late_reason: str = "",
) -> RenewalApplication:
    """都不通过: both go back with the one opinion."""
    device = _machine(renewal_id, reviewer)
    renewal = reject(
        renewal_id=renewal_id,
        revision=revision,
        reviewer=reviewer,
        kind=kind,
        opinion=opinion,
        remarks=remarks,
        grounds=grounds,
        late_reason=late_reason,
    )
    reject_intake(device_id=device.pk, revision=device_revision, reviewer=reviewer, reason=opinion)
    return renewal


def _machine(renewal_id: int, user: User) -> Device:
    device = lock_hanging_machine(renewal_id=renewal_id, user=user)
    if device is None:
        raise StepRefused("registered_already", REGISTERED)
    return device
