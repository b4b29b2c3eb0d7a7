"""One machine on its way: each method is one step of one person at one moment, taken by the services."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Enterprise, User
from audit.services import record_step
from desk.remarks import RemarkInput
from devices.models import CatalogueVersion, Device
from devices.recording import RecordInput, keep_attachments
from devices.services import drafting as records
from devices.services import intake
from devices.uniqueness import set_keys
from documents.models import SubjectKind
from ground.glossary import IntakeStatus, Provenance, RefusalKind, Step
from provincial_sync.models import Upload
from renewals.models import RenewalApplication
from renewals.services import claiming, deciding, drafting, submitting
from renewals.services.second_review import has_two_levels
from zhongshan_crane.demo.clock import Calendar, moment
from zhongshan_crane.demo.drawing import Paper
from zhongshan_crane.demo.fleet import Machine

SIGNED_BEFORE_DECIDING = dt.timedelta(minutes=12)


@dataclass
class Way:
    """The machine, who deals with it, and what has become of it."""

    machine: Machine
    owner: Enterprise
    clerk: User
    people: dict[str, User]
    calendar: Calendar
    papers: list[Paper]
    number: int
    device: Device = field(init=False)
    renewal: RenewalApplication = field(init=False)

    def day(self, before: int, hour: int) -> dt.datetime:
        """A moment of that working day; machines do not all have the same minute."""
        return self.calendar.workday(before, hour, self.number * 7 % 45)

    def record(self, at: dt.datetime, *, without: frozenset[str] = frozenset()) -> None:
        """添加设备 · 保存."""
        with moment(at):
            self.device = records.add_device(
                user=self.clerk, category=self.machine.like.category, given=self._intake(without)
            )

    def hand_in(self, at: dt.datetime) -> None:
        """提交入库."""
        with moment(at):
            self.device = intake.submit_intake(**self._device(), user=self.clerk)

    def take_in(self, at: dt.datetime) -> None:
        """入库审核通过."""
        with moment(at):
            self.device = intake.approve_intake(**self._device(), reviewer=self.people["reviewer"])

    def refuse_intake(self, at: dt.datetime, reason: str) -> None:
        """入库审核不通过."""
        with moment(at):
            self.device = intake.reject_intake(
                **self._device(), reviewer=self.people["reviewer"], reason=reason
            )

    def hand_in_from_elsewhere(self, at: dt.datetime) -> None:
        """A record of an owner elsewhere, handed in while the city still took those in.

        The services refuse it under the policy in force, so the row is written as they would have then.
        """
        machine = self.machine
        given, pending = self._intake(frozenset()), IntakeStatus.PENDING
        with moment(at):
            version = CatalogueVersion.objects.in_force()
            self.device = Device(
                enterprise=self.owner,
                catalogue_version=version,
                category=machine.like.category,
                intake_status=pending,
                intake_round=1,
                submitted_by=self.clerk,
                submitted_at=at,
            )
            self.device.set_common(given.common)
            kind = version.catalogue.category(machine.like.category)
            self.device.parameters = {
                code: {"value": value, "unit": kind.parameter(code).old_unit, "provenance": Provenance.TYPED}
                for code, value in given.parameters.items()
            }
            set_keys(self.device)
            self.device.save(force_insert=True)
            keep_attachments(
                given=given,
                subject=SubjectKind.DEVICE,
                record=self.device,
                enterprise=self.owner,
                user=self.clerk,
            )
            record_step(
                step=Step.INTAKE_SUBMITTED,
                actor=self.clerk.actor,
                enterprise_id=self.owner.pk,
                device_id=self.device.pk,
                from_state=IntakeStatus.DRAFT,
                to_state=pending,
            )

    def begin(
        self,
        at: dt.datetime,
        common: dict[str, str],
        parameters: dict[str, str],
        *papers: Paper,
    ) -> None:
        """证件换发 · 确认."""
        with moment(at):
            staged = tuple(paper.staged() for paper in papers)
            self.renewal = drafting.start_renewal(
                **self._device(), user=self.clerk, given=RecordInput(common, parameters, staged)
            )

    def correct(self, at: dt.datetime, common: dict[str, str], parameters: dict[str, str]) -> None:
        """修改 · 确认."""
        with moment(at):
            self.renewal = drafting.save_renewal(
                **self._renewal(), user=self.clerk, given=RecordInput(common, parameters)
            )

    def submit(self, at: dt.datetime) -> None:
        """提交备案."""
        with moment(at):
            self.renewal = submitting.submit_renewal(**self._renewal(), user=self.clerk, declared=True)

    def claim(self, at: dt.datetime, reviewer: str = "reviewer") -> None:
        """签收."""
        with moment(at):
            claiming.claim(renewal_id=self.renewal.pk, reviewer=self.people[reviewer])

    def accept(self, at: dt.datetime, reviewer: str = "reviewer") -> Upload:
        """签收 and, some minutes later, 接受备案; the upload that the acceptance has written.

        Where the city reviews twice, the other reviewer has done 初审 just before.
        """
        if has_two_levels():
            first = "reviewer" if reviewer == "reviewer2" else "reviewer2"
            self._accept(at - 2 * SIGNED_BEFORE_DECIDING, first)
        self._accept(at, reviewer)
        return Upload.objects.get(submission__renewal=self.renewal, submission__round=self.renewal.round)

    def _accept(self, at: dt.datetime, reviewer: str) -> None:
        self.claim(at - SIGNED_BEFORE_DECIDING, reviewer)
        with moment(at):
            self.renewal = deciding.accept(**self._renewal(), reviewer=self.people[reviewer])

    def reject(
        self,
        at: dt.datetime,
        opinion: str,
        *remarks: RemarkInput,
        kind: RefusalKind = RefusalKind.CORRECTION,
        grounds: tuple[str, ...] = (),
    ) -> None:
        """签收 and, some minutes later, 不接受备案."""
        self.claim(at - SIGNED_BEFORE_DECIDING)
        with moment(at):
            self.renewal = deciding.reject(
                **self._renewal(),
                reviewer=self.people["reviewer"],
                kind=kind,
                opinion=opinion,
                remarks=list(remarks),
                grounds=list(grounds),
            )

    def void(self, at: dt.datetime, reason: str) -> None:
        """作废, by the firm's manager."""
        with moment(at):
            submitting.void_renewal(**self._renewal(), user=self.people["manager"], reason=reason)

    def reread(self) -> None:
        """Take up what somebody else (the province) has written on the renewal."""
        self.renewal = RenewalApplication.objects.get(pk=self.renewal.pk)

    def _intake(self, without: frozenset[str]) -> RecordInput:
        machine = self.machine
        common = machine.common(contact=self.clerk.full_name, phone=self.clerk.phone)
        kept = tuple(paper.staged() for paper in self.papers if paper.kind not in without)
        return RecordInput(
            {code: value for code, value in common.items() if code not in without},
            {code: value for code, value in machine.old_parameters().items() if code not in without},
            kept,
        )

    def _device(self) -> dict[str, Any]:
        return {"device_id": self.device.pk, "revision": self.device.revision}

    def _renewal(self) -> dict[str, Any]:
        return {"renewal_id": self.renewal.pk, "revision": self.renewal.revision}
