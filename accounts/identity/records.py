"""Which account belongs to whom in the other system."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class ExternalIdentity(models.Model):
    """A person of the other system who has confirmed an account as theirs; the number is kept as a keyed digest."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="identities")
    issuer = models.CharField("签发方", max_length=200)
    subject = models.CharField("对方编号摘要", max_length=64)
    linked_at = models.DateTimeField("绑定时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "统一身份认证绑定"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_for_an_identity"),
            models.UniqueConstraint(fields=["issuer", "person"], name="one_identity_for_an_account"),
        ]

    def __str__(self) -> str:
        return f"{self.linked_at:%Y-%m-%d %H:%M}"
