"""The chain: one link for each row of the record, each sealed with the key and the link before it.

The key stands outside the database. Whoever can write to the database alone cannot make a link that fits, and whoever
changes, removes or exchanges rows or links leaves a place where the chain does not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models

from audit.append_only import AppendOnly, AppendOnlyQuerySet
from ground.digests import canonical_json
from ground.keys import key_mark, keyed_digest

BEGIN = "0" * 64  # what the first link follows


class LinkQuerySet(AppendOnlyQuerySet["Link"]):
    """Reads of the chain."""

    def latest_link(self) -> Link | None:
        """The end of the chain."""
        return self.order_by("-number").first()


class Link(AppendOnly):
    """One sealed row: its number in the chain, what it was, and the seal. `key` names profile and key of the seal."""

    number = models.BigIntegerField("封存编号", primary_key=True)
    source = models.CharField("表", max_length=12)
    row_id = models.BigIntegerField("行编号")
    form = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField("内容摘要", max_length=64)
    previous = models.CharField("前一封印", max_length=64)
    mac = models.CharField("封印", max_length=64)
    key = models.CharField("密钥标识", max_length=16)
    sealed_at = models.DateTimeField("封存时间")

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "封存链"
        constraints = [models.UniqueConstraint(fields=["source", "row_id"], name="a_row_is_sealed_once")]

    def __str__(self) -> str:
        return f"第 {self.number} 号"


class SealPass(AppendOnly):
    """One round of sealing; it is sealed as the round's last link.

    `at`: when it looked first. `complete`: nothing was left. `tops`: the greatest row number sealed of each table.
    `admits`: the rows up to the next round may be older than when they were written (demo data, archived ones).
    """

    at = models.DateTimeField("时间")
    complete = models.BooleanField("全部封存")
    admits = models.BooleanField("补录", default=False)
    tops = models.JSONField("各表进度", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "封存轮次"
        indexes = [models.Index(fields=["-at", "-id"], name="passes_latest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class SealHead(models.Model):
    """Where the chain ends: the row that sealers lock, and a first witness of a chain that was cut."""

    number = models.BigIntegerField("封存编号", default=0)
    mac = models.CharField("封印", max_length=64, default=BEGIN)

    class Meta:
        verbose_name = verbose_name_plural = "封存链尾"

    def __str__(self) -> str:
        return f"第 {self.number} 号"


@dataclass(frozen=True)
class SealKey:
    """A key of the seal with its profile; `name` stands in each link."""

    profile: str
    secret: str

    @property
    def name(self) -> str:
        """By which it is known again, and from which nobody learns it."""
        return f"{self.profile}.{key_mark(self.secret)}"

    def seal(self, link: dict[str, Any]) -> str:
        """The MAC of a link over everything that it says and the seal before it."""
        return keyed_digest(_said(link), key=self.secret, profile=self.profile)


def present_key() -> SealKey:
    """The key that new links are sealed with."""
    return SealKey(settings.CRYPTO_PROFILE, settings.AUDIT_KEY)


def known_keys() -> dict[str, SealKey]:
    """Every key at hand under both profiles, by the name in the link."""
    secrets = [settings.AUDIT_KEY, *settings.AUDIT_KEY_FALLBACKS]
    return {key.name: key for profile in ("gm", "intl") for key in (SealKey(profile, s) for s in secrets)}


def _said(link: dict[str, Any]) -> bytes:
    at: dt.datetime = link["sealed_at"]
    return b"link:" + canonical_json(
        [
            link["number"],
            link["source"],
            link["row_id"],
            link["form"],
            link["digest"],
            at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            link["previous"],
        ]
    )
