"""Archiving goes piece by piece; a process that is killed in between leaves a sound chain, and the next goes on."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from audit import archiving
from audit.archive_files import check_archive
from audit.archiving import archive
from audit.chain import Link
from audit.models import AccountEvent, HistoryEntry, PrivateNote
from audit.sealing import seal_due
from ground.request_context import request_context
from tests.audit.chains import EVENTS, found, later, sealed, tamper, write
from tests.cases import handed_in

TOMORROW = timezone.localdate() + dt.timedelta(days=1)


@pytest.fixture
def old(clerk, settings) -> list[int]:
    """History and 25 events that count as old; their numbers."""
    settings.AUDIT_RETENTION_DAYS = -1
    handed_in(clerk)
    with request_context(request_id="r" * 8, address="192.0.2.7"):
        return [entry.pk for entry in sealed(25)]


def run(folder: Path, **more) -> archiving.Archived:
    return archive(before=TOMORROW, folder=folder, at_once=7, **more)


def is_sound() -> bool:
    return found(now=later(9000)) == []


def in_files(folder: Path) -> list[int]:
    """The numbers of all archived links, in the order of the files; each file proves itself."""
    numbers: list[int] = []
    for file in sorted(folder.glob("audit-*.gz"), key=lambda file: int(file.name.split("-")[1])):
        assert list(check_archive(file)) == []
        first, last = map(int, file.name.removesuffix(".jsonl.gz").split("-")[1:])
        numbers += range(first, last + 1)
    return numbers


@pytest.mark.django_db
def test_each_piece_has_a_file_and_the_chain_is_sound_after_each(old, tmp_path) -> None:
    history, until = HistoryEntry.objects.count(), Link.objects.latest_link().number
    after: list[bool] = []
    done = run(tmp_path, tell=lambda _: after.append(is_sound()))
    assert len(after) == len(done.files) > 3
    assert all(after)
    assert in_files(tmp_path) == list(range(1, until + 1))
    assert (done.until, done.links) == (until, until)
    assert not AccountEvent.objects.filter(pk__in=old).exists()
    assert HistoryEntry.objects.count() == done.resealed == history
    assert Link.objects.filter(source="history").count() == history
    assert not PrivateNote.objects.filter(erased_at=None).exists()
    write(3)
    seal_due()
    assert is_sound()


@pytest.mark.django_db
def test_a_change_in_what_stays_is_found_after_a_piece(old, tmp_path) -> None:
    def stop(_):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        run(tmp_path, tell=stop)
    entry = HistoryEntry.objects.order_by("-pk").first()
    tamper("UPDATE audit_historyentry SET opinion = '改过的' WHERE id = %s", entry.pk)
    tamper(f"DELETE FROM {EVENTS} WHERE id = %s", old[-1])
    assert {finding.kind.value for finding in found(now=later(9000))} == {"changed", "removed"}


def killed_at(place: str, folder: Path, piece: int) -> None:
    """Archive in a process of its own, which dies without a word at that place of that piece."""
    connections.close_all()
    child = os.fork()
    if child:
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        return
    try:
        calls, whole = [], getattr(archiving, place)

        def deadly(*args, **kwargs):
            calls.append(1)
            if place in {"seal_again", "forget_before"} and len(calls) == piece:
                os.kill(os.getpid(), signal.SIGKILL)  # the first is within the transaction
            answer = whole(*args, **kwargs)
            if len(calls) == piece:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        setattr(archiving, place, deadly)
        run(folder)
    finally:
        os._exit(1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("piece", [1, 3])
@pytest.mark.parametrize(
    ("place", "cut"),
    [
        ("write_archive", 0),  # the file is half in its place
        ("seal_again", 0),  # rows and links are gone, but nothing is committed
        ("_cut", 1),  # committed, and the next piece not begun
    ],
)
def test_a_killed_process_is_taken_up(old, tmp_path, place, cut, piece) -> None:
    until = Link.objects.latest_link().number
    killed_at(place, tmp_path, piece)
    assert Link.objects.order_by("number").first().number == 7 * (piece - 1 + cut) + 1
    assert is_sound()
    assert in_files(tmp_path)[: 7 * (piece - 1 + cut)] == list(range(1, 7 * (piece - 1 + cut) + 1))
    write(2)
    seal_due()
    assert is_sound(), "people work on meanwhile"
    run(tmp_path)
    assert in_files(tmp_path)[:until] == list(range(1, until + 1))
    assert not list(tmp_path.glob("*.part"))
    assert not AccountEvent.objects.filter(pk__in=old).exists()
    assert is_sound()


@pytest.mark.django_db(transaction=True)
def test_a_process_that_died_before_the_notes_is_taken_up(old, tmp_path) -> None:
    killed_at("forget_before", tmp_path, 1)
    assert PrivateNote.objects.filter(erased_at=None).exists()
    run(tmp_path)
    assert not PrivateNote.objects.filter(erased_at=None, day__lt=TOMORROW).exists()
    assert is_sound()
