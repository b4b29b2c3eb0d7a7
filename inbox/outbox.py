"""Rows of what leaves the portal: deliveries, what people chose, what each may get, what was reminded of."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, may
from ground.encrypted import EncryptedField
from inbox.words import Channel, DeliveryState, Event


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Reads of deliveries."""

    def visible_to(self, user: User) -> DeliveryQuerySet:
        """All for those who look after deliveries, none for anybody else."""
        return self.all() if may(user, Action.KEEP_DELIVERIES) else self.none()


class Delivery(models.Model):
    """One message on its way to one person by one channel; written in the message's transaction.

    Those of one person, channel and `digest_key` leave as one: the first is SENT, the others MERGED into it.
    `former_address`: it goes to this one instead of the recipient's own, and is emptied once it has.
    `parcel` names what was sent together; where its end is not known it is repeated under the same name.
    """

    message = models.ForeignKey("inbox.Message", models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, null=True, related_name="+")
    channel = models.CharField("方式", max_length=8, choices=Channel.choices)
    event = models.CharField("事项", max_length=32, choices=Event.choices)
    about = models.CharField("内容", max_length=120, blank=True)
    former_address = EncryptedField("原邮箱", max_length=254, null=True, blank=True, purpose="mailbox")
    digest_key = models.CharField("合并标识", max_length=80)
    state = models.CharField(
        "状态", max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    due_at = models.DateTimeField("下次发送时间")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    parcel = models.CharField("发送批号", max_length=32, blank=True)
    lease = models.CharField("占用标记", max_length=32, blank=True)
    leased_until = models.DateTimeField("占用至", null=True, blank=True)
    last_error = models.CharField("最近一次问题", max_length=300, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")
    text = models.TextField("发出的内容", blank=True)
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    give_up_at = models.DateTimeField("最迟发送时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息投递"
        indexes = [
            models.Index(
                fields=["channel", "due_at", "id"],
                name="delivery_due",
                condition=models.Q(state=DeliveryState.WAITING),
            ),
            models.Index(
                fields=["recipient", "channel", "digest_key"],
                name="delivery_together",
                condition=models.Q(state=DeliveryState.WAITING),
            ),
            models.Index(fields=["state", "-created_at", "-id"], name="delivery_by_state"),
            models.Index(fields=["-created_at", "-id"], name="delivery_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.about}"

    @property
    def state_word(self) -> DeliveryState:
        """The state as a word with a tone."""
        return DeliveryState(self.state)

    @property
    def can_go_again(self) -> bool:
        """重新发送 applies."""
        return self.state in {DeliveryState.FAILED, DeliveryState.DROPPED}


class Preference(models.Model):
    """What one person chose for one event and channel; where there is no row, `words.BY_DEFAULT` says."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", related_query_name="choice_of"
    )
    event = models.CharField("事项", max_length=32, choices=Event.choices)
    channel = models.CharField("方式", max_length=8, choices=Channel.choices)
    wanted = models.BooleanField("接收")

    class Meta:
        verbose_name = verbose_name_plural = "接收设置"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "event", "channel"], name="one_choice_for_each_event_and_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.get_channel_display()}"


class Allowance(models.Model):
    """How many deliveries of one scope (a person or a firm, by one channel) left on one day."""

    scope = models.CharField("对象", max_length=40)
    day = models.DateField("日期")
    used = models.PositiveIntegerField("已发", default=0)
    last_at = models.DateTimeField("最近一次", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发送数量"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "day"], name="one_allowance_for_each_scope_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.day}"


class Reminder(models.Model):
    """That somebody was reminded of the end of something, once for each end and threshold.

    `subject` names the thing (`device:12`), `until` its last day, `threshold` days before it.
    """

    event = models.CharField("事项", max_length=32, choices=Event.choices)
    subject = models.CharField("对象", max_length=60)
    until = models.DateField("截止日期")
    threshold = models.SmallIntegerField("提前天数")
    created_at = models.DateTimeField("提醒时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "到期提醒"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "subject", "until", "threshold"], name="one_reminder_for_each_threshold"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.subject}"
