"""The renewal application (证件换发申请) and its two states."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.models import Enterprise, User
from accounts.policies import Action, may
from accounts.roles import Role
from desk.models import Claimable
from devices.models import Device, MachineRecord
from ground.glossary import ApprovalStatus as Approval
from ground.glossary import IntakeStatus
from ground.glossary import UploadStatus as Upload
from ground.searching import matching
from renewals.models.indexes import INDEXES

if TYPE_CHECKING:
    from renewals.models.rounds import Decision, Submission


class RenewalQuerySet(models.QuerySet["RenewalApplication"]):
    """Reads of renewals; every page begins with `visible_to`."""

    def visible_to(self, user: User) -> RenewalQuerySet:
        """The own firm's; for those of the office who read the register what was handed in at least once; a
        supervisor's by storage town."""
        if not user.is_active:
            return self.none()
        if user.is_enterprise:
            return self.filter(enterprise_id=user.enterprise_id)
        if not may(user, Action.VIEW_REGISTER):
            return self.none()
        handed_in = self.filter(round__gt=0)
        if user.role != Role.SUPERVISOR:
            return handed_in
        return handed_in.filter(storage_town=user.town).exclude(storage_town="")

    def live(self) -> RenewalQuerySet:
        """Those not voided."""
        return self.filter(voided_at__isnull=True)

    def open(self) -> RenewalQuerySet:
        """Those that keep their machine 换证中."""
        return self.live().exclude(upload_status=Upload.UPLOADED)

    def awaiting_review(self) -> RenewalQuerySet:
        """换证待办: handed in and undecided."""
        return self.filter(approval_status=Approval.PENDING, voided_at__isnull=True)

    def awaiting_second(self) -> RenewalQuerySet:
        """待复核: of what waits, that which one reviewer has accepted."""
        return self.awaiting_review().filter(first_acceptance__isnull=False)

    def search(self, text: str) -> RenewalQuerySet:
        """Those whose reference, number, model, serial or internal number contains `text`."""
        return self.filter(matching(text)) if text else self


