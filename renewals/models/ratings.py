"""好差评: what a firm says of the service once its exchange is complete, and what the office answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Enterprise
from ground.glossary import Satisfaction
from renewals.models.application import RenewalApplication

if TYPE_CHECKING:
    from accounts.models import User

LOW = (Satisfaction.POOR, Satisfaction.VERY_POOR)
TAGS = {
    "quick": "办理速度快",
    "clear": "指引清楚",
    "little_paper": "材料少",
    "helpful": "工作人员热情",
    "slow": "办理时间长",
    "unclear": "要求说明不清楚",
    "much_paper": "重复提交材料",
    "hard_to_use": "系统不好用",
}


class RatingQuerySet(models.QuerySet["ServiceRating"]):
    """Reads of ratings; every page begins with `visible_to`."""

    def visible_to(self, user: User) -> RatingQuerySet:
        """Those of the renewals that the person sees: the own firm's, the office's, the town's."""
        return self.filter(renewal__in=RenewalApplication.objects.visible_to(user))

    def low(self) -> RatingQuerySet:
        """差评."""
        return self.filter(level__in=LOW)

    def unanswered(self) -> RatingQuerySet:
        """差评 that the office has not answered yet."""
        return self.low().filter(answered_at__isnull=True)


class ServiceRating(models.Model):
    """One firm's word on one finished renewal: given once, never changed; the office answers a 差评 once.

    `tags` holds codes of TAGS.
    """

    renewal = models.OneToOneField(RenewalApplication, models.PROTECT, related_name="rating")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="ratings")
    level = models.CharField("满意度", max_length=10, choices=Satisfaction.choices)
    tags = models.JSONField("评价标签", default=list)
    words = models.CharField("评价内容", max_length=500, blank=True)
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("评价时间", default=timezone.now)
    revision = models.PositiveIntegerField(default=1)
    callback = models.CharField("回访情况", max_length=500, blank=True)
    improvement = models.CharField("整改措施", max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField("回访时间", null=True, blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务评价"
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="rating_latest"),
            models.Index(fields=["level", "-created_at", "-id"], name="rating_of_level"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rating_answers_say_what_was_done",
                condition=models.Q(answered_at__isnull=True) | ~models.Q(callback=""),
            ),
            models.CheckConstraint(
                name="low_ratings_say_why",
                condition=~models.Q(level__in=[level.value for level in LOW]) | ~models.Q(words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.renewal_id} {self.satisfaction.label}"

    @property
    def satisfaction(self) -> Satisfaction:
        """满意度 as a word with a tone."""
        return Satisfaction(self.level)

    @property
    def is_low(self) -> bool:
        """差评."""
        return self.level in LOW

    @property
    def tag_words(self) -> list[str]:
        """The chosen tags in words."""
        return [TAGS[code] for code in self.tags if code in TAGS]
