"""The machine (建筑起重机械) and the states of its intake and of its certificate."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.models import Enterprise
from devices.models.intake import IntakeCase
from devices.models.reads import DeviceQuerySet
from devices.models.record import MachineRecord, last_day
from ground.encrypted import LookupHead
from ground.glossary import CertificateStatus as Certificate
from ground.glossary import IntakeStatus as Intake

REGISTERED = models.Q(intake_status=Intake.APPROVED, deleted_at__isnull=True)


class Device(MachineRecord, IntakeCase):
    """One machine of one owner. `registration_number` is the number in force."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name="产权单位", related_name="devices"
    )
    intake_status = FSMField("入库状态", default=Intake.DRAFT, choices=Intake.choices, protected=True)
    certificate_status = FSMField(
        "换证标识", default=Certificate.NONE, choices=Certificate.choices, blank=True, protected=True
    )
    new_registration_number = models.CharField("新备案号", max_length=64, blank=True)
    # What `registration_number` says, kept by the database, so that lists can be sorted by it.
    number_in_force = models.GeneratedField(
        expression=Coalesce(NullIf("new_registration_number", models.Value("")), "old_registration_number"),
        output_field=models.CharField("备案号", max_length=64),
        db_persist=True,
    )
    factory_number_key = models.CharField(max_length=40, blank=True, editable=False)
    manufacturer_key = models.CharField(max_length=80, blank=True, editable=False)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    created_at = models.DateTimeField("创建时间", default=timezone.now)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    deleted_at = models.DateTimeField("删除时间", null=True, blank=True)
    # The province says that the registration has ended; the administrator has not yet looked into it.
    cancelled_there_at = models.DateTimeField("省网注销时间（核实中）", null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "设备"
        indexes = [
            models.Index(fields=["enterprise", "-created_at", "-id"], name="device_of_enterprise"),
            models.Index(fields=["-created_at", "-id"], name="device_latest"),
            models.Index(  # a page deep in the register reads no machine before its own
                fields=["-created_at", "-id"],
                name="device_register",
                condition=models.Q(deleted_at__isnull=True, submitted_at__isnull=False),
            ),
            models.Index(fields=["intake_status", "-created_at", "-id"], name="device_by_intake"),
            models.Index(fields=["certificate_status", "-created_at", "-id"], name="device_by_mark"),
            models.Index(fields=["enterprise", "intake_status", "certificate_status"], name="device_tally"),
            models.Index(fields=["intake_status", "submitted_at", "id"], name="device_intake_queue"),
            models.Index(
                fields=["submitted_at"],
                name="device_waiting",
                condition=models.Q(intake_status=Intake.PENDING, deleted_at__isnull=True),
            ),
            models.Index(
                fields=["intake_status", "manufacture_date", "id"], name="device_intake_queue_by_age"
            ),
            models.Index(fields=["factory_number_key"], name="device_factory_number"),
            models.Index(fields=["storage_town", "-created_at", "-id"], name="device_of_town"),
            models.Index(fields=["enterprise", "number_in_force", "id"], name="device_by_number"),
            models.Index(fields=["enterprise", "model", "id"], name="device_by_model"),
            models.Index(fields=["enterprise", "factory_number", "id"], name="device_by_serial"),
            models.Index(fields=["enterprise", "manufacture_date", "id"], name="device_by_age"),
            models.Index(fields=["enterprise", "age_limit_on"], name="device_age_of_firm"),
            models.Index(fields=["age_limit_on"], name="device_age_limit"),
            models.Index(fields=["age_basis", "id"], name="device_age_basis"),
            # What reports count of the register, so that they read no machine for it.
            models.Index(
                fields=["enterprise", "storage_town", "certificate_status"],
                name="device_figures",
                condition=REGISTERED & models.Q(submitted_at__isnull=False),
            ),
            models.Index(
                fields=["age_limit_on", "enterprise", "storage_town", "assessed_until", "certificate_status"],
                name="device_over_age",
                condition=REGISTERED & models.Q(submitted_at__isnull=False),
            ),
            models.Index(last_day("assessment_until"), name="device_assessment_end", condition=REGISTERED),
            models.Index(
                last_day("safety_device_until"), name="device_calibration_end", condition=REGISTERED
            ),
            models.Index(LookupHead("contact_phone"), name="device_by_phone"),
            models.Index(
                fields=["manufacturer_key", "category", "-id"],
                name="device_same_maker",
                condition=models.Q(certificate_status=Certificate.RENEWED),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_machine_for_each_maker_and_serial",
                fields=["manufacturer_key", "factory_number_key", "category"],
                condition=models.Q(intake_status=Intake.APPROVED, deleted_at__isnull=True)
                & ~models.Q(certificate_status=Certificate.REVOKED),
            ),
            models.CheckConstraint(
                name="certificate_mark_only_in_the_register",
                condition=models.Q(certificate_status=Certificate.NONE)
                | models.Q(intake_status=Intake.APPROVED),
            ),
            models.CheckConstraint(
                name="renewed_machine_has_its_new_number",
                condition=~models.Q(certificate_status=Certificate.RENEWED)
                | ~models.Q(new_registration_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_number or '未入库'} {self.model}"

    @property
    def registration_number(self) -> str:
        """The number in force: the new one where the province has issued it, else the paper one."""
        return self.new_registration_number or self.old_registration_number

    @property
    def is_in_new_units(self) -> bool:
        """Whether an electronic certificate's values have been taken over."""
        return bool(self.new_registration_number)

    @property
    def intake(self) -> Intake:
        """入库状态 as a word with a tone."""
        return Intake(self.intake_status)

    @property
    def certificate_mark(self) -> Certificate:
        """换证标识 as a word with a tone."""
        return Certificate(self.certificate_status)

    @transition("intake_status", Intake.DRAFT, Intake.PENDING, custom={"by": "企业", "label": "提交入库"})
    def submit_intake(self) -> None:
        """Hand the record in for intake review; a new round begins."""
        self.intake_round += 1

    @transition("intake_status", Intake.PENDING, Intake.DRAFT, custom={"by": "企业", "label": "撤回"})
    def withdraw_intake(self) -> None:
        """Take it back before the office has decided."""

    @transition("intake_status", Intake.REJECTED, Intake.DRAFT, custom={"by": "企业", "label": "修改"})
    def reopen_intake(self) -> None:
        """A refused record that is edited becomes a draft again; the reason stays in the history."""

    @transition(
        "intake_status", Intake.PENDING, Intake.APPROVED, custom={"by": "审批办", "label": "审核通过"}
    )
    def approve_intake(self) -> None:
        """Take the machine into the register."""

    @transition(
        "intake_status", Intake.PENDING, Intake.REJECTED, custom={"by": "审批办", "label": "审核不通过"}
    )
    def reject_intake(self) -> None:
        """Refuse the record, with a reason."""

    @transition(
        "intake_status", Intake.DRAFT, Intake.APPROVED, custom={"by": "系统管理员", "label": "台账导入"}
    )
    def take_from_register(self) -> None:
        """A machine of the city's present register, taken over by an import."""

    @transition(
        "certificate_status",
        Certificate.NONE,
        Certificate.AWAITING_RENEWAL,
        custom={"by": "系统", "label": "入库"},
    )
    def await_renewal(self) -> None:
        """A registered machine of a Zhongshan owner awaits its exchange."""

    @transition(
        "certificate_status",
        Certificate.NONE,
        Certificate.HOME_RENEWAL,
        custom={"by": "系统", "label": "判定属地"},
    )
    def renew_at_home(self) -> None:
        """A registered machine of an owner elsewhere is exchanged there."""

    @transition(
        "certificate_status",
        Certificate.AWAITING_RENEWAL,
        Certificate.RENEWING,
        custom={"by": "企业", "label": "证件换发"},
    )
    def begin_renewal(self) -> None:
        """A renewal has been opened."""

    @transition(
        "certificate_status",
        Certificate.RENEWING,
        Certificate.AWAITING_RENEWAL,
        custom={"by": "企业管理员", "label": "作废"},
    )
    def release_renewal(self) -> None:
        """The open renewal was voided."""

    @transition(
        "certificate_status",
        Certificate.RENEWING,
        Certificate.RENEWED,
        custom={"by": "系统", "label": "换证完成"},
    )
    def complete_renewal(self) -> None:
        """The electronic certificate has been issued and verified."""

    @transition(
        "certificate_status",
        Certificate.AWAITING_RENEWAL,
        Certificate.DEFERRED,
        custom={"by": "企业", "label": "暂不换证"},
    )
    def defer_renewal(self) -> None:
        """The firm has declared that it does not exchange the certificate for now."""

    @transition(
        "certificate_status",
        Certificate.DEFERRED,
        Certificate.AWAITING_RENEWAL,
        custom={"by": "企业", "label": "恢复换证"},
    )
    def resume_renewal(self) -> None:
        """The firm takes its declaration back, or its date has come."""

    @transition(
        "certificate_status",
        [
            Certificate.NONE,
            Certificate.AWAITING_RENEWAL,
            Certificate.RENEWING,
            Certificate.HOME_RENEWAL,
            Certificate.DEFERRED,
        ],
        Certificate.RENEWED,
        custom={"by": "审批办", "label": "备案号更新"},
    )
    def adopt_number(self) -> None:
        """A certificate that was issued elsewhere has been checked and taken over."""

    @transition(
        "certificate_status",
        [
            Certificate.AWAITING_RENEWAL,
            Certificate.RENEWING,
            Certificate.RENEWED,
            Certificate.HOME_RENEWAL,
            Certificate.DEFERRED,
        ],
        Certificate.REVOKED,
        custom={"by": "审批办", "label": "注销"},
    )
    def deregister(self) -> None:
        """The registration has ended: scrapped, moved away, lost, or handed to another firm."""

    @transition(
        "certificate_status",
        [Certificate.AWAITING_RENEWAL, Certificate.RENEWING, Certificate.DEFERRED],
        Certificate.HOME_RENEWAL,
        custom={"by": "省网", "label": "属地换证"},
    )
    def exchange_elsewhere(self) -> None:
        """The province says that the owner is registered elsewhere, or has exchanged it there."""

    @transition(
        "certificate_status",
        [Certificate.AWAITING_RENEWAL, Certificate.RENEWING, Certificate.DEFERRED],
        Certificate.RENEWED,
        custom={"by": "省网", "label": "省网更新备案号"},
    )
    def renumber_by_province(self) -> None:
        """The province has given a Zhongshan owner's machine its number without a hand-over of ours."""

    @transition(
        "certificate_status",
        [
            Certificate.AWAITING_RENEWAL,
            Certificate.RENEWED,
            Certificate.HOME_RENEWAL,
            Certificate.DEFERRED,
        ],
        Certificate.REVOKED,
        custom={"by": "系统管理员", "label": "确认省网注销"},
    )
    def confirm_cancellation(self) -> None:
        """The administrator has found that the province ended the registration rightly."""
