"""The sweep takes what nothing names, and nothing else."""

from __future__ import annotations

import datetime
import os
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from documents import storage
from documents.models import StoredFile
from documents.services import detach, read_bytes, store_bytes
from documents.sweeping import remove_orphans

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)


def grow_old(file: StoredFile, *, days: float = 8) -> None:
    StoredFile.objects.filter(pk=file.pk).update(created_at=timezone.now() - datetime.timedelta(days=days))


def sweep(*keep: str, dry_run: bool = False) -> list[str]:
    return remove_orphans(older_than=WEEK, keep=set(keep), dry_run=dry_run)


def test_an_old_file_that_nothing_names_goes_with_its_bytes(stored):
    grow_old(stored)
    assert sweep() == [stored.sm3]
    assert not storage.exists(stored.sm3)
    assert StoredFile.objects.count() == 0


def test_a_dry_run_only_names_it(stored):
    grow_old(stored)
    assert sweep(dry_run=True) == [stored.sm3]
    assert read_bytes(stored)


def test_an_attached_file_stays_until_it_is_detached(attachment):
    grow_old(attachment.file)
    assert sweep() == []
    detach(attachment=attachment)
    assert sweep() == [attachment.file.sm3]


def test_a_file_that_a_frozen_list_names_stays(stored):
    grow_old(stored)
    assert sweep(stored.sm3) == []
    assert read_bytes(stored)


def test_a_young_file_stays_and_storing_it_again_makes_it_young(stored):
    grow_old(stored, days=6.9)
    assert sweep() == []
    grow_old(stored)
    store_bytes(data=read_bytes(stored), media_type=stored.media_type)
    assert sweep() == []


@pytest.mark.parametrize("name", ["{sm3}", "{sm3}.abc.part"])
def test_old_bytes_without_a_row_go_and_young_ones_stay(media, name):
    left = media / "ab" / name.format(sm3="ab" * 32)
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    assert sweep() == []
    past = (timezone.now() - datetime.timedelta(days=8)).timestamp()
    os.utime(left, (past, past))
    assert sweep() == [left.name]
    assert not left.exists()
    assert StoredFile.objects.count() == 0


def test_nobody_can_sweep_what_open_pages_may_still_hold():
    with pytest.raises(ValueError, match="older_than"):
        remove_orphans(older_than=datetime.timedelta(hours=47), keep=set())
    with pytest.raises(CommandError, match="不能小于 2"):
        call_command("sweep_files", days=1)


def test_the_command_names_what_it_takes(stored, capsys):
    grow_old(stored)
    call_command("sweep_files", dry_run=True)
    assert stored.sm3 in capsys.readouterr().out
    call_command("sweep_files")
    assert "已清理 1 个文件" in capsys.readouterr().out
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", range(6))
def test_a_file_stored_again_while_the_sweep_takes_it_is_whole_afterwards(stored, round_number):
    grow_old(stored)
    data, together = read_bytes(stored), threading.Barrier(2)

    def sweeping() -> None:
        together.wait(timeout=10)
        try:
            sweep()
        finally:
            connection.close()

    sweeper = threading.Thread(target=sweeping)
    sweeper.start()
    together.wait(timeout=10)
    again = store_bytes(data=data, media_type="application/pdf")
    sweeper.join()
    assert read_bytes(StoredFile.objects.get(pk=again.pk)) == data
