"""The outbox towards the province, the log of every exchange, and what people did about an upload."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, may
from audit.append_only import AppendOnly, AppendOnlyQuerySet
from audit.words import Erasable, ErasableQuerySet
from ground.glossary import Worded
from renewals.models import RenewalApplication, Submission


class UploadState(Worded):
    """Where one hand-over is; people see the four values of 上传状态 on the renewal instead."""

    WAITING = "waiting", "待报送"
    SENT = "sent", "省网办理中"
    ISSUED = "issued", "已办结"
    RETURNED = "returned", "省网退回"
    FAILED = "failed", "上传异常"
    CANCELLED = "cancelled", "已撤销"

    @property
    def tone(self) -> str:
        """The colour family of the state's tag."""
        return {"sent": "go", "issued": "ok", "returned": "warn", "failed": "bad"}.get(self.value, "idle")


UNFINISHED = (UploadState.WAITING, UploadState.SENT)


class FailureClass(Worded):
    """Whether trying again can help."""

    TEMPORARY = "temporary", "暂时性故障"
    UNCERTAIN = "uncertain", "结果未知"
    CONFIGURATION = "configuration", "配置问题"
    PERMANENT = "permanent", "永久性错误"


class UploadQuerySet(models.QuerySet["Upload"]):
    """Reads of the outbox."""

    def visible_to(self, user: User) -> UploadQuerySet:
        """All for those who may see uploads, none for anybody else."""
        return self.all() if may(user, Action.VIEW_UPLOADS) else self.none()


class Upload(models.Model):
    """One hand-over of one accepted submission; written in the transaction of the acceptance.

    `body` are the request's very bytes and `client_ref` follows from reference and round, so that a
    repeated or restored hand-over says the same thing again instead of a second thing.
    """

    renewal = models.ForeignKey(RenewalApplication, models.PROTECT, related_name="uploads")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="uploads")
    client_ref = models.CharField("报送编号", max_length=64, unique=True)
    supersedes = models.CharField("替代的报送编号", max_length=64, blank=True)
    state = models.CharField("状态", max_length=12, choices=UploadState.choices, default=UploadState.WAITING)
    body = models.BinaryField("报文")
    body_sm3 = models.CharField("报文 SM3", max_length=64)
    hold_until = models.DateTimeField("暂缓至")
    due_at = models.DateTimeField("下次办理时间")
    attempts = models.PositiveIntegerField("已试次数", default=0)
    polls = models.PositiveIntegerField("查询次数", default=0)
    lease = models.CharField("占用标记", max_length=40, blank=True)
    leased_until = models.DateTimeField("占用至", null=True, blank=True)
    acceptance_number = models.CharField("省网受理号", max_length=64, null=True, blank=True, unique=True)
    province_status = models.CharField("省网状态", max_length=20, blank=True)
    province_revision = models.PositiveIntegerField("省网修订", default=0)
    failure_class = models.CharField("故障类别", max_length=16, choices=FailureClass.choices, blank=True)
    failure_code = models.CharField("错误代码", max_length=20, blank=True)
    last_error = models.TextField("最近一次问题", blank=True)
    alarmed_at = models.DateTimeField("告警时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    first_claimed_at = models.DateTimeField("首次报送时间", null=True, blank=True)
    sent_at = models.DateTimeField("省网受理时间", null=True, blank=True)
    finished_at = models.DateTimeField("办结时间", null=True, blank=True)
    handled_at = models.DateTimeField("标记处理时间", null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上传任务"
        indexes = [
            # Of all states: SQLite takes an index with `state IN (…)` as its condition for no `state = ?`.
            models.Index(fields=["state", "due_at", "id"], name="upload_due"),
            models.Index(fields=["state", "-created_at", "-id"], name="upload_by_state"),
            models.Index(fields=["-created_at", "-id"], name="upload_latest"),
            models.Index(
                fields=["-created_at", "-id"], name="upload_in_trouble", condition=~models.Q(failure_class="")
            ),
            models.Index(fields=["finished_at", "state"], name="upload_finished"),
            models.Index(fields=["sent_at"], name="upload_sent_at"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_unfinished_upload_for_each_renewal",
                fields=["renewal"],
                condition=models.Q(state__in=["waiting", "sent", "failed"]),
            ),
            models.CheckConstraint(
                name="sent_uploads_have_an_acceptance_number",
                condition=~models.Q(state__in=["sent", "issued"]) | models.Q(acceptance_number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.client_ref

    def get_absolute_url(self) -> str:
        """The page of this hand-over in the console."""
        return reverse("console:upload", args=[self.pk])

    @property
    def state_word(self) -> UploadState:
        """The state as a word with a tone."""
        return UploadState(self.state)

    @property
    def failure_word(self) -> FailureClass | None:
        """The class of the last failure, None where the last try went well."""
        return FailureClass(self.failure_class) if self.failure_class else None

    def is_held(self, now: dt.datetime) -> bool:
        """Whether the acceptance can still be taken back at `now`."""
        return self.state == UploadState.WAITING and self.first_claimed_at is None and self.hold_until > now


class Exchange(AppendOnly):
    """One request to the province and its answer, without secrets and personal data.

    Of bodies it holds keyed digests (`body_digests`): what was sent, what came, and what a receipt names.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, null=True, related_name="exchanges")
    at = models.DateTimeField("时间", default=timezone.now)
    operation = models.CharField("接口", max_length=40)
    method = models.CharField("方法", max_length=8)
    path = models.CharField("路径", max_length=300)
    http_status = models.PositiveSmallIntegerField("HTTP 状态", null=True)
    code = models.IntegerField("业务代码", null=True)
    message = models.CharField("省网答复", max_length=500, blank=True)
    province_request_id = models.CharField("省网请求编号", max_length=64, blank=True)
    request_id = models.CharField("本网请求编号", max_length=64, blank=True)
    milliseconds = models.PositiveIntegerField("耗时(毫秒)")
    sent_digest = models.CharField("发出报文摘要", max_length=64, blank=True, default="")
    received_digest = models.CharField("答复报文摘要", max_length=64, blank=True, default="")
    named_digest = models.CharField("回执所称摘要", max_length=64, blank=True, default="")
    digest_key = models.CharField("摘要密钥标识", max_length=16, blank=True, default="")

    objects: ClassVar = AppendOnlyQuerySet["Exchange"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "省网交互记录"
        indexes = [
            models.Index(fields=["upload", "-at", "-id"], name="exchange_of_upload"),
            models.Index(fields=["-at", "-id"], name="exchange_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class DeliveredFile(models.Model):
    """An attachment that the province has acknowledged, so that its bytes travel once for all machines."""

    sm3 = models.CharField("SM3", max_length=64, primary_key=True)
    delivered_at = models.DateTimeField("送达时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "已送达附件"

    def __str__(self) -> str:
        return self.sm3[:12]


class NoteKind(Worded):
    """What a person did about an upload."""

    RETRIED = "retried", "立即重试"
    RESENT = "resent", "重新报送"
    HANDLED = "handled", "标记处理"


class UploadNote(Erasable):
    """One step of an administrator on an upload, with the reason; it is only ever added."""

    WORDS = ("text",)

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="notes")
    kind = models.CharField("事项", max_length=12, choices=NoteKind.choices)
    text = models.CharField("说明", max_length=500, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间", default=timezone.now)

    objects: ClassVar = ErasableQuerySet["UploadNote"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上传任务办理记录"
        indexes = [models.Index(fields=["upload", "-at", "-id"], name="note_of_upload")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text}"
