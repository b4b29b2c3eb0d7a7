"""批量换证: the machines chosen, the workbooks handed in, what the check said, and the work under way."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Enterprise, User
from devices.models import CatalogueVersion, Device
from documents.models import StoredFile
from ground.encrypted import EncryptedJSONField
from renewals.batch_words import BatchPurpose, JobKind, JobState, MachineOutcome, Verdict
from renewals.models.application import RenewalApplication


class BatchQuerySet(models.QuerySet["Batch"]):
    """Reads of batches; every page begins with `visible_to`."""

    def visible_to(self, user: User) -> BatchQuerySet:
        """The own firm's; nobody else's, because the office sees renewals only once they are handed in."""
        if not (user.is_active and user.is_enterprise):
            return self.none()
        return self.filter(enterprise_id=user.enterprise_id)


class Batch(models.Model):
    """Machines that are filled in by workbook: renewals of chosen ones, or records for the intake."""

    purpose = models.CharField(
        "事项", max_length=10, choices=BatchPurpose.choices, default=BatchPurpose.RENEWAL
    )
    number = models.PositiveIntegerField("批次")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="batches")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("创建时间", default=timezone.now)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "换证批次"
        indexes = [models.Index(fields=["enterprise", "-created_at", "-id"], name="batch_of_enterprise")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "number"], name="one_batch_for_each_number")
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 批"

    @property
    def is_intake(self) -> bool:
        """批量入库."""
        return self.purpose == BatchPurpose.INTAKE

    @property
    def purpose_word(self) -> str:
        """What it is for, in words."""
        return BatchPurpose(self.purpose).label

    def last_upload(self) -> BatchUpload | None:
        """The workbook that counts: the latest."""
        return self.uploads.order_by("-id").first()

    def open_job(self) -> BatchJob | None:
        """The work under way; there is one at most."""
        return self.jobs.filter(state__in=(JobState.WAITING, JobState.RUNNING)).first()


class BatchMachine(models.Model):
    """One machine of a batch.

    `renewal_revision` is the revision, as the batch wrote it last, of the renewal, or of the record in an intake.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="machines")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    renewal = models.ForeignKey(RenewalApplication, models.PROTECT, null=True, related_name="+")
    renewal_revision = models.PositiveIntegerField("写入时修订", default=0)
    outcome = models.CharField("结果", max_length=12, choices=MachineOutcome.choices, blank=True)
    said = models.CharField("说明", max_length=400, blank=True)
    added_at = models.DateTimeField("加入时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "批次设备"
        indexes = [models.Index(fields=["batch", "added_at", "id"], name="machine_of_batch")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "device"], name="one_machine_once_in_a_batch")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.device_id}"

    @property
    def result(self) -> MachineOutcome:
        """The outcome as a word with a tone."""
        return MachineOutcome(self.outcome)


class BatchUpload(models.Model):
    """One workbook that a person handed in; `notes` are problems of whole sheets, `checked_at` its check.

    `catalogue_version` is the one under which it was read: its rows are good under no other.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="uploads")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    checked_at = models.DateTimeField("校验时间", null=True)
    notes = models.JSONField("整表问题", default=list)
    catalogue_version = models.ForeignKey(CatalogueVersion, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "批量表格"

    def __str__(self) -> str:
        return self.name


class BatchRow(models.Model):
    """One machine's row of a checked workbook; in an intake `machine` is empty until its record is kept.

    `given` holds {"common", "parameters"} (and "category" in an intake) as stored scalars; `cells` is a list of {"sheet", "cell", "label",
    "typed", "severity", "sentence"}. `subject_revision` is the revision that was checked: the renewal's where
    one is open (`renewal_id`), else the machine's.
    """

    upload = models.ForeignKey(BatchUpload, models.CASCADE, related_name="rows")
    machine = models.ForeignKey(BatchMachine, models.CASCADE, null=True, related_name="rows")
    sheet = models.CharField("工作表", max_length=60)
    line = models.PositiveIntegerField("行")
    verdict = models.CharField("校验结果", max_length=10, choices=Verdict.choices)
    given = EncryptedJSONField("填写内容", default=dict)
    cells = EncryptedJSONField("单元格问题", default=list)
    errors = models.PositiveIntegerField("错误数", default=0)
    renewal_id = models.BigIntegerField("已有申请", null=True)
    subject_revision = models.PositiveIntegerField("校验时修订", default=0)
    taken_at = models.DateTimeField("生成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量表格行"
        indexes = [models.Index(fields=["upload", "verdict", "id"], name="row_of_upload")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["upload", "machine"], name="one_row_for_each_machine")
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.line}"

    @property
    def number(self) -> str:
        """The machine's number, or the one that the row gives."""
        if self.machine:
            return self.machine.device.registration_number
        return str(self.given.get("common", {}).get("old_registration_number", ""))

    @property
    def judged(self) -> Verdict:
        """The verdict as a word with a tone."""
        return Verdict(self.verdict)


class BatchJob(models.Model):
    """Work of minutes that a worker does; claimed by an UPDATE, its lease renewed by each progress.

    `seen` maps the id of each renewal (in an intake: machine) to the revision that the person asked to hand in.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="jobs")
    upload = models.ForeignKey(BatchUpload, models.CASCADE, null=True, related_name="jobs")
    pack = models.ForeignKey("renewals.PaperPack", models.CASCADE, null=True, related_name="jobs")
    kind = models.CharField("事项", max_length=10, choices=JobKind.choices)
    state = models.CharField("状态", max_length=10, choices=JobState.choices, default=JobState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("发起时间", default=timezone.now)
    lease_until = models.DateTimeField("处理有效至", null=True)
    claim = models.PositiveIntegerField("领取次数", default=0)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    seen = models.JSONField("提交时修订", default=dict)
    problem = models.CharField("未完成原因", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量处理"
        indexes = [models.Index(fields=["state", "lease_until"], name="batch_job_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_job_for_each_batch",
                fields=["batch"],
                condition=models.Q(state__in=[JobState.WAITING, JobState.RUNNING]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_open(self) -> bool:
        """Waiting or running."""
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def kind_word(self) -> str:
        """What is done, in words."""
        return JobKind(self.kind).label

    def values_seen(self) -> dict[int, int]:
        """`seen` with numbers as keys, which JSON does not keep."""
        data: dict[str, Any] = self.seen
        return {int(key): int(value) for key, value in data.items()}
