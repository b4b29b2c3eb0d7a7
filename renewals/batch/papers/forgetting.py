"""What nobody gave to a machine in time is let go, so that the sweep of files takes its bytes."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from renewals.batch_words import JobState, PackVerdict
from renewals.models import BatchJob, PackFile, PaperPack

FORGOTTEN = "超过 {days} 天没有指定设备，文件已清理。需要的，请重新上传。"


def forget_unmatched(now: dt.datetime, *, dry_run: bool = False) -> int:
    """Let go of ZIPs that were never unpacked and of their files that found no machine for BATCH_PAPERS_DAYS days.

    How many; with `dry_run` how many it would be. The rows stay and say what became of the files; who gives one
    to a machine at this moment comes first or is told that it is gone, never both.
    """
    days = settings.BATCH_PAPERS_DAYS
    before = now - dt.timedelta(days=days)
    files, packs = _unmatched_files(before), _packs_never_unpacked(before)
    if dry_run:
        return files.count() + packs.count()
    return files.update(file=None, said=FORGOTTEN.format(days=days)) + packs.update(file=None)


def _unmatched_files(before: dt.datetime) -> QuerySet[PackFile]:
    return PackFile.objects.filter(
        file__isnull=False, verdict__in=PackVerdict.open_ones(), added_at__lt=before
    )


def _packs_never_unpacked(before: dt.datetime) -> QuerySet[PaperPack]:
    under_way = BatchJob.objects.filter(pack=OuterRef("pk"), state__in=(JobState.WAITING, JobState.RUNNING))
    left = PaperPack.objects.filter(file__isnull=False, is_common=False, added_at__lt=before)
    return left.filter(~Exists(under_way))
