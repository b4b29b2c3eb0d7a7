"""保存, 提交, 撤回, 作废: the firm's steps with its own matters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, require
from desk.claiming import freed, refuse_in_hand
from devices.models import Device
from devices.refusals import FindingsRefused
from documents.models import Attachment, SubjectKind
from documents.services import attach, detach
from documents.staging import Staged
from ground.digests import canonical_json, sm3_hex
from ground.errors import NotAllowed, RuleBroken, StepRefused
from ground.glossary import MatterKind, MatterStatus, Step
from ground.references import new_reference
from ground.searching import search_text
from inbox.services import tell_enterprise
from inbox.words import Event
from matters.bodies import frozen_body
from matters.checks import findings_of, receiver_of
from matters.eligibility import refuse_unless_eligible
from matters.models import Matter, MatterRound
from matters.models.kinds import FIRMS_KINDS
from matters.services.deferring import defer_machine
from matters.services.steps import address_of, lock_matter, record, require_status, required_text, write
from renewals.deadlines import due_date
from renewals.services.superseding import refuse_handed_over
from renewals.submission_body import frozen_attachments

ANOTHER = "此设备已有一项未办结的企业事项，请先办完或作废它，再办理新的事项。"
ANOTHER_RENAMING = "本企业已有一项未办结的“企业名称变更”，请在“企业事项”中继续办理。"
UNDECLARED = "请先勾选“本企业对所填内容和所附资料的真实性负责”，再提交。"
ENDS_THE_CERTIFICATE = {MatterKind.DEREGISTRATION, MatterKind.TRANSFER, MatterKind.NUMBER_UPDATE}


@dataclass(frozen=True)
class MatterInput:
    """A form's content as stored scalars, and the files added to or taken from it."""

    content: dict[str, Any]
    staged: tuple[Staged, ...] = ()
    removed: frozenset[int] = field(default_factory=frozenset)


@transaction.atomic
def start_matter(*, user: User, kind: MatterKind, device_id: int, given: MatterInput) -> Matter:
    """保存 of a new matter; nothing changes at the machine yet. A renaming concerns none: `device_id` is idle.

    Raises StepRefused where it does not apply to the machine, or another one is under way; the model's
    DoesNotExist for a machine that is not the firm's.
    """
    require(user, Action.KEEP_MATTERS)
    if kind not in FIRMS_KINDS:
        raise NotAllowed("not_the_firm_s", f"“{kind.label}”由审批办办理，请联系审批办。")
    firm, device = user.own_enterprise, None
    if kind != MatterKind.RENAMING:
        machines = Device.objects.visible_to(user).select_related("enterprise")
        device = machines.get(pk=device_id)
        refuse_unless_eligible(kind, device)
    matter = Matter(
        reference=new_reference("SX", timezone.localdate()),
        kind=kind,
        enterprise=firm,
        device=device,
        created_by=user,
        content=given.content,
    )
    make_findable(matter)
    try:
        with transaction.atomic():
            matter.save(force_insert=True)
    except IntegrityError as clash:
        sentence = ANOTHER if device else ANOTHER_RENAMING
        raise StepRefused("another_matter", sentence) from clash
    keep_papers(matter, given, user)
    record(matter, user.actor, Step.MATTER_SAVED, "")
    return matter


@transaction.atomic
def save_matter(*, matter_id: int, revision: int, user: User, given: MatterInput) -> Matter:
    """修改 · 保存; a refused matter becomes 未提交 again. Raises StepRefused once it is handed in."""
    require(user, Action.KEEP_MATTERS)
    matter = lock_matter(matter_id=matter_id, user=user, revision=revision)
    require_status(matter, Step.MATTER_SAVED, MatterStatus.NOT_SUBMITTED, MatterStatus.REJECTED)
    before = matter.status
    if before == MatterStatus.REJECTED:
        matter.reopen()
    matter.content = given.content
    write(matter, before=before, fields=("content",))
    keep_papers(matter, given, user)
    record(matter, user.actor, Step.MATTER_SAVED, before)
    return matter


