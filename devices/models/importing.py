"""台账导入: a file that the city handed in, its rows with what was found of each, and the work under way."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, may
from devices.import_words import ImportKind, ImportWork, RowOutcome, RowVerdict
from devices.models.device import Device
from documents.models import StoredFile
from ground.encrypted import EncryptedJSONField
from ground.leasing import OPEN, JobState


class ImportQuerySet(models.QuerySet["RegisterImport"]):
    """Reads of imports; every page begins with `visible_to`."""

    def visible_to(self, user: User) -> ImportQuerySet:
        """All for those who may import or audit, none for anybody else."""
        allowed = may(user, Action.IMPORT_REGISTER) or may(user, Action.READ_AUDIT)
        return self.all() if allowed else self.none()


class RegisterImport(models.Model):
    """One file. `heads` are the texts of its header, by place; `samples` some rows; `mapping` place → field.

    `sheet` and `header_line` say where the header stands; 0: to be found. `notes` are remarks on the whole file.
    """

    kind = models.CharField("内容", max_length=10, choices=ImportKind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")  # empty: let go
    name = models.CharField("文件名", max_length=200)
    revision = models.PositiveIntegerField("修订", default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    sheet = models.CharField("工作表", max_length=80, blank=True)
    sheets = models.JSONField("全部工作表", default=list)
    header_line = models.PositiveIntegerField("表头行", default=0)
    heads = models.JSONField("表头", default=list)
    samples = EncryptedJSONField("示例", default=list)
    mapping = models.JSONField("对应列", default=dict)
    notes = models.JSONField("说明", default=list)
    read_at = models.DateTimeField("读取时间", null=True)
    checked_at = models.DateTimeField("试算时间", null=True)
    taken_at = models.DateTimeField("导入时间", null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账导入"
        indexes = [models.Index(fields=["-created_at", "-id"], name="import_latest")]

    def __str__(self) -> str:
        return f"第 {self.pk} 次导入"

    @property
    def kind_word(self) -> ImportKind:
        """What it holds, in words."""
        return ImportKind(self.kind)

    def fields_by_place(self) -> dict[int, str]:
        """`mapping` with numbers as keys, which JSON does not keep."""
        data: dict[str, str] = self.mapping
        return {int(place): code for place, code in data.items()}

    def open_job(self) -> ImportJob | None:
        """The work under way; there is one at most."""
        return self.jobs.filter(state__in=OPEN).first()


class ImportRow(models.Model):
    """One row of a file: `cells` as they were read, `given` as they were understood.

    `problems` is a list of {"place", "label", "typed", "severity", "sentence"}; `first_key` and `second_key` are
    what two rows of one file must not share (number, maker and serial; code, name); `digest` is of `given`, keyed,
    because a plain one would prove a guessed telephone number.
    """

    run = models.ForeignKey(RegisterImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField("行")
    cells = EncryptedJSONField("内容", default=list)
    given = EncryptedJSONField("读取结果", default=dict)
    first_key = models.CharField(max_length=200, blank=True)
    second_key = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    title = models.CharField("备案号或名称", max_length=200, blank=True)
    verdict = models.CharField("试算结果", max_length=10, choices=RowVerdict.choices, blank=True)
    said = models.CharField("说明", max_length=1000, blank=True)
    problems = EncryptedJSONField("逐项问题", default=list)
    noted = models.BooleanField("有提醒", default=False)
    outcome = models.CharField("导入结果", max_length=10, choices=RowOutcome.choices, blank=True)
    device = models.ForeignKey(Device, models.SET_NULL, null=True, related_name="+")
    enterprise = models.ForeignKey(Enterprise, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "台账导入行"
        indexes = [
            models.Index(fields=["run", "verdict", "id"], name="import_row_verdict"),
            models.Index(fields=["run", "first_key"], name="import_row_first"),
            models.Index(fields=["run", "second_key"], name="import_row_second"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "line"], name="one_row_for_each_line"),
        ]

    def __str__(self) -> str:
        return f"第 {self.line} 行"

    @property
    def judged(self) -> RowVerdict:
        """The verdict as a word with a tone."""
        return RowVerdict(self.verdict)

    @property
    def result(self) -> RowOutcome:
        """The outcome as a word with a tone."""
        return RowOutcome(self.outcome)


class ImportJob(models.Model):
    """Work of minutes on one file (`ground.leasing`)."""

    run = models.ForeignKey(RegisterImport, models.CASCADE, related_name="jobs")
    work = models.CharField("事项", max_length=10, choices=ImportWork.choices)
    state = models.CharField("状态", max_length=10, choices=JobState.choices, default=JobState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("发起时间", default=timezone.now)
    lease_until = models.DateTimeField("处理有效至", null=True)
    claim = models.PositiveIntegerField("领取次数", default=0)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    problem = models.CharField("未完成原因", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账导入处理"
        indexes = [models.Index(fields=["state", "lease_until"], name="import_job_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_job_for_each_import",
                fields=["run"],
                condition=models.Q(state__in=[JobState.WAITING, JobState.RUNNING]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.state}"

    @property
    def work_word(self) -> ImportWork:
        """What is done, in words."""
        return ImportWork(self.work)


class ImportedMachine(models.Model):
    """That a machine's record came from an import, and the revision in which the import left it.

    A record of another revision was changed since, by a renewal or a step: no import touches it any more.
    """

    device = models.OneToOneField(Device, models.CASCADE, related_name="imported")
    run = models.ForeignKey(RegisterImport, models.PROTECT, related_name="+")
    line = models.PositiveIntegerField("行")
    device_revision = models.PositiveIntegerField("写入时修订")

    class Meta:
        verbose_name = verbose_name_plural = "台账导入设备"

    def __str__(self) -> str:
        return f"{self.run_id} {self.line}"


class RememberedColumn(models.Model):
    """Which field a heading meant the last time a person said so."""

    kind = models.CharField("内容", max_length=10, choices=ImportKind.choices)
    heading = models.CharField("表头", max_length=80)
    field = models.CharField("字段", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账导入列对应"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "heading"], name="one_field_for_each_heading")
        ]

    def __str__(self) -> str:
        return f"{self.heading} {self.field}"
