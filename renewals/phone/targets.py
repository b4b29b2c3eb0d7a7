"""What a phone's pictures go to: a machine's record, a renewal, or the firm's standing papers; and whether they may now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.db.models import Count

from accounts.models import Enterprise
from devices.catalogue import RequiredAttachment
from devices.checking import intake_facts
from devices.models import CatalogueVersion, Device, MachineRecord
from devices.rules import papers_of
from documents.models import Attachment, StoredFile, SubjectKind
from ground.errors import StepRefused
from ground.glossary import ApprovalStatus, IntakeStatus
from renewals.batch_words import PackVerdict
from renewals.carrying import carried_renewal
from renewals.models import Batch, BatchMachine, LinkSubject, PackFile, PhotoLink, RenewalApplication
from renewals.precheck import renewal_facts
from renewals.services.drafting import refuse_unless_renewable

Row = TypeVar("Row", bound=models.Model)

GONE = "没有找到要添加图片的设备。请让企业人员在电脑上核对后重新生成二维码。"
NOT_STARTED = "这台设备还没有换证申请，不能传图。请先在电脑上的批次中生成申请，或点“证件换发”。"
JUST_MADE = "这台设备的换证申请刚刚生成，请再传一次。"
ASK_THE_OFFICE = "需要补充图片的，请企业人员在电脑上处理。"


@dataclass(frozen=True)
class Wanted:
    """A kind of paper that may be photographed, and how many files of it are there."""

    code: str
    label: str
    hint: str
    required: bool
    count: int


@dataclass(frozen=True)
class Target:
    """One thing that takes pictures. `facts` are (label, value) for the phone; `why_not` is empty while it is open.

    `machine` is that of a batch which has no renewal yet: its pictures wait for it.
    """

    subject: SubjectKind
    subject_id: int
    enterprise: Enterprise
    title: str
    facts: tuple[tuple[str, str], ...]
    asked: tuple[RequiredAttachment, ...]
    why_not: str = ""
    device_id: int | None = None
    renewal: RenewalApplication | None = None
    machine: BatchMachine | None = None

    def labels(self) -> dict[str, str]:
        """Label by code of the kinds that are taken."""
        return {paper.kind.code: paper.kind.label for paper in self.asked}

    def wanted(self) -> list[Wanted]:
        """The kinds with the number of files at hand, required ones first; one query."""
        counts = dict(self._there().values_list("kind").annotate(many=Count("pk")))
        found = [
            Wanted(p.kind.code, p.kind.label, p.kind.hint, p.level == "required", counts.get(p.kind.code, 0))
            for p in self.asked
        ]
        return sorted(found, key=lambda paper: not paper.required)

    def has(self, kind: str, file: StoredFile) -> bool:
        """Whether this very file is there already under that kind."""
        return self._there().filter(kind=kind, file=file).exists()

    def _there(self) -> models.QuerySet[Attachment] | models.QuerySet[PackFile]:
        if self.machine:
            return self.machine.paper_files.filter(verdict=PackVerdict.WAITING)
        return Attachment.objects.filter(subject=self.subject, subject_id=self.subject_id)


def target_of(link: PhotoLink, machine_id: int | None = None, *, lock: bool = False) -> Target:
    """What the link brings pictures to; of a batch, the machine with that number.

    With `lock`, its row is held until the transaction ends, so that its state stands. Raises StepRefused where
    it is gone from the firm.
    """
    subject = LinkSubject(link.subject)
    if subject == LinkSubject.BATCH:
        return _of_batch(link, machine_id, lock)
    return _target(link.enterprise, subject, link.subject_id, lock)


def require_open(enterprise: Enterprise, subject: LinkSubject, subject_id: int) -> None:
    """Raise StepRefused with the reason where pictures cannot be added now; a batch decides by machine."""
    if subject == LinkSubject.BATCH:
        return
    target = _target(enterprise, subject, subject_id, lock=False)
    if target.why_not:
        raise StepRefused("photos_not_now", target.why_not)


def open_renewals_of(batch: Batch) -> models.QuerySet[RenewalApplication]:
    """The live renewals of a batch's machines, of its own firm."""
    machines = batch.machines.values("device_id")
    return RenewalApplication.objects.open().filter(device_id__in=machines, enterprise_id=batch.enterprise_id)


def why_no_photos(renewal: RenewalApplication) -> str:
    """Why a renewal takes no pictures now; empty while it can be edited."""
    if renewal.is_editable:
        return ""
    if renewal.is_voided:
        return f"这份换证申请已作废，不能再传图。{ASK_THE_OFFICE}"
    if renewal.approval_status == ApprovalStatus.PENDING:
        return "这份换证申请已提交备案，不能再传图。需要补充图片的，请企业人员先在电脑上撤回。"
    return f"这份换证申请已{renewal.approval.label}，不能再传图。{ASK_THE_OFFICE}"


