"""Keys of firms' own systems, and the answers kept for requests that are sent twice."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.policies import Action, may
from api.scopes import Scope
from api.words import KeyState
from ground.encrypted import EncryptedJSONField


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Reads of keys."""

    def visible_to(self, user: User) -> ApiKeyQuerySet:
        """The own firm's for its manager, the office's for whoever keeps accounts; nobody else sees any."""
        if may(user, Action.KEEP_OWN_PEOPLE):
            return self.filter(enterprise_id=user.enterprise_id)
        return self.filter(enterprise=None) if may(user, Action.KEEP_ACCOUNTS) else self.none()

    def usable(self, now: dt.datetime) -> ApiKeyQuerySet:
        """Neither revoked nor expired, of a firm that still is one."""
        firm = Q(enterprise=None) | Q(enterprise__is_active=True)
        return self.in_state(KeyState.VALID, now).filter(firm)

    def in_state(self, state: KeyState, now: dt.datetime) -> ApiKeyQuerySet:
        """The keys that stand so."""
        if state == KeyState.REVOKED:
            return self.filter(revoked_at__isnull=False)
        lives = Q(expires_at__gt=now) if state == KeyState.VALID else Q(expires_at__lte=now)
        return self.filter(lives, revoked_at=None)


class ApiKey(models.Model):
    """One key: what it may do, until when. Its secret is kept as a digest alone; `mark` is the part that may be shown."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name="企业", null=True, related_name="api_keys"
    )
    name = models.CharField("名称", max_length=60)
    mark = models.CharField("标识", max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField("权限范围", default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="创建人")
    created_at = models.DateTimeField("创建时间")
    expires_at = models.DateTimeField("有效期至")
    last_used_at = models.DateTimeField("最近使用", null=True)
    revoked_at = models.DateTimeField("停用时间", null=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口密钥"
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "-created_at", "-id"], name="api_keys_of_firm")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.mark})"

    @property
    def held(self) -> frozenset[Scope]:
        """The scopes; one that the product no longer knows opens nothing."""
        return frozenset(Scope(value) for value in self.scopes if value in Scope.values)

    @property
    def held_words(self) -> list[Scope]:
        """The scopes in the order in which they are offered."""
        return [scope for scope in Scope if scope in self.held]

    @property
    def state(self) -> KeyState:
        """How the key stands now."""
        if self.revoked_at:
            return KeyState.REVOKED
        return KeyState.VALID if self.expires_at > timezone.now() else KeyState.EXPIRED

    @property
    def maker_has_left(self) -> bool:
        """Whether who made the key could not make it any more: switched off, of another role or another firm.

        The key keeps working, because it is the firm's; but nobody may know any longer where its secret is kept.
        """
        keeps = Action.KEEP_OWN_PEOPLE if self.enterprise_id else Action.KEEP_ACCOUNTS
        return self.made_by.enterprise_id != self.enterprise_id or not may(self.made_by, keeps)


class KeptAnswer(models.Model):
    """The answer to a POST with an Idempotency-Key, kept for a day, so that the same request changes nothing twice.

    `holder` is who asked (`key:7`, `person:12`), `request` the digest of method, address and body. `status` is 0 while the first
    request is still at work. Headers and body may name people and are encrypted; of an answer that shows a secret there is no body.
    """

    holder = models.CharField(max_length=30)
    token = models.CharField(max_length=100)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = EncryptedJSONField(default=dict)
    begun_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["holder", "token"], name="kept_answer_once")]
        indexes: ClassVar = [models.Index(fields=["begun_at"], name="kept_answers_by_age")]

    def __str__(self) -> str:
        return f"{self.holder} {self.token}"
