"""Many drafts in one transaction: 证件换发 and 修改 of up to some hundred machines by a fixed number of queries.

What holds for one (`drafting.start_renewal`, `save_renewal`) holds for each: rows are locked first, renewals before machines and
each sort by number, so that two such steps never wait for one another in a circle; then everything is judged in memory, and written
by a few statements under the same guards. An item that is refused is left out and changes nothing. Items that add or take away
files, and machines whose papers are at their limit, go the way of one, inside the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, require
from audit.models import HistoryEntry
from audit.services import new_step, record_steps
from devices.models import CatalogueVersion, Device
from devices.models.record import FORM_FIELDS
from devices.recording import RecordInput
from documents.models import Attachment, SubjectKind
from ground.errors import RuleBroken, StepRefused
from ground.glossary import ApprovalStatus, CertificateStatus, IntakeStatus, Step
from ground.references import new_reference
from ground.writing import STALE
from ground.writing_many import write_rows
from renewals.carrying import carried_renewal
from renewals.models import RenewalApplication
from renewals.same_model import offered_to_many
from renewals.services.carried_papers import carried, is_crowded
from renewals.services.drafting import (
    WHY_NOT,
    refuse_unless_renewable,
    save_renewal,
    start_renewal,
    take_over,
)
from renewals.services.steps import NEXT, refuse_voided

MOST = 500
AT_ONCE = 200
MISSING = "没有找到该记录，或无权查看。"
TWICE = "本次请求中已有同一台设备(同一份申请)的另一项，请合并为一项。"
WRONG_STATE = "此件当前为“{state}”，不能再“{step}”。{next}"
EDITABLE = (ApprovalStatus.NOT_SUBMITTED, ApprovalStatus.REJECTED)


class NoSuchRecord(RuleBroken):
    """The machine or renewal is not there, or a stranger's."""

    status = 404


@dataclass(frozen=True, slots=True)
class Asked:
    """One item: a machine to start a renewal of, or the reference of a draft to change.

    `revision` is the one that the caller has seen, None where it does not say. `read` makes of the record as it stands what is to be
    taken over; it raises RuleBroken, and asks the database only where files are named.
    """

    read: Callable[[RenewalApplication], RecordInput]
    device_id: int | None = None
    reference: str = ""
    revision: int | None = None


@dataclass(slots=True)
class Drafted:
    """What became of one item: the renewal, or why not. `made` is set where it is a new one."""

    renewal: RenewalApplication | None = None
    refusal: RuleBroken | None = None
    made: bool = False


@dataclass(slots=True)
class _Plan:
    """One item that holds so far."""

    outcome: Drafted
    renewal: RenewalApplication
    given: RecordInput
    before: str
    papers: list[Attachment]


@transaction.atomic
def draft_many(*, user: User, asked: Sequence[Asked]) -> list[Drafted]:
    """Start or change the drafts; the outcomes in the order of `asked`. Raises NotAllowed alone."""
    require(user, Action.KEEP_RENEWALS)
    step = _Step(user, asked)
    outcomes = [step.plan(item) for item in asked]
    step.take_over()
    step.start()
    step.save()
    step.go_singly()
    return outcomes


