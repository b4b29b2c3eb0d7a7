"""Bytes are kept once, whole, and never handed out when they are not those that were stored."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from documents import services, storage
from documents.models import StoredFile
from documents.services import open_file, read_bytes, store_bytes
from documents.storage import DamagedFile
from ground.digests import sm3_hex

DATA = b"%PDF-1.7 as the province sent it"


def files_below(media):
    return sorted(path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_bytes_lie_under_their_digest_and_come_back(media):
    file = store_bytes(data=DATA, media_type="application/pdf")
    sm3 = sm3_hex(DATA)
    assert files_below(media) == [f"{sm3[:2]}/{sm3}"]
    assert (file.sm3, file.size, file.media_type) == (sm3, len(DATA), "application/pdf")
    assert read_bytes(file) == DATA
    with open_file(file) as handle:
        assert handle.read() == DATA


@pytest.mark.django_db
def test_storing_twice_keeps_one_row_and_one_file(media):
    assert store_bytes(data=DATA, media_type="application/pdf") == store_bytes(
        data=DATA, media_type="application/pdf"
    )
    assert StoredFile.objects.count() == len(files_below(media)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"%PDF-1.7 as nobody sent it..."),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
    ],
)
def test_damaged_bytes_are_never_handed_out_and_storing_again_mends_them(spoil):
    file = store_bytes(data=DATA, media_type="application/pdf")
    spoil(storage.path_of(file.sm3))
    with pytest.raises(DamagedFile, match="系统管理员"):
        read_bytes(file)
    store_bytes(data=DATA, media_type="application/pdf")
    assert read_bytes(file) == DATA


@pytest.mark.django_db
def test_a_full_disk_leaves_neither_row_nor_half_a_file(media, monkeypatch):
    def no_space(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        store_bytes(data=DATA, media_type="application/pdf")
    assert files_below(media) == []
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_many_who_store_the_same_at_once_get_the_same_file(media):
    together = threading.Barrier(8)

    def store(number: int) -> int:
        together.wait(timeout=10)
        try:
            return store_bytes(data=DATA, media_type="application/pdf").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(store, range(8)))
    assert len(set(keys)) == StoredFile.objects.count() == len(files_below(media)) == 1


@pytest.mark.django_db(transaction=True)
def test_many_who_store_different_files_lose_none(media):
    def store(number: int) -> str:
        try:
            return store_bytes(data=DATA + bytes([number]), media_type="application/pdf").sm3
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        digests = list(pool.map(store, range(24)))
    assert len(set(digests)) == len(files_below(media)) == 24
    assert all(services.read_bytes(file) for file in StoredFile.objects.all())
