"""补充附件 of a batch: one file for many machines, or a ZIP with the files of each."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from documents.models import StoredFile
from renewals.batch_words import PackVerdict
from renewals.models.batch import Batch, BatchMachine
from renewals.models.photo_links import PhotoLink


class PaperPack(models.Model):
    """What was handed in for a batch.

    `file` is the ZIP until it has been unpacked, or the one file that `is_common` to all machines (of `model`,
    where that is given). `kind` is the kind of paper of what names none itself. A pack of `photo_link` holds the
    pictures that a phone sent for machines without a renewal.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="packs")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("资料种类", max_length=64)
    photo_link = models.ForeignKey(PhotoLink, models.PROTECT, null=True, related_name="packs")
    is_common = models.BooleanField("各台共用", default=False)
    model = models.CharField("规格型号", max_length=50, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField("添加时间", default=timezone.now)
    matched_at = models.DateTimeField("匹配时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "批次附件"

    def __str__(self) -> str:
        return self.name

    @property
    def is_forgotten(self) -> bool:
        """A ZIP that was never unpacked, and let go since."""
        return self.file_id is None and self.matched_at is None


class PackFile(models.Model):
    """What became of one file of a pack; `place` is its place there, so that nothing is looked at twice."""

    pack = models.ForeignKey(PaperPack, models.CASCADE, related_name="files")
    place = models.PositiveIntegerField("序号")
    path = models.CharField("文件名", max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    kind = models.CharField("资料种类", max_length=64, blank=True)
    machine = models.ForeignKey(BatchMachine, models.CASCADE, null=True, related_name="paper_files")
    verdict = models.CharField("结果", max_length=10, choices=PackVerdict.choices)
    said = models.CharField("说明", max_length=400, blank=True)
    added_at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "批次附件文件"
        indexes = [models.Index(fields=["pack", "verdict", "added_at", "id"], name="file_of_pack")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "place"], name="one_result_for_each_file_of_a_pack")
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def result(self) -> PackVerdict:
        """The verdict as a word with a tone."""
        return PackVerdict(self.verdict)

    @property
    def is_open(self) -> bool:
        """Whether a person can still say which machine it belongs to."""
        return self.file_id is not None and self.verdict in PackVerdict.open_ones()
