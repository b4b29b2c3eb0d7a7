"""扫码传图: links by which a phone without an account brings pictures to a firm's draft."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Enterprise, User


class LinkSubject(models.TextChoices):
    """What a link brings pictures to."""

    ENTERPRISE = "enterprise", "企业公共附件"
    DEVICE = "device", "设备信息"
    RENEWAL = "renewal", "换证申请"
    BATCH = "batch", "批次"


class PhotoLinkQuerySet(models.QuerySet["PhotoLink"]):
    """Reads of links; every page of the firm begins with `visible_to`."""

    def visible_to(self, user: User) -> PhotoLinkQuerySet:
        """The own firm's; nobody else's."""
        if not (user.is_active and user.is_enterprise):
            return self.none()
        return self.filter(enterprise_id=user.enterprise_id)

    def living(self, now: dt.datetime) -> PhotoLinkQuerySet:
        """Those neither ended by the firm nor out of time."""
        return self.filter(revoked_at=None, expires_at__gt=now)

    def to(self, subject: LinkSubject, subject_id: int) -> PhotoLinkQuerySet:
        """Those that bring pictures to one thing."""
        return self.filter(subject=subject, subject_id=subject_id)


class PhotoLink(models.Model):
    """One link; its token is kept as its SM3 alone. `files` and `size` count what it has brought."""

    digest = models.CharField("摘要", max_length=64, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    subject = models.CharField("对象", max_length=20, choices=LinkSubject.choices)
    subject_id = models.BigIntegerField("对象编号")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("生成时间", default=timezone.now)
    expires_at = models.DateTimeField("有效期至")
    revoked_at = models.DateTimeField("停用时间", null=True)
    files = models.PositiveIntegerField("已收文件", default=0)
    size = models.PositiveBigIntegerField("已收字节", default=0)

    objects = PhotoLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "扫码传图"
        indexes = [models.Index(fields=["subject", "subject_id", "-id"], name="photo_link_of_subject")]

    def __str__(self) -> str:
        return f"第 {self.pk} 号"

    @property
    def holder(self) -> str:
        """Its name among those who hold files on their way."""
        return f"link:{self.pk}"

    def is_living(self, now: dt.datetime) -> bool:
        """Neither ended by the firm nor out of time."""
        return self.revoked_at is None and self.expires_at > now
