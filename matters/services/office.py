"""依职权: what the office files itself, with reason and evidence; another person decides, the firm is told."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from devices.models import Device
from devices.refusals import FindingsRefused
from ground.errors import NotAllowed, RuleBroken, StepRefused
from ground.glossary import MatterKind, MatterStatus, Step
from ground.references import new_reference
from inbox.services import tell_enterprise
from matters.checks import findings_of, former_number, receiver_of
from matters.eligibility import refuse_unless_eligible
from matters.forms import NEW, OLD
from matters.models import Matter
from matters.models.kinds import OFFICE_KINDS
from matters.services.filing import MatterInput, freeze, keep_papers, make_findable
from matters.services.steps import address_of, lock_matter, record, require_status, write
from renewals.deadlines import due_date
from renewals.services.superseding import refuse_handed_over

ANOTHER = "此设备已有一项未办结的事项({reference} {kind}，{state})，请先办结它，再提出新的事项。"
OWN = "这是您自己提出的，须由另一名{role}复核；不再办理的，请点“撤销提出”。"
NOT_YOURS = "只有提出人可以撤销；不同意办理的，请点“不予办理”并写明意见。"


def action_to_file(kind: MatterKind) -> Action:
    """What a person must be allowed to do to file this kind for the office."""
    return Action.CORRECT_NUMBERS if kind == MatterKind.NUMBER_CORRECTION else Action.FILE_BY_OFFICE


def action_to_decide(matter: Matter) -> Action:
    """What a person must be allowed to do to decide on it."""
    corrects = matter.kind == MatterKind.NUMBER_CORRECTION
    return Action.CORRECT_NUMBERS if corrects else Action.REVIEW_MATTERS


def why_not_decided_by(matter: Matter, user: User) -> str:
    """Why this person cannot decide on it, empty where the office's other people may: nobody decides alone."""
    if matter.by_office and matter.created_by_id == user.pk:
        corrects = matter.kind == MatterKind.NUMBER_CORRECTION
        return OWN.format(role="系统管理员" if corrects else "审核人员")
    return ""


@transaction.atomic
def file_by_office(*, user: User, kind: MatterKind, device_id: int, given: MatterInput) -> Matter:
    """提出 of a matter in the office's own name: it waits for another person's decision at once.

    Raises FindingsRefused with everything that is wrong, StepRefused where it does not apply to the machine,
    its renewal was handed over, or another matter of the machine is undecided; the model's DoesNotExist for
    a machine that the person does not see.
    """
    if kind not in OFFICE_KINDS:
        raise NotAllowed("the_firm_s", f"“{kind.label}”由企业自己办理。")
    require(user, action_to_file(kind))
    device = Device.objects.visible_to(user).select_related("enterprise").get(pk=device_id)
    refuse_unless_eligible(kind, device)
    if kind != MatterKind.NUMBER_CORRECTION:
        refuse_handed_over(device.pk, why=kind.label)
    matter = Matter(
        reference=new_reference("SX", timezone.localdate()),
        kind=kind,
        enterprise=device.enterprise,
        device=device,
        by_office=True,
        created_by=user,
        content=_content(kind, device, given),
    )
    _insert(matter, device)
    keep_papers(matter, given, user)
    if findings := findings_of(matter, timezone.localdate()):
        raise FindingsRefused(findings)
    _hand_in(matter, user)
    detail = (
        {"number": matter.text("number"), "former": matter.text("former")} if matter.text("number") else {}
    )
    record(
        matter,
        user.actor,
        Step.OFFICE_FILED,
        MatterStatus.NOT_SUBMITTED,
        opinion=matter.text("explanation"),
        detail=detail,
    )
    _tell(
        matter,
        "审批办提出",
        f"理由：{matter.text('explanation')}\n正由另一名工作人员复核；有异议的，请尽快联系审批办。",
    )
    return matter


@transaction.atomic
def take_back(*, matter_id: int, revision: int, user: User) -> Matter:
    """撤销提出 by whoever filed it, until it is decided on."""
    matter = lock_matter(matter_id=matter_id, user=user, revision=None, own=False)
    require(user, action_to_file(matter.sort))
    if not matter.by_office or matter.created_by_id != user.pk:
        raise NotAllowed("not_yours", NOT_YOURS)
    require_status(matter, Step.OFFICE_TAKEN_BACK, MatterStatus.PENDING)
    matter = lock_matter(matter_id=matter_id, user=user, revision=revision, own=False)
    matter.take_back()
    matter.decided_at = timezone.now()
    write(matter, before=MatterStatus.PENDING, fields=("decided_at",))
    record(matter, user.actor, Step.OFFICE_TAKEN_BACK, MatterStatus.PENDING)
    _tell(matter, "审批办已撤销", "设备没有变化，您无需操作。")
    return matter


def _content(kind: MatterKind, device: Device, given: MatterInput) -> dict[str, object]:
    """What the form says; a correction also keeps the number that it was asked for."""
    which = given.content.get("which")
    if kind != MatterKind.NUMBER_CORRECTION or which not in {OLD, NEW}:
        return given.content
    return {**given.content, "former": former_number(device, which)}


def _insert(matter: Matter, device: Device) -> None:
    make_findable(matter)
    try:
        with transaction.atomic():
            matter.save(force_insert=True)
    except IntegrityError as clash:
        other = Matter.objects.undecided().filter(device=device).first()
        if other is None:
            raise
        sentence = ANOTHER.format(reference=other.reference, kind=other.sort.label, state=other.state.label)
        raise StepRefused("another_matter", sentence) from clash


def _hand_in(matter: Matter, user: User) -> None:
    matter.file_by_office()
    matter.counterparty = receiver_of(matter) if matter.kind == MatterKind.TRANSFER else None
    now = timezone.now()
    matter.submitted_at, matter.due_on = now, due_date(timezone.localdate(now))
    freeze(matter, user)
    fields = ("round", "submitted_at", "due_on", "counterparty")
    write(matter, before=MatterStatus.NOT_SUBMITTED, fields=fields)


def _tell(matter: Matter, word: str, body: str) -> None:
    device = matter.device
    if device is None:
        raise RuleBroken("no_machine", "此事项没有设备。")
    for firm in (matter.enterprise, matter.counterparty):
        if firm is not None:
            tell_enterprise(
                enterprise=firm,
                title=f"{word}{matter.sort.label}：{device.registration_number} {device.model}",
                body=body,
                link=address_of(matter) if matter.status == MatterStatus.PENDING else "/portal/matters/",
            )
