"""A backup: whole in one folder, small beside the one before, and honest about what is not whole."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Enterprise
from documents import storage
from documents.services import store_bytes
from zhongshan_crane import maintenance
from zhongshan_crane.backups.failures import BackupFailed
from zhongshan_crane.backups.files import place_in
from zhongshan_crane.backups.making import make
from zhongshan_crane.backups.manifest import all_backups, named
from zhongshan_crane.backups.verifying import problems

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]


@pytest.fixture
def photo():
    return store_bytes(data=b"%PDF-photo", media_type="application/pdf")


def test_it_tells_version_migrations_rows_and_digests(firm, clerk, photo):
    folder, _ = make()
    facts = json.loads((folder / "manifest.json").read_text())
    assert facts["product"] == "0.1.0"
    assert ["devices", "0001_initial"] in facts["migrations"]
    assert facts["rows"]["accounts_user"] == 1
    assert facts["rows"]["documents_storedfile"] == 1
    assert (facts["files"], facts["file_bytes"]) == (1, len(b"%PDF-photo"))
    assert len(facts["dump_sm3"]) == len(facts["list_sm3"]) == 64
    assert facts["data_key"] not in {"", None}
    assert problems(folder) == []
    assert place_in(folder, photo.sm3).read_bytes() == b"%PDF-photo"


def test_nobody_else_on_the_machine_reads_it(firm):
    folder, _ = make()
    assert folder.stat().st_mode & 0o077 == 0


def test_a_file_that_the_backup_before_has_takes_no_room(firm, photo):
    first, before = make()
    store_bytes(data=b"%PDF-new", media_type="application/pdf")
    second, after = make()
    assert (before.new_files, after.new_files, after.files) == (1, 1, 2)
    assert place_in(first, photo.sm3).samefile(place_in(second, photo.sm3))


def test_each_folder_is_whole_when_the_older_ones_are_let_go(firm, photo, settings):
    settings.BACKUP_KEEP = 2
    made = [make()[0] for _ in range(4)]
    assert all_backups() == [made[3], made[2]]
    assert problems(made[3]) == []


def test_with_nothing_to_keep_named_all_stay(firm, settings):
    settings.BACKUP_KEEP = 0
    assert {make()[0] for _ in range(3)} == set(all_backups())


def test_files_on_their_way_and_foreign_folders_are_left_alone(firm, photo, settings):
    (storage.path_of(photo.sm3).parent / f"{photo.sm3}.x.part").write_bytes(b"half")
    settings.BACKUP_DIR.mkdir()
    (settings.BACKUP_DIR / "mine").mkdir()
    folder, manifest = make()
    assert manifest.files == 1
    assert all_backups() == [folder]
    assert (settings.BACKUP_DIR / "mine").is_dir()


@pytest.mark.parametrize("harm", ["gone", "other bytes"])
def test_a_stored_file_that_is_lost_already_is_named_and_the_rest_is_kept(firm, photo, harm, capsys):
    path = storage.path_of(photo.sm3)
    path.unlink() if harm == "gone" else path.write_bytes(b"%PDF-other")
    call_command("backup")
    assert photo.sm3 in capsys.readouterr().err
    assert problems(named("latest")) == [f"数据库提到的文件 {photo.sm3} 在备份时已经缺失"]


def test_what_fails_leaves_no_half_and_the_next_one_clears_up(firm, settings, monkeypatch):
    from zhongshan_crane.backups import files

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files, "take", full)
        with pytest.raises(CommandError, match="备份失败"):
            call_command("backup")
    (settings.BACKUP_DIR / "20260101-000000.part").mkdir()
    folder, _ = make()
    assert [path.name for path in settings.BACKUP_DIR.glob("2*")] == [folder.name]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the embedded database has no pool")
def test_behind_a_pool_it_says_where_to_go_and_touches_nothing(firm, monkeypatch):
    folder, _ = make()
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with pytest.raises(CommandError, match="PostgreSQL 本身的地址"):
        call_command("backup")
    maintenance.close()
    with pytest.raises(CommandError, match="PostgreSQL 本身的地址"):
        call_command("restore", str(folder), over_existing=True)
    maintenance.open_again()
    assert Enterprise.objects.get().pk == firm.pk


def test_two_at_once_are_one(firm, settings):
    from zhongshan_crane.backups import making

    with making._alone(settings.BACKUP_DIR), pytest.raises(BackupFailed, match="正在进行"):
        make()


def harmed(folder, what):
    """Do something to a backup; return the word that names it."""
    from zhongshan_crane.backups.manifest import read

    dump, stored = folder / read(folder).dump, next((folder / "files").glob("*/*"))
    whole = dump.read_bytes()
    return {
        "manifest": lambda: ((folder / "manifest.json").write_text("{"), "manifest.json"),
        "dump cut": lambda: (dump.write_bytes(whole[: len(whole) // 2]), dump.name),
        "dump gone": lambda: (dump.unlink(), dump.name),
        "list": lambda: ((folder / "files.txt").write_text(""), "files.txt"),
        "file gone": lambda: (stored.unlink(), "缺失"),
        "file bytes": lambda: (stored.write_bytes(b"%PDF-phot0"), "已损坏"),
    }[what]()[1]


@pytest.mark.parametrize("what", ["manifest", "dump cut", "dump gone", "list", "file gone", "file bytes"])
def test_each_harm_is_found_and_named(firm, photo, what, capsys):
    folder, _ = make()
    word = harmed(folder, what)
    with pytest.raises(CommandError):
        call_command("verify_backup", folder.name)
    assert word in capsys.readouterr().err


def test_a_backup_that_is_not_there_is_said_so():
    for command in ("verify_backup", "restore"):
        with pytest.raises(CommandError, match="没有"):
            call_command(command)
        with pytest.raises(CommandError, match="没有找到备份 20260101-000000"):
            call_command(command, "20260101-000000")


def test_monitoring_sees_how_old_the_newest_is(firm, client, settings):
    assert "crane_backup_age_seconds" not in client.get("/metrics").content.decode()
    make()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=30)):
        lines = client.get("/metrics").content.decode().splitlines()
    age = next(float(line.split()[1]) for line in lines if line.startswith("crane_backup_age_seconds "))
    assert 30 * 3600 <= age < 31 * 3600
