"""选择设备: which machines a batch can take, and taking them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from accounts.models import Enterprise, User
from accounts.policies import Action, require
from devices.models import Device
from devices.models.reads import DeviceQuerySet
from ground.errors import RuleBroken
from ground.glossary import ApprovalStatus, CertificateStatus
from ground.writing import lock_row
from renewals.models import Batch, BatchMachine, RenewalApplication

MOST = 1000
NONE_CHOSEN = "请先勾选要换证的设备，或选择“全部符合条件的设备”，再建立批次。"
TOO_MANY = "每批最多 {most} 台，现有 {count} 台。请按设备类别或查询条件分批办理。"


@dataclass(frozen=True)
class Choice:
    """What a person chose: `ids`, or every machine that can be renewed where `all_of` is set."""

    ids: tuple[int, ...] = ()
    all_of: bool = False


def eligible(user: User) -> DeviceQuerySet:
    """The firm's machines that 待换发证件, or whose renewal is 未提交备案 or 不接受备案."""
    editable = RenewalApplication.objects.live().filter(
        device=OuterRef("pk"), approval_status__in=(ApprovalStatus.NOT_SUBMITTED, ApprovalStatus.REJECTED)
    )
    machines = Device.objects.visible_to(user).registered()
    return machines.filter(
        Q(certificate_status=CertificateStatus.AWAITING_RENEWAL)
        | Q(Exists(editable), certificate_status=CertificateStatus.RENEWING)
    )


@transaction.atomic
def start_batch(*, user: User, choice: Choice) -> Batch:
    """A new batch of the chosen machines, numbered within the firm.

    Raises RuleBroken where none that can be renewed was chosen, or more than MOST.
    """
    require(user, Action.KEEP_RENEWALS)
    firm = lock_row(Enterprise.objects.filter(pk=user.own_enterprise.pk))
    machines = eligible(user)
    if not choice.all_of:
        machines = machines.filter(pk__in=choice.ids)
    ids = list(machines.order_by("category", "model", "pk").values_list("pk", flat=True)[: MOST + 1])
    if not ids:
        raise RuleBroken("none_chosen", NONE_CHOSEN)
    if len(ids) > MOST:
        raise RuleBroken("too_many", TOO_MANY.format(most=MOST, count=machines.count()))
    batch = Batch.objects.create(number=next_number(firm), enterprise=firm, created_by=user)
    BatchMachine.objects.bulk_create(
        BatchMachine(batch=batch, device_id=pk, added_at=batch.created_at) for pk in ids
    )
    return batch


def next_number(firm: Enterprise) -> int:
    """The number of the firm's next batch; the firm's row must be locked."""
    return (Batch.objects.filter(enterprise=firm).aggregate(last=Max("number"))["last"] or 0) + 1