class RenewalApplication(MachineRecord, Claimable):
    """One exchange of one machine's certificate, from the first 确认 to 已上传.

    The record's data are the renewal's own copy: the machine takes them over at issuance.
    `first_acceptance` is set while it waits for the second reviewer (复核); for the firm it is 待备案 still.
    `round` counts the submissions; `returned_count` the refusals since the beginning. `warnings` are the findings
    of the present round's pre-check, which never blocked it.
    """

    reference = models.CharField("受理编号", max_length=32, unique=True)
    device = models.ForeignKey(Device, models.PROTECT, related_name="renewals")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="renewals")
    approval_status = FSMField(
        "审批状态", default=Approval.NOT_SUBMITTED, choices=Approval.choices, protected=True
    )
    upload_status = FSMField("上传状态", default=Upload.NOT_UPLOADED, choices=Upload.choices, protected=True)
    round = models.PositiveSmallIntegerField("提交次数", default=0)
    returned_count = models.PositiveSmallIntegerField("退回次数", default=0)
    edited_since_return = models.BooleanField("退回后已修改", default=True)
    first_acceptance = models.ForeignKey(
        "renewals.FirstAcceptance", models.PROTECT, null=True, blank=True, related_name="+"
    )
    warnings = models.PositiveSmallIntegerField("预审提醒数", default=0)
    withdrawal_requested_at = models.DateTimeField("申请撤回时间", null=True, blank=True)
    withdrawal_reason = models.CharField("申请撤回理由", max_length=200, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废理由", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("创建时间", default=timezone.now)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    due_on = models.DateField("办理期限", null=True, blank=True)
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    completed_at = models.DateTimeField("换证完成时间", null=True, blank=True)

    objects = RenewalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "换证申请"
        indexes = INDEXES
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_renewal_for_each_machine",
                fields=["device"],
                condition=models.Q(voided_at__isnull=True) & ~models.Q(upload_status=Upload.UPLOADED),
            ),
            models.CheckConstraint(
                name="only_accepted_renewals_are_uploaded",
                condition=models.Q(upload_status=Upload.NOT_UPLOADED)
                | models.Q(approval_status=Approval.ACCEPTED),
            ),
            models.CheckConstraint(
                name="accepted_once_only_while_it_waits",
                condition=models.Q(first_acceptance__isnull=True)
                | models.Q(approval_status=Approval.PENDING, voided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="decided_renewals_were_submitted",
                condition=models.Q(approval_status=Approval.NOT_SUBMITTED)
                | models.Q(round__gt=0, submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_in_new_units(self) -> bool:
        """A renewal's values are those of the certificate to come."""
        return True

    @property
    def registration_number(self) -> str:
        """The number in force of the machine; read it with `select_related("device")`."""
        return self.device.registration_number

    @property
    def approval(self) -> Approval:
        """审批状态 as a word with a tone."""
        return Approval(self.approval_status)

    @property
    def upload(self) -> Upload:
        """上传状态 as a word with a tone."""
        return Upload(self.upload_status)

    @property
    def is_voided(self) -> bool:
        """作废."""
        return self.voided_at is not None

    @property
    def is_hanging(self) -> bool:
        """Its machine is not in the register yet; read it with `select_related("device")`."""
        return self.device.intake_status != IntakeStatus.APPROVED

    @property
    def is_editable(self) -> bool:
        """修改 applies: not handed in, or refused."""
        return not self.is_voided and self.approval_status in {Approval.NOT_SUBMITTED, Approval.REJECTED}

    def current_submission(self) -> Submission | None:
        """The submission of the present round."""
        return self.submissions.filter(round=self.round).first()

    def last_decision(self) -> Decision | None:
        """The latest decision with its remarks, None before the first."""
        return self.decisions.prefetch_related("remarks").order_by("-at", "-id").first()

    @transition(
        "approval_status",
        Approval.NOT_SUBMITTED,
        Approval.PENDING,
        custom={"by": "企业", "label": "提交备案"},
    )
    def submit(self) -> None:
        """Hand the renewal in; a new round begins."""
        self.round += 1

    @transition(
        "approval_status", Approval.PENDING, Approval.NOT_SUBMITTED, custom={"by": "企业", "label": "撤回"}
    )
    def withdraw(self) -> None:
        """Take it back, until a reviewer has claimed it."""

    @transition(
        "approval_status",
        Approval.PENDING,
        Approval.NOT_SUBMITTED,
        custom={"by": "审批办", "label": "随入库退回"},
    )
    def hold_back(self) -> None:
        """Its machine's intake was refused before anybody judged the renewal."""

    @transition(
        "approval_status",
        Approval.REJECTED,
        Approval.NOT_SUBMITTED,
        custom={"by": "企业", "label": "修改·确认"},
    )
    def reopen(self) -> None:
        """A refused renewal that was saved again; the mark 退回待重提 stays."""

    @transition(
        "approval_status", Approval.PENDING, Approval.ACCEPTED, custom={"by": "审批办", "label": "接受备案"}
    )
    def accept(self) -> None:
        """Accept the present round."""

    @transition(
        "approval_status",
        Approval.PENDING,
        Approval.REJECTED,
        custom={"by": "审批办", "label": "不接受备案"},
    )
    def reject(self) -> None:
        """Refuse the present round, with an opinion."""
        self.returned_count += 1

    @transition(
        "approval_status",
        Approval.ACCEPTED,
        Approval.REJECTED,
        custom={"by": "审批办", "label": "撤销接受(报送前)"},
    )
    def revoke_acceptance(self) -> None:
        """Undo an acceptance while its upload is held; the reason leads the enterprise."""
        self.returned_count += 1

    @transition(
        "approval_status",
        Approval.ACCEPTED,
        Approval.REJECTED,
        custom={"by": "省网", "label": "省网退回"},
    )
    def return_by_province(self) -> None:
        """The province returned it, or an administrator turned its permanent error back."""
        self.returned_count += 1

    @transition(
        "upload_status",
        Upload.NOT_UPLOADED,
        Upload.UPLOADING,
        custom={"by": "系统", "label": "开始上传"},
    )
    def start_upload(self) -> None:
        """A worker has taken the upload for the first time."""

    @transition(
        "upload_status",
        [Upload.UPLOADING, Upload.FAILED],
        Upload.UPLOADED,
        custom={"by": "系统", "label": "电子证照办结"},
    )
    def finish_upload(self) -> None:
        """The certificate is issued, verified and stored."""

    @transition(
        "upload_status", Upload.UPLOADING, Upload.FAILED, custom={"by": "系统", "label": "永久性错误"}
    )
    def fail_upload(self) -> None:
        """A permanent error that waits for the administrator."""

    @transition(
        "upload_status", Upload.FAILED, Upload.UPLOADING, custom={"by": "系统管理员", "label": "重新报送"}
    )
    def retry_upload(self) -> None:
        """The administrator sends it again."""

    @transition(
        "upload_status",
        [Upload.UPLOADING, Upload.FAILED],
        Upload.NOT_UPLOADED,
        custom={"by": "省网", "label": "省网退回"},
    )
    def reset_upload(self) -> None:
        """A returned renewal has nothing under way at the province."""
