"""What was read from stored pictures: one reading of a file's bytes serves everybody who may see the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils import timezone

from documents.media_types import JPEG, PDF, PNG
from documents.models import StoredFile
from ground.encrypted import EncryptedJSONField
from ground.leasing import OPEN, JobState
from vision.lines import Page

# Raised whenever the engine reads otherwise than before: then files are read anew, and old readings are let go.
READER = 1
READABLE = frozenset({JPEG, PNG, PDF})
FEW = 8  # files of one form


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Reads of readings; who asks has found the files through their own `visible_to`."""

    def present(self) -> ReadingQuerySet:
        """Those of the reader in use."""
        return self.filter(reader=READER)

    def of(self, digests: Iterable[str]) -> dict[str, Reading]:
        """The present reading of each of these files (SM3), where there is one; one query.

        Of a few files the pages come only when they are asked for: what a page needs is mostly understood already.
        """
        wanted = set(digests)
        found = self.present().filter(sm3__in=wanted)
        found = found.defer("pages") if len(wanted) <= FEW else found
        return {item.sm3: item for item in found} if wanted else {}


class Reading(models.Model):
    """One reading of a file, by the SM3 of its bytes, so that it keeps no file from being swept.

    `pages` are `vision.lines.Page` as JSON, encrypted because papers name people. `urgent` is what somebody waits for.
    `lease_until` and `claim` are `ground.leasing`'s; `problem` is the sentence for people where nothing could be read.
    """

    sm3 = models.CharField("SM3", max_length=64)
    reader = models.PositiveSmallIntegerField("识别版本", default=READER)
    media_type = models.CharField("类型", max_length=100)
    state = models.CharField("状态", max_length=10, choices=JobState.choices, default=JobState.WAITING)
    urgent = models.BooleanField("有人等待", default=False)
    pages = EncryptedJSONField("各页文字", default=list)
    problem = models.CharField("未识别原因", max_length=400, blank=True)
    lease_until = models.DateTimeField("处理有效至", null=True)
    claim = models.PositiveIntegerField("领取次数", default=0)
    asked_at = models.DateTimeField("发起时间", default=timezone.now)
    read_at = models.DateTimeField("识别时间", null=True)
    milliseconds = models.PositiveIntegerField("用时(毫秒)", null=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "识别"
        indexes = [models.Index(fields=["id"], name="reading_due", condition=models.Q(state__in=OPEN))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sm3", "reader"], name="one_reading_of_a_file_for_each_reader")
        ]

    def __str__(self) -> str:
        return f"{self.sm3[:12]} {self.state}"

    @property
    def is_read(self) -> bool:
        """Lines were read; there may be none."""
        return self.state == JobState.DONE

    @property
    def is_open(self) -> bool:
        """Waiting or being read."""
        return self.state in OPEN

    def as_pages(self) -> tuple[Page, ...]:
        """What was read, empty before."""
        return tuple(Page.from_json(page) for page in self.pages)


class Leaf(models.Model):
    """The upright page that a reading's places are on, small enough to cut pieces from while somebody waits."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="leaves")
    number = models.PositiveSmallIntegerField("页")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "识别用页面"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "number"], name="one_leaf_for_each_page")
        ]

    def __str__(self) -> str:
        return f"{self.reading_id} {self.number}"
