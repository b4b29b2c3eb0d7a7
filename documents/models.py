"""Stored files, addressed by the SM3 of their sanitised bytes, and the links that give them meaning."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, may
from accounts.roles import Role
from audit.account_events import Subject
from audit.notes import address_of
from documents.subjects import seen_subjects
from ground.glossary import AboutKind


class SubjectKind(models.TextChoices):
    """What an attachment belongs to."""

    ENTERPRISE = "enterprise", "企业"
    DEVICE = "device", "设备"
    RENEWAL = "renewal", "换证申请"
    MATTER = "matter", "企业事项"
    # Taken away by the firm, and kept because a submission may name it; `subject_id` is its own number.
    FORMER_OF_ENTERPRISE = "former_of_enterprise", "企业(已更换)"


STANDING = (SubjectKind.ENTERPRISE, SubjectKind.FORMER_OF_ENTERPRISE)


class Scan(models.TextChoices):
    """查毒: what is known of a file's bytes."""

    NONE = "", "未查毒"
    WAITING = "waiting", "待查毒"
    CLEAN = "clean", "已查毒"
    FOUND = "found", "已隔离"


class StoredFile(models.Model):
    """One file's bytes, kept once however often it is used; immutable."""

    sm3 = models.CharField("SM3", max_length=64, unique=True)
    size = models.PositiveIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    scan = models.CharField("查毒", max_length=8, choices=Scan.choices, default=Scan.NONE, blank=True)
    created_at = models.DateTimeField("存入时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        indexes = [
            models.Index(fields=["id"], name="file_waits_for_scan", condition=models.Q(scan="waiting"))
        ]

    def __str__(self) -> str:
        return self.sm3[:12]

    @property
    def awaits_scan(self) -> bool:
        """待查毒: nobody but who added it gets it yet."""
        return self.scan == Scan.WAITING

    @property
    def is_quarantined(self) -> bool:
        """已隔离: its bytes are gone."""
        return self.scan == Scan.FOUND


class QuarantinedFile(models.Model):
    """An infected file that somebody brought: what it was, what was found, who, from where. Its bytes are not kept."""

    sm3 = models.CharField("SM3", max_length=64)
    size = models.PositiveIntegerField("字节数")
    name = models.CharField("文件名", max_length=200, blank=True)
    place = models.CharField("添加位置", max_length=100, blank=True)
    signature = models.CharField("查毒结果", max_length=200)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="添加人"
    )
    address_note = models.CharField("来源地址", max_length=64, blank=True)  # `audit.notes`
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    found_at = models.DateTimeField("发现时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "隔离的文件"
        indexes = [models.Index(fields=["-found_at", "-id"], name="quarantined_latest")]

    def __str__(self) -> str:
        return self.signature

    @property
    def address(self) -> str:
        """Where it came from; empty once it was erased."""
        notes = getattr(self, "_notes", None)
        if notes is None:
            return address_of(self.address_note)
        return notes[self.address_note].text if self.address_note in notes else ""


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Reads of attachments."""

    def visible_to(self, user: User) -> AttachmentQuerySet:
        """Those of the own enterprise; for who reads the register standing papers, and those of what that person
        sees, so none of a draft; supervisors see figures, not papers."""
        if not user.is_active or user.role == Role.SUPERVISOR:
            return self.none()
        if user.is_enterprise:
            return self.filter(enterprise_id=user.enterprise_id)
        if not may(user, Action.VIEW_REGISTER):
            return self.none()
        seen = models.Q(subject__in=STANDING)
        for kind, things in seen_subjects(user):
            seen |= models.Q(subject=kind, subject_id__in=things.values("pk"))
        return self.filter(seen)

    def usable(self) -> AttachmentQuerySet:
        """Without those whose bytes were found infected and are gone."""
        return self.exclude(file__scan=Scan.FOUND)

    def of(self, subject: SubjectKind, subject_id: int) -> AttachmentQuerySet:
        """Those of one enterprise, machine or renewal, in the order of their adding."""
        return self.filter(subject=subject, subject_id=subject_id).select_related("file").order_by("id")


class Attachment(models.Model):
    """A file in its role: its kind (code of the catalogue's attachment list) and its subject."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    kind = models.CharField("资料种类", max_length=64)
    name = models.CharField("文件名", max_length=200)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    subject = models.CharField("归属", max_length=20, choices=SubjectKind.choices)
    subject_id = models.BigIntegerField("归属编号")
    carried_over = models.BooleanField("沿用原备案资料", default=False)
    photo_link_id = models.BigIntegerField("扫码传图编号", null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField("添加时间", default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        indexes = [
            models.Index(fields=["subject", "subject_id", "kind"], name="attachment_of_subject"),
            models.Index(
                fields=["photo_link_id", "id"],
                name="attachment_by_phone",
                condition=models.Q(photo_link_id__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "kind", "file"], name="one_file_once_for_each_kind"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def belongs_to(self) -> Subject:
        """The thing that it hangs on, as the record names it; of a standing paper, also a former one, the firm."""
        if self.subject in STANDING:
            return Subject(AboutKind.ENTERPRISE, self.enterprise_id)
        return Subject(AboutKind(self.subject), self.subject_id)

    @property
    def by_phone(self) -> bool:
        """扫码上传: a phone sent it through a link of the firm."""
        return self.photo_link_id is not None


class StagedUploadQuerySet(models.QuerySet["StagedUpload"]):
    """Reads of files on their way."""

    def unfinished(self) -> StagedUploadQuerySet:
        """Those of which bytes are still missing."""
        return self.filter(file=None)

    def older_than(self, age: dt.timedelta) -> StagedUploadQuerySet:
        """Those begun longer ago than `age`."""
        return self.filter(created_at__lt=timezone.now() - age)


class StagedUpload(models.Model):
    """A file that arrives in pieces, and can go on after a cut line: `received` of `size` bytes are here.

    `holder` names who may go on with it (`user:7`, `link:7`); the token that the browser holds is kept as its SM3
    alone. Once whole, checked and stored it points to its file, so that a lost answer can be asked for again.
    """

    digest = models.CharField("凭证摘要", max_length=64, unique=True)
    holder = models.CharField("添加方", max_length=40)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField("字节数")
    received = models.PositiveIntegerField("已接收字节", default=0)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    notes = models.JSONField("提示", default=list)
    created_at = models.DateTimeField("开始时间", default=timezone.now)

    objects = StagedUploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "添加中的文件"
        indexes = [
            models.Index(fields=["holder", "created_at"], name="upload_of_holder"),
            models.Index(fields=["created_at"], name="upload_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.received}/{self.size}"

    @property
    def is_whole(self) -> bool:
        """All bytes are here; it may still have to be checked."""
        return self.received == self.size
