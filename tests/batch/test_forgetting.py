"""What nobody gave to a machine in time is let go and swept; what found its machine stays."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from documents import storage
from documents.models import StoredFile
from renewals.batch.papers.forgetting import forget_unmatched
from renewals.batch_words import JobState
from renewals.models import BatchJob, PackFile, PaperPack
from tests.batch.books import of_batch
from tests.batch.packs import file_of, matched, packed, picture, send_zip
from tests.cases import again
from tests.pages import text_of

pytestmark = pytest.mark.django_db
FOUND, LOST = "粤T-T00001.png", "IMG_0001.png"


def grow_old(*, days: int) -> None:
    past = timezone.now() - dt.timedelta(days=days)
    for model, field in ((PaperPack, "added_at"), (PackFile, "added_at"), (StoredFile, "created_at")):
        model.objects.update(**{field: past})


@pytest.fixture
def pack(portal, drafts):
    return matched(portal, drafts, {FOUND: picture(1), LOST: picture(2)})


@pytest.mark.parametrize(("days", "stays"), [(29, True), (31, False)])
def test_a_file_that_found_no_machine_is_swept_after_its_time(pack, days, stays) -> None:
    lost, found = file_of(pack, LOST).file.sm3, file_of(pack, FOUND).file.sm3
    grow_old(days=days)
    call_command("sweep_files")
    assert storage.exists(lost) is stays
    assert StoredFile.objects.filter(sm3=lost).exists() is stays
    assert storage.exists(found)
    assert file_of(pack, FOUND).file.sm3 == found


def test_the_page_says_before_and_afterwards_what_becomes_of_it(portal, pack, settings) -> None:
    settings.BATCH_PAPERS_DAYS = 10
    page = of_batch(pack.batch, f"papers/{pack.pk}/?show=unmatched")
    assert "10 天内没有添加的，文件会清理" in text_of(portal.get(page))
    grow_old(days=11)
    assert forget_unmatched(timezone.now()) == 1
    told = text_of(portal.get(page))
    assert "超过 10 天没有指定设备，文件已清理" in told
    assert 'name="number"' not in told
    late = portal.post(
        of_batch(pack.batch, f"papers/{pack.pk}/{file_of(pack, LOST).pk}/"),
        {"number": "T-T00001", "kind": "nameplate_photo"},
    )
    assert late.status_code == 409
    assert forget_unmatched(timezone.now()) == 0


def test_a_zip_whose_matching_never_ended_is_swept_and_says_so(portal, drafts) -> None:
    send_zip(portal, drafts, packed({LOST: picture(3)}))
    pack = PaperPack.objects.get()
    zipped = pack.file.sm3
    grow_old(days=31)
    assert forget_unmatched(timezone.now()) == 0  # a worker will still look at it
    BatchJob.objects.filter(pack=pack).update(state=JobState.FAILED, problem="没有完成")
    call_command("sweep_files", dry_run=True)
    assert again(pack).file.sm3 == zipped
    call_command("sweep_files")
    assert not storage.exists(zipped)
    assert "已清理" in text_of(portal.get(of_batch(drafts, f"papers/{pack.pk}/")))


def test_what_waits_for_its_renewal_is_kept(portal, batch) -> None:
    pack = matched(portal, batch, {FOUND: picture(4)})
    assert file_of(pack, FOUND).verdict == "held_back"
    grow_old(days=400)
    call_command("sweep_files")
    assert storage.exists(file_of(pack, FOUND).file.sm3)
