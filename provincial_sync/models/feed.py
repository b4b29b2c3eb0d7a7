"""The province's feed of registration changes: how far it was read, each item, and people's decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policies import Action, may
from devices.models import Device
from ground.glossary import Worded


class FeedPosition(models.Model):
    """The one row that says how far the feed was read; it moves in the transaction of a page's effects.

    `generation` grows when the province no longer understands the cursor and reading begins anew: of two
    sequences only those of one generation can be compared, and the later generation counts as later.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    cursor = models.CharField("游标", max_length=64, blank=True)
    generation = models.PositiveIntegerField("读取轮次", default=1)
    read_at = models.DateTimeField("最近读取", null=True, blank=True)
    problem = models.CharField("最近一次问题", max_length=500, blank=True)
    lease = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "备案变更读取位置"
        constraints: ClassVar = [models.CheckConstraint(name="one_feed", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return self.cursor


class ChangeStatus(Worded):
    """What the province says of the registration."""

    VALID = "VALID", "有效"
    CANCELLED = "CANCELLED", "注销"

    @property
    def tone(self) -> str:
        """The colour family of the tag."""
        return "ok" if self == ChangeStatus.VALID else "bad"


class ChangeState(Worded):
    """What became of one item of the feed here."""

    PENDING = "pending", "待人工匹配"
    DEFERRED = "deferred", "等待上传任务办结"
    APPLIED = "applied", "已更新"
    NOTHING = "nothing", "无需更新"
    SUPERSEDED = "superseded", "已有更新的变更"
    DISMISSED = "dismissed", "不属于本网设备"

    @property
    def tone(self) -> str:
        """The colour family of the tag."""
        return {"pending": "warn", "deferred": "go", "applied": "ok"}.get(self.value, "idle")


class ChangeQuerySet(models.QuerySet["RegistrationChange"]):
    """Reads of the feed's items."""

    def visible_to(self, user: User) -> ChangeQuerySet:
        """All for those who may see uploads, none for anybody else."""
        return self.all() if may(user, Action.VIEW_UPLOADS) else self.none()

    def pending(self) -> ChangeQuerySet:
        """待人工匹配."""
        return self.filter(state=ChangeState.PENDING)

    def later_than(self, change: RegistrationChange) -> ChangeQuerySet:
        """Those that the province told after `change`."""
        same = models.Q(generation=change.generation, sequence__gt=change.sequence)
        return self.filter(same | models.Q(generation__gt=change.generation))

    def earlier_than(self, change: RegistrationChange) -> ChangeQuerySet:
        """Those that the province told before `change`."""
        same = models.Q(generation=change.generation, sequence__lt=change.sequence)
        return self.filter(same | models.Q(generation__lt=change.generation))


class RegistrationChange(models.Model):
    """One item of the feed, kept once: `digest` is of its whole content, so a repeated item is the same row.

    `device` is the machine that it was found to concern. An item that could not be read has sequence 0 or
    the one that it names, and its beginning in `problem`.
    """

    generation = models.PositiveIntegerField("读取轮次")
    sequence = models.BigIntegerField("序号")
    digest = models.CharField("内容 SM3", max_length=64, unique=True)
    client_ref = models.CharField("报送编号", max_length=64, blank=True)
    registration_number = models.CharField("备案号", max_length=64, blank=True)
    previous_number = models.CharField("原备案号", max_length=64, blank=True)
    owner_name = models.CharField("产权单位", max_length=200, blank=True)
    owner_uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    owner_region = models.CharField("产权单位所在地", max_length=6, blank=True)
    category = models.CharField("设备类别", max_length=30, blank=True)
    model = models.CharField("规格型号", max_length=64, blank=True)
    serial_number = models.CharField("出厂编号", max_length=64, blank=True)
    manufacturer = models.CharField("制造单位", max_length=200, blank=True)
    status = models.CharField("省网状态", max_length=12, choices=ChangeStatus.choices, blank=True)
    changed_at = models.DateTimeField("变更时间", null=True)
    received_at = models.DateTimeField("读取时间", default=timezone.now)
    state = models.CharField(
        "处理情况", max_length=12, choices=ChangeState.choices, default=ChangeState.PENDING
    )
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+", verbose_name="设备")
    problem = models.TextField("说明", blank=True)
    postponed_at = models.DateTimeField("搁置时间", null=True, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    revision = models.PositiveIntegerField("修订", default=1)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "备案变更"
        indexes = [
            models.Index(fields=["state", "-received_at", "-id"], name="change_by_state"),
            models.Index(fields=["-received_at", "-id"], name="change_latest"),
            models.Index(fields=["device", "generation", "sequence"], name="change_of_device"),
        ]

    def __str__(self) -> str:
        return self.registration_number or f"序号 {self.sequence}"

    def get_absolute_url(self) -> str:
        """Its page in the console."""
        return reverse("console:registration_change", args=[self.pk])

    @property
    def state_word(self) -> ChangeState:
        """The state as a word with a tone."""
        return ChangeState(self.state)

    @property
    def status_word(self) -> ChangeStatus | None:
        """The province's word, None where the item could not be read."""
        return ChangeStatus(self.status) if self.status else None

    @property
    def is_cancellation(self) -> bool:
        """Whether the province ended the registration."""
        return self.status == ChangeStatus.CANCELLED


class Choice(Worded):
    """What an administrator decides on one item."""

    TAKE = "take", "就是这台设备"
    NONE = "none", "不是本网设备，不更新"
    LATER = "later", "暂不处理，稍后再办"


class RegistrationDecision(models.Model):
    """One decision with its reason; it is only ever added."""

    change = models.ForeignKey(RegistrationChange, models.CASCADE, related_name="decisions")
    choice = models.CharField("决定", max_length=8, choices=Choice.choices)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+", verbose_name="设备")
    reason = models.CharField("理由", max_length=500)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "人工匹配记录"
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_choice_display()} {self.reason}"
