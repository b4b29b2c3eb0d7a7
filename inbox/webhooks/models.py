"""Subscriptions of firms' own systems, and what is sent to them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, may
from ground.encrypted import EncryptedField
from inbox.webhooks.words import PushDeliveryState, PushEvent, PushState


class SubscriptionQuerySet(models.QuerySet["WebhookSubscription"]):
    """Reads of subscriptions."""

    def visible_to(self, user: User) -> SubscriptionQuerySet:
        """The own firm's, for who keeps them."""
        if not may(user, Action.KEEP_WEBHOOKS):
            return self.none()
        return self.filter(enterprise_id=user.enterprise_id)

    def written_for(self, enterprise_id: int | OuterRef) -> SubscriptionQuerySet:
        """Those of the firm for which events are written: on, or paused until somebody resumes them."""
        return self.filter(enterprise_id=enterprise_id).exclude(state=PushState.OFF)


class WebhookSubscription(models.Model):
    """One address of a firm's own system and what it is told of.

    `secret` signs, so that it must be readable: it stands encrypted. `failures` counts the failed attempts since the last
    success; workers write it, without raising `revision`, which is that of what people change.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, verbose_name="企业", related_name="webhooks")
    name = models.CharField("名称", max_length=60)
    address = models.CharField("接收地址", max_length=500)
    events = models.JSONField("事件", default=list)
    secret = EncryptedField("签名密钥", max_length=100, purpose="note")
    state = models.CharField("状态", max_length=8, choices=PushState.choices, default=PushState.ON)
    said = models.CharField("暂停或停用的原因", max_length=200, blank=True)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    revision = models.PositiveIntegerField("修订", default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("创建时间", default=timezone.now)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事件推送"
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "-created_at", "-id"], name="webhooks_of_firm")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "address"], name="one_webhook_for_each_address")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state_word(self) -> PushState:
        """The state as a word with a tone."""
        return PushState(self.state)

    @property
    def told_of(self) -> list[PushEvent]:
        """The events as words, in their order; one that the product no longer knows is left out."""
        return [event for event in PushEvent if event.value in self.events]


class PushQuerySet(models.QuerySet["WebhookDelivery"]):
    """Reads of deliveries."""

    def visible_to(self, user: User) -> PushQuerySet:
        """Those of the subscriptions that the person sees."""
        return self.filter(subscription__in=WebhookSubscription.objects.visible_to(user))

    def waiting(self) -> PushQuerySet:
        """What has not ended."""
        return self.filter(state=PushDeliveryState.WAITING)

    def of_running(self) -> PushQuerySet:
        """What has not ended and a worker may send: its subscription is on, its firm active."""
        return self.waiting().filter(
            subscription__state=PushState.ON, subscription__enterprise__is_active=True
        )

    def ended(self) -> PushQuerySet:
        """Delivered or given up."""
        return self.exclude(state=PushDeliveryState.WAITING)


class WebhookDelivery(models.Model):
    """One event on its way to one subscription; written in the transaction of the step, its body frozen.

    `uid` is the event's id for the receiver: it stays the same however often the row is sent. `status` is that of the last
    answer (0: none came), `answer` the beginning of its text.
    """

    subscription = models.ForeignKey(WebhookSubscription, models.CASCADE, related_name="deliveries")
    uid = models.UUIDField("事件编号", default=uuid.uuid4, unique=True, editable=False)
    event = models.CharField("事件", max_length=40, choices=PushEvent.choices)
    about = models.CharField("内容", max_length=120, blank=True)
    body = models.TextField("推送内容")
    state = models.CharField(
        "状态", max_length=8, choices=PushDeliveryState.choices, default=PushDeliveryState.WAITING
    )
    due_at = models.DateTimeField("下次推送时间")
    give_up_at = models.DateTimeField("最迟推送时间")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    lease = models.CharField("占用标记", max_length=32, blank=True)
    leased_until = models.DateTimeField("占用至", null=True, blank=True)
    status = models.PositiveSmallIntegerField("最近应答状态", default=0)
    answer = models.CharField("最近应答", max_length=200, blank=True)
    said = models.CharField("最近一次问题", max_length=200, blank=True)
    created_at = models.DateTimeField("发生时间", default=timezone.now)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = PushQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事件推送记录"
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"], name="push_due", condition=Q(state=PushDeliveryState.WAITING)
            ),
            models.Index(fields=["subscription", "-created_at", "-id"], name="push_of_subscription"),
            models.Index(fields=["finished_at"], name="push_by_age"),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def event_word(self) -> PushEvent:
        """The event as a word."""
        return PushEvent(self.event)

    @property
    def state_word(self) -> PushDeliveryState:
        """The state as a word with a tone."""
        return PushDeliveryState(self.state)
