"""The disk is full: people read so, what was kept stays whole, and it goes on as soon as there is room."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from devices.models import Device
from documents.models import StoredFile
from documents.services import read_bytes
from tests.cases import PNG
from tests.faults.portal import ADD, draft

FULL = "系统存储空间不足"
AWAY = "系统暂时无法办理"


class SmallDisk:
    """A disk of some megabytes that a test fills and clears."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def fill(self) -> None:
        """Leave not a byte."""
        with contextlib.suppress(OSError), (self.place / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(b"\0" * 65_536)
        with contextlib.suppress(OSError), (self.place / "ballast").open("ab", buffering=0) as ballast:
            while True:
                ballast.write(b"\0")

    def clear(self) -> None:
        """Give the room back."""
        (self.place / "ballast").unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("a small disk is mounted by root alone")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield SmallDisk(place)
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_paper_that_finds_no_room_is_refused_in_words_and_kept_later(portal, disk, clerk, settings):
    settings.MEDIA_ROOT = str(disk.place / "media")
    browser = portal(MEDIA_ROOT=settings.MEDIA_ROOT).person(clerk)
    paper = {"attachments.nameplate_photo": ("铭牌.png", PNG, "image/png")}
    disk.fill()
    answer = browser.post(ADD, data=draft("FULL-1"), files=paper)
    assert (answer.status_code, FULL in answer.text) == (503, True)
    assert not StoredFile.objects.exists()
    assert browser.get("/portal/devices/unapproved/").status_code == 200
    assert browser.post(ADD, data=draft("FULL-2")).status_code == 302  # what needs no file goes on

    disk.clear()
    assert browser.post(ADD, data=draft("FULL-1"), files=paper).status_code == 302
    assert read_bytes(StoredFile.objects.get()).startswith(b"\x89PNG")
    assert sorted(Device.objects.values_list("factory_number", flat=True)) == ["FULL-1", "FULL-2"]


def test_an_export_that_finds_no_room_is_refused_in_words_and_made_later(portal, disk, clerk):
    (disk.place / "tmp").mkdir()
    browser = portal(TMPDIR=str(disk.place / "tmp")).person(clerk)
    for number in range(3):
        assert browser.post(ADD, data=draft(f"EXPORT-{number}")).status_code == 302
    disk.fill()
    refused = browser.post("/portal/devices/unapproved/export/", data={"all": "1"})
    assert refused.status_code in {200, 503}  # small enough for the memory, or refused
    if refused.status_code == 503:
        assert FULL in refused.text
    disk.clear()
    answer = browser.post("/portal/devices/unapproved/export/", data={"all": "1"})
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


def test_a_database_without_room_keeps_what_it_has_confirmed(portal, disk, clerk):
    if connection.vendor != "sqlite":
        pytest.skip("the disk of a PostgreSQL server is the server's own matter")
    place = disk.place / "db.sqlite3"
    outside = portal()
    browser = outside.person(clerk)  # the session goes into the copy, too
    with contextlib.closing(sqlite3.connect(place)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    inside = portal(DATABASE_URL=f"sqlite:///{place}")
    browser.base_url = inside.address
    confirmed = [f"DB-{number}" for number in range(3)]
    assert [browser.post(ADD, data=draft(serial)).status_code for serial in confirmed] == [302] * 3

    disk.fill()
    answers = [browser.post(ADD, data=draft(f"FULL-{number}")) for number in range(40)]
    kept = [f"FULL-{number}" for number, answer in enumerate(answers) if answer.status_code == 302]
    refused = [answer for answer in answers if answer.status_code != 302]
    assert refused
    assert {answer.status_code for answer in refused} == {503}
    assert all(AWAY in answer.text or FULL in answer.text for answer in refused)

    disk.clear()
    assert browser.post(ADD, data=draft("AFTER")).status_code == 302
    with contextlib.closing(sqlite3.connect(place)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = [
            serial for (serial,) in copy.execute("SELECT factory_number FROM devices_device ORDER BY id")
        ]
    assert found == [*confirmed, *kept, "AFTER"]