def _target(enterprise: Enterprise, subject: LinkSubject, subject_id: int, lock: bool) -> Target:
    if subject == LinkSubject.ENTERPRISE:
        return _of_enterprise(_held(Enterprise.objects.filter(pk=enterprise.pk), lock))
    if subject == LinkSubject.DEVICE:
        machines = Device.objects.filter(pk=subject_id, enterprise=enterprise, deleted_at__isnull=True)
        return _of_device(_held(machines.select_related("enterprise"), lock))
    renewals = RenewalApplication.objects.filter(pk=subject_id, enterprise=enterprise)
    return _of_renewal(_held(renewals.select_related("device__enterprise", "enterprise"), lock))


def _of_batch(link: PhotoLink, machine_id: int | None, lock: bool) -> Target:
    batch = Batch.objects.filter(pk=link.subject_id, enterprise=link.enterprise).first()
    if batch is None or machine_id is None or not batch.machines.filter(device_id=machine_id).exists():
        raise StepRefused("photo_target_gone", GONE)
    renewals = open_renewals_of(batch).filter(device_id=machine_id)
    if renewal := renewals.first():
        return _target(link.enterprise, LinkSubject.RENEWAL, renewal.pk, lock)
    if batch.is_intake:
        raise StepRefused("photo_target_none", NOT_STARTED)
    machines = batch.machines.filter(device_id=machine_id)
    machine = _held(machines.select_related("device__enterprise", "batch"), lock)
    if lock and renewals.exists():
        # Made while the machine's row was waited for. To lock it now would turn the order of locks round.
        raise StepRefused("photo_target_changed", JUST_MADE)
    return _of_waiting(machine)


def why_not_waiting(device: Device) -> str:
    """Why a machine without a renewal takes no pictures: it cannot get one now."""
    try:
        refuse_unless_renewable(device)
    except StepRefused as refusal:
        return refusal.message
    return ""


def _of_waiting(machine: BatchMachine) -> Target:
    """What the renewal will ask for, told by the one that the record would give."""
    device = machine.device
    why_not = why_not_waiting(device)
    asked: tuple[RequiredAttachment, ...] = ()
    if not why_not:
        planned = carried_renewal(device, CatalogueVersion.objects.in_force())
        asked = _own(papers_of(renewal_facts(planned), "renewal"))
    return Target(
        SubjectKind.RENEWAL,
        0,
        device.enterprise,
        device.model or "未填型号",
        _facts(device, device.registration_number),
        asked,
        why_not,
        device.pk,
        machine=machine,
    )


def _of_enterprise(firm: Enterprise) -> Target:
    catalogue = CatalogueVersion.objects.in_force().catalogue
    standing = tuple(
        RequiredAttachment(paper, "optional") for paper in catalogue.attachments if paper.standing
    )
    facts = (("企业", firm.name),)
    return Target(SubjectKind.ENTERPRISE, firm.pk, firm, "企业公共附件", facts, standing)


def _of_device(device: Device) -> Target:
    closed = {
        IntakeStatus.PENDING: "这台设备已提交入库，不能再传图。需要补充图片的，请企业人员先在电脑上撤回。",
        IntakeStatus.APPROVED: f"这台设备已入库，不能再传图。{ASK_THE_OFFICE}",
    }
    return Target(
        SubjectKind.DEVICE,
        device.pk,
        device.enterprise,
        device.model or "未填型号",
        _facts(device, device.registration_number),
        _own(papers_of(intake_facts(device), "intake")),
        closed.get(device.intake, ""),
        device.pk,
    )


def _of_renewal(renewal: RenewalApplication) -> Target:
    return Target(
        SubjectKind.RENEWAL,
        renewal.pk,
        renewal.enterprise,
        renewal.model or "未填型号",
        _facts(renewal, renewal.registration_number),
        _own(papers_of(renewal_facts(renewal), "renewal")),
        why_no_photos(renewal),
        renewal.device_id,
        renewal,
    )


def _facts(record: MachineRecord, number: str) -> tuple[tuple[str, str], ...]:
    """Little, because a link can be passed on."""
    return (
        ("备案号", number or "—"),
        ("规格型号", record.model or "—"),
        ("出厂编号", record.factory_number or "—"),
    )


def _own(papers: tuple[RequiredAttachment, ...]) -> tuple[RequiredAttachment, ...]:
    """Those of the machine itself; the firm's standing papers have a page and a QR code of their own."""
    return tuple(paper for paper in papers if not paper.kind.standing)


def _held(rows: models.QuerySet[Row], lock: bool) -> Row:
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise StepRefused("photo_target_gone", GONE)
    return found