class _Step:
    """One call: what is locked, and what is to be written."""

    def __init__(self, user: User, asked: Sequence[Asked]) -> None:
        self.user, self.version = user, CatalogueVersion.objects.in_force()
        self.renewals = self._locked_renewals({item.reference for item in asked if item.reference})
        self.devices = self._locked_devices({item.device_id for item in asked if item.device_id is not None})
        self.under_way = self._under_way()
        self.papers = self._papers()
        self.named: set[tuple[str, int]] = set()
        self.new: list[_Plan] = []
        self.changed: list[_Plan] = []
        self.single: list[tuple[Drafted, Callable[[], RenewalApplication]]] = []

    def plan(self, item: Asked) -> Drafted:
        """Judge one item; nothing is written yet."""
        outcome = Drafted()
        try:
            if item.device_id is None:
                self._plan_change(item, outcome)
            else:
                self._plan_start(item, item.device_id, outcome)
        except RuleBroken as refusal:
            outcome.refusal = refusal
        return outcome

    def take_over(self) -> None:
        """Put the contents into the records, in memory; one look at machines of the same models for all of them."""
        plans = [*self.new, *self.changed]
        for plan, reference in zip(self.new, _free_references(len(self.new)), strict=True):
            plan.renewal.reference, plan.renewal.created_by_id = reference, self.user.pk
        for plan in plans:
            plan.renewal.set_common(plan.given.common)
        offers = offered_to_many([plan.renewal for plan in plans])
        for plan, offered in zip(plans, offers, strict=True):
            take_over(plan.renewal, plan.given, offered=offered)

    def start(self) -> None:
        """Write the new renewals; their machines are 换证中, what the city holds of them is carried over."""
        if not self.new:
            return
        RenewalApplication.objects.bulk_create([plan.renewal for plan in self.new], batch_size=AT_ONCE)
        self._begin([plan.renewal.device for plan in self.new])
        Attachment.objects.bulk_create(
            (carried(paper, plan.renewal) for plan in self.new for paper in plan.papers), batch_size=AT_ONCE
        )
        record_steps(self._entry(plan, Step.RENEWAL_STARTED) for plan in self.new)
        for plan in self.new:
            plan.outcome.renewal, plan.outcome.made = plan.renewal, True

    def save(self) -> None:
        """Write the changed drafts."""
        if not self.changed:
            return
        now = timezone.now()
        for plan in self.changed:
            if plan.before == ApprovalStatus.REJECTED:
                plan.renewal.reopen()
            plan.renewal.edited_since_return, plan.renewal.updated_at = True, now
        write_rows(
            [plan.renewal for plan in self.changed],
            fields=(*FORM_FIELDS, "edited_since_return", "updated_at", "approval_status"),
            expect=[{"approval_status": plan.before} for plan in self.changed],
        )
        record_steps(self._entry(plan, Step.RENEWAL_SAVED) for plan in self.changed)
        for plan in self.changed:
            plan.outcome.renewal = plan.renewal

    def go_singly(self) -> None:
        """What is out of the ordinary goes the way of one; a refusal takes back its own writes alone."""
        for outcome, go in self.single:
            try:
                with transaction.atomic():
                    outcome.renewal = go()
            except RuleBroken as refusal:
                outcome.refusal, outcome.made = refusal, False

    def _plan_start(self, item: Asked, device_id: int, outcome: Drafted) -> None:
        device = self.devices.get(device_id)
        if device is None:
            raise NoSuchRecord("not_found", MISSING, path="device_id")
        self._refuse_second("device_id", device.pk)
        refuse_unless_renewable(device)
        if device.pk in self.under_way:
            raise StepRefused("not_renewable", WHY_NOT[CertificateStatus.RENEWING])
        if item.revision not in (None, device.revision):
            raise StepRefused("stale", STALE)
        renewal = carried_renewal(device, self.version)
        given, papers = item.read(renewal), self._carried_papers(renewal)
        if given.staged or given.removed or is_crowded(papers):
            outcome.made = True
            self.single.append((outcome, lambda: self._start_one(device, given)))
        else:
            self.new.append(_Plan(outcome, renewal, given, "", papers))

    def _plan_change(self, item: Asked, outcome: Drafted) -> None:
        renewal = self.renewals.get(item.reference)
        if renewal is None:
            raise NoSuchRecord("not_found", MISSING, path="reference")
        self._refuse_second("reference", renewal.pk)
        refuse_voided(renewal)
        if item.revision not in (None, renewal.revision):
            raise StepRefused("stale", STALE)
        if renewal.approval_status not in EDITABLE:
            words = {"state": renewal.approval.label, "step": Step.RENEWAL_SAVED.label}
            raise StepRefused("wrong_state", WRONG_STATE.format(**words, next=NEXT[renewal.approval]))
        given = item.read(renewal)
        if given.staged or given.removed:
            self.single.append((outcome, lambda: self._save_one(renewal, given)))
        else:
            self.changed.append(_Plan(outcome, renewal, given, renewal.approval_status, []))

    def _start_one(self, device: Device, given: RecordInput) -> RenewalApplication:
        seen = {"revision": device.revision, "catalogue_seen": self.version.pk}
        return start_renewal(device_id=device.pk, user=self.user, given=given, **seen)

    def _save_one(self, renewal: RenewalApplication, given: RecordInput) -> RenewalApplication:
        seen = renewal.revision
        return save_renewal(renewal_id=renewal.pk, revision=seen, user=self.user, given=given)

    def _refuse_second(self, sort: str, pk: int) -> None:
        if (sort, pk) in self.named:
            raise RuleBroken("twice", TWICE, path=sort)
        self.named.add((sort, pk))

    def _locked_renewals(self, references: set[str]) -> dict[str, RenewalApplication]:
        mine = RenewalApplication.objects.visible_to(self.user).select_related("device", "enterprise")
        found = mine.filter(reference__in=references).order_by("pk").select_for_update(of=("self",))
        return {renewal.reference: renewal for renewal in found} if references else {}

    def _locked_devices(self, ids: set[int]) -> dict[int, Device]:
        mine = Device.objects.visible_to(self.user).select_related("enterprise")
        found = mine.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
        return {device.pk: device for device in found} if ids else {}

    def _under_way(self) -> set[int]:
        """Machines with an open renewal: also those that are not in the register yet, whose mark does not tell."""
        open_ones = RenewalApplication.objects.open().filter(device_id__in=list(self.devices))
        return set(open_ones.values_list("device_id", flat=True)) if self.devices else set()

    def _papers(self) -> dict[int, list[Attachment]]:
        found: dict[int, list[Attachment]] = {}
        held = Attachment.objects.filter(subject=SubjectKind.DEVICE, subject_id__in=list(self.devices))
        for paper in held.select_related("file").order_by("id") if self.devices else ():
            found.setdefault(paper.subject_id, []).append(paper)
        return found

    def _carried_papers(self, renewal: RenewalApplication) -> list[Attachment]:
        asked = renewal.catalogue.attachment_requirements("renewal", renewal.category)
        wanted = {requirement.kind.code for requirement in asked}
        return [paper for paper in self.papers.get(renewal.device_id, ()) if paper.kind in wanted]

    def _begin(self, devices: list[Device]) -> None:
        registered = [device for device in devices if device.intake_status == IntakeStatus.APPROVED]
        waiting = Device._base_manager.filter(
            pk__in=[device.pk for device in registered],
            certificate_status=CertificateStatus.AWAITING_RENEWAL,
        )
        for device in registered:
            device.begin_renewal()
        begun = waiting.update(certificate_status=CertificateStatus.RENEWING, revision=F("revision") + 1)
        if begun != len(registered):
            raise StepRefused("stale", STALE)

    def _entry(self, plan: _Plan, step: Step) -> HistoryEntry:
        renewal = plan.renewal
        return new_step(
            step=step,
            actor=self.user.actor,
            enterprise_id=renewal.enterprise_id,
            device_id=renewal.device_id,
            renewal_id=renewal.pk,
            round_number=renewal.round,
            from_state=plan.before,
            to_state=renewal.approval_status,
        )


def _free_references(count: int) -> list[str]:
    """So many references that nothing has; a clash is drawn anew."""
    today, free = timezone.localdate(), set[str]()
    while len(free) < count:
        free |= {new_reference("HZ", today) for _ in range(count - len(free))}
        taken = RenewalApplication.objects.filter(reference__in=free)
        free -= set(taken.values_list("reference", flat=True))
    return sorted(free)
