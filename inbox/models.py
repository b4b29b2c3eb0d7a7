"""Messages to people, and the notices and contacts that the city publishes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from documents.models import StoredFile
from ground.searching import matching
from inbox.guide import GuideSection
from inbox.outbox import Allowance, Delivery, Preference, Reminder
from inbox.webhooks.models import WebhookDelivery, WebhookSubscription
from inbox.words import Event

# Django looks for every model of the app here.
__all__ = [
    "Allowance",
    "Contact",
    "Delivery",
    "GuideSection",
    "Message",
    "Notice",
    "NoticePaper",
    "Preference",
    "Reminder",
    "WebhookDelivery",
    "WebhookSubscription",
]


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads of messages."""

    def visible_to(self, user: User) -> MessageQuerySet:
        """A person's own messages; a key's are those of whoever made it, but for what concerns that account's safety."""
        own = self.filter(recipient_id=user.pk)
        return own if user.only is None else own.exclude(event=Event.ACCOUNT_SAFETY)

    def unread(self) -> MessageQuerySet:
        """Those not opened yet."""
        return self.filter(read_at__isnull=True)

    def search(self, text: str) -> MessageQuerySet:
        """Those whose title or text contains `text`, numbers as people type them."""
        return self.filter(matching(text)) if text else self


class Message(models.Model):
    """One message to one person; `link` leads to where it can be acted upon.

    `search_text` is title and text, folded (`ground.searching`); whoever writes a message fills it in.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="收件人", related_name="messages"
    )
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    link = models.CharField("链接", max_length=200, blank=True)
    event = models.CharField("事项", max_length=32, choices=Event.choices, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    search_text = models.TextField("检索文本", blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="message_of_person"),
            models.Index(
                fields=["recipient"], name="message_unread", condition=models.Q(read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices."""

    def published(self) -> NoticeQuerySet:
        """What everybody reads: switched on, and its day has come."""
        return self.filter(is_published=True, published_on__lte=timezone.localdate())


class Notice(models.Model):
    """通知公告 on the public home."""

    title = models.CharField("标题", max_length=120)
    body = models.TextField("正文")
    published_on = models.DateField("发布日期", default=timezone.localdate)
    is_published = models.BooleanField("发布", default=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知公告"
        ordering: ClassVar = ["-published_on", "-id"]

    def __str__(self) -> str:
        return self.title


class NoticePaper(models.Model):
    """A file that a notice carries; whoever may read the notice may read it."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="papers", verbose_name="公告")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField("添加时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "公告附件"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "file"], name="one_file_once_for_each_notice")
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """联系方式 that the city enters; nothing of it stands in code."""

    name = models.CharField("事项或部门", max_length=80)
    phone = models.CharField("电话", max_length=40, blank=True)
    hours = models.CharField("服务时间", max_length=80, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "联系方式"
        ordering: ClassVar = ["order", "id"]

    def __str__(self) -> str:
        return self.name