@transaction.atomic
def submit_matter(*, matter_id: int, revision: int, user: User, declared: bool) -> Matter:
    """提交: freeze the round and hand it to whoever is next (审批办, 受让方); 暂不换证 is in force at once.

    Raises FindingsRefused with everything that is wrong, RuleBroken without the declaration of truth.
    """
    require(user, Action.KEEP_MATTERS)
    matter = lock_matter(matter_id=matter_id, user=user, revision=revision)
    require_status(matter, Step.MATTER_SUBMITTED, MatterStatus.NOT_SUBMITTED)
    if not declared:
        raise RuleBroken("undeclared", UNDECLARED, path="declared")
    if findings := findings_of(matter, timezone.localdate()):
        raise FindingsRefused(findings)
    if matter.kind in ENDS_THE_CERTIFICATE and matter.device_id:
        refuse_handed_over(matter.device_id, why=matter.sort.label)
    matter.counterparty = receiver_of(matter) if matter.kind == MatterKind.TRANSFER else None
    _hand_in(matter, user)
    now = timezone.now()
    matter.submitted_at, matter.due_on = now, due_date(timezone.localdate(now))
    freeze(matter, user)
    fields = ("round", "submitted_at", "due_on", "counterparty", "ends_on", "decided_at")
    write(matter, before=MatterStatus.NOT_SUBMITTED, fields=fields)
    step = Step.DEFERRAL_DECLARED if matter.kind == MatterKind.DEFERRAL else Step.MATTER_SUBMITTED
    record(matter, user.actor, step, MatterStatus.NOT_SUBMITTED, opinion=matter.text("explanation"))
    return matter


@transaction.atomic
def withdraw_matter(*, matter_id: int, revision: int, user: User) -> Matter:
    """撤回, until a reviewer has claimed it or the office has decided."""
    require(user, Action.KEEP_MATTERS)
    matter = lock_matter(matter_id=matter_id, user=user, revision=revision)
    open_states = (MatterStatus.AWAITING_CONFIRMATION, MatterStatus.PENDING)
    require_status(matter, Step.MATTER_WITHDRAWN, *open_states)
    refuse_in_hand(matter)
    before = matter.status
    matter.withdraw()
    write(matter, before=before, fields=freed(matter))
    record(matter, user.actor, Step.MATTER_WITHDRAWN, before)
    if matter.counterparty:
        _tell_receiver(matter, "转让方已撤回产权变更", "转让方撤回了申请，您无需操作。")
    return matter


@transaction.atomic
def void_matter(*, matter_id: int, revision: int, user: User, reason: str) -> Matter:
    """作废 of a draft or refused matter, with a reason; the machine stays as it is."""
    require(user, Action.KEEP_MATTERS)
    reason = required_text(reason, "请写明作废的理由", path="reason", least=2, most=200)
    matter = lock_matter(matter_id=matter_id, user=user, revision=revision)
    require_status(matter, Step.MATTER_VOIDED, MatterStatus.NOT_SUBMITTED, MatterStatus.REJECTED)
    before = matter.status
    matter.void()
    write(matter, before=before)
    record(matter, user.actor, Step.MATTER_VOIDED, before, opinion=reason)
    return matter


def _hand_in(matter: Matter, user: User) -> None:
    if matter.kind == MatterKind.DEFERRAL:
        defer_machine(matter, user.actor)
    elif matter.kind == MatterKind.TRANSFER:
        matter.offer()
        _tell_receiver(
            matter,
            "请确认接收产权变更的设备",
            f"{matter.enterprise.name}申请将一台设备的产权变更到贵企业，请企业管理员核对后确认接收或不予接收。",
            Event.TRANSFER_OFFERED,
        )
    else:
        matter.submit()


def _tell_receiver(matter: Matter, title: str, body: str, event: Event | None = None) -> None:
    receiver: Enterprise = matter.counterparty  # type: ignore[assignment]
    device: Device = matter.device  # type: ignore[assignment]
    tell_enterprise(
        enterprise=receiver,
        title=f"{title}：{device.registration_number} {device.model}",
        body=body,
        link="/portal/matters/" if matter.status == MatterStatus.NOT_SUBMITTED else address_of(matter),
        event=event,
        about=f"{device.registration_number} {device.model}",
    )


def freeze(matter: Matter, user: User) -> None:
    """Keep what the present round says and shows: body, SM3, list of papers."""
    body = frozen_body(matter)
    MatterRound.objects.create(
        matter=matter,
        number=matter.round,
        body=body,
        sm3=sm3_hex(canonical_json(body)),
        attachments=frozen_attachments(SubjectKind.MATTER, matter.pk),
        submitted_by=user,
    )


def make_findable(matter: Matter) -> None:
    """Derive what a search looks through."""
    words = [matter.reference]
    if device := matter.device:
        words += [device.old_registration_number, device.new_registration_number]
        words += [device.model, device.factory_number, device.internal_number]
    matter.search_text = search_text(*words)


def keep_papers(matter: Matter, given: MatterInput, user: User) -> None:
    """Add the files that the form brings and take away those that it drops."""
    for attachment in Attachment.objects.of(SubjectKind.MATTER, matter.pk).filter(pk__in=given.removed):
        detach(attachment=attachment)
    for item in given.staged:
        attach(
            file=item.file,
            kind=item.kind,
            name=item.name,
            enterprise=matter.enterprise,
            subject=SubjectKind.MATTER,
            subject_id=matter.pk,
            added_by=user,
        )
