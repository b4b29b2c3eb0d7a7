"""A picture is read once, in a worker of its own: claimed, bounded, rescued, and let go when nobody holds it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents import storage
from documents.models import Scan, StoredFile
from documents.services import store_bytes, take_bytes
from ground.leasing import JobState
from tests.cases import recorded
from tests.documents.sample_files import pdf
from tests.pages import ADD, record_form
from tests.vision import written
from tests.vision.conftest import photo
from vision.asking import BROKEN, GONE, forget_orphans, read_again, read_waiting, want
from vision.models import Leaf, Reading
from vision.tasks import forget_readings
from vision.tasks import read_waiting as task

pytestmark = pytest.mark.django_db
FOREVER = float("inf")


def picture(shade: int = 200, lines: list[str] | None = None) -> StoredFile:
    data = photo(shade)
    if lines:
        written.write(data, lines)
    return take_bytes(data=data, name="a.jpg", path="attachments.nameplate_photo").file


def test_a_file_is_read_once_however_many_ask() -> None:
    file = picture(lines=["规格型号：QTZ80"])
    for _ in range(3):
        want([file, file])
    assert read_waiting(until=FOREVER) == 1
    want([file])
    assert read_waiting(until=FOREVER) == 0
    reading = Reading.objects.get()
    assert reading.as_pages()[0].lines[0].text == "规格型号：QTZ80"
    assert Leaf.objects.filter(reading=reading).count() == 1


def test_an_attachment_of_the_kinds_is_read_by_itself(signed_in, clerk) -> None:
    files = {"attachments.nameplate_photo": SimpleUploadedFile("铭牌.jpg", photo(150), "image/jpeg")}
    files["attachments.device_photo"] = SimpleUploadedFile("整机.jpg", photo(151), "image/jpeg")
    signed_in(clerk).post(ADD, record_form(1) | files)
    assert [item.sm3 for item in Reading.objects.all()] == [
        StoredFile.objects.get(attachments__kind="nameplate_photo").sm3
    ]


def test_the_task_reads_what_waits() -> None:
    want([picture(lines=["规格型号：QTZ80"])])
    task()
    assert Reading.objects.get().is_read


def test_what_somebody_waits_for_goes_first() -> None:
    ordinary, urgent = picture(100, ["出厂编号：1"]), picture(101, ["出厂编号：2"])
    want([ordinary])
    want([urgent], urgent=True)
    clock = iter([0.0, 2.0]).__next__
    assert read_waiting(until=1.0, clock=clock) == 1
    assert Reading.objects.get(state=JobState.DONE).sm3 == urgent.sm3


def test_asking_hurries_what_waits_already() -> None:
    first, second = picture(100, ["出厂编号：1"]), picture(101, ["出厂编号：2"])
    want([first, second])
    want([second], urgent=True)
    assert Reading.objects.get(urgent=True).sm3 == second.sm3


def test_a_picture_that_breaks_the_engine_leaves_the_others_alone() -> None:
    broken, heavy, good = picture(100), picture(101), picture(102, ["出厂编号：2"])
    written.fail(photo(100), ValueError("no picture of yours"))
    written.fail(photo(101), MemoryError())
    want([broken, heavy, good])
    assert read_waiting(until=FOREVER) == 3
    found = {item.sm3: item for item in Reading.objects.all()}
    assert found[good.sm3].is_read
    assert found[broken.sm3].state == found[heavy.sm3].state == JobState.FAILED
    assert found[heavy.sm3].problem == BROKEN


def test_a_worker_that_died_is_followed_by_another_but_not_for_ever() -> None:
    file = picture(lines=["出厂编号：1"])
    want([file])
    past = timezone.now() - dt.timedelta(seconds=1)
    Reading.objects.update(state=JobState.RUNNING, lease_until=past, claim=1)
    assert read_waiting(until=FOREVER) == 1
    assert Reading.objects.get().is_read
    Reading.objects.update(state=JobState.RUNNING, lease_until=past, claim=2)
    read_waiting(until=FOREVER)
    assert Reading.objects.get().state == JobState.FAILED


def test_a_worker_leaves_what_another_one_is_reading() -> None:
    want([picture(lines=["出厂编号：1"])])
    Reading.objects.update(
        state=JobState.RUNNING, lease_until=timezone.now() + dt.timedelta(seconds=60), claim=1
    )
    assert read_waiting(until=FOREVER) == 0


def test_what_failed_is_read_again_only_when_asked_for() -> None:
    file = picture(100)
    want([file])
    read_waiting(until=FOREVER)
    want([file], urgent=True)
    assert read_waiting(until=FOREVER) == 0
    written.write(photo(100), ["出厂编号：1"])
    read_again([file])
    assert read_waiting(until=FOREVER) == 1
    assert Reading.objects.get().is_read


def test_a_lost_file_is_said_to_be_lost() -> None:
    file = picture(lines=["出厂编号：1"])
    want([file])
    StoredFile.objects.all().delete()
    read_waiting(until=FOREVER)
    assert Reading.objects.get().problem == GONE


def test_a_damaged_file_fails_with_the_way_out() -> None:
    file = picture(lines=["出厂编号：1"])
    want([file])
    storage.remove(file.sm3)
    read_waiting(until=FOREVER)
    assert "联系系统管理员" in Reading.objects.get().problem


def test_nothing_is_read_before_it_was_looked_through() -> None:
    file = picture(lines=["出厂编号：1"])
    StoredFile.objects.update(scan=Scan.WAITING)
    want([file])
    assert read_waiting(until=FOREVER) == 0
    StoredFile.objects.update(scan=Scan.CLEAN)
    assert read_waiting(until=FOREVER) == 1


def test_other_kinds_of_files_are_not_read() -> None:
    assert want([store_bytes(data=b"ofd", media_type="application/ofd")]) == {}
    assert len(want([store_bytes(data=pdf(), media_type="application/pdf")])) == 1


def test_a_reading_keeps_no_file_and_goes_with_it() -> None:
    file = picture(lines=["出厂编号：1"])
    want([file])
    read_waiting(until=FOREVER)
    assert forget_orphans() == 0
    StoredFile.objects.filter(pk=file.pk).delete()
    forget_readings()
    assert not Reading.objects.exists()
    assert not Leaf.objects.exists()


def test_readings_of_a_former_reader_are_let_go() -> None:
    file = picture(lines=["出厂编号：1"])
    want([file])
    Reading.objects.update(reader=0)
    assert forget_orphans() == 1


def test_a_job_that_fails_blocks_no_form(signed_in, clerk) -> None:
    files = {"attachments.nameplate_photo": SimpleUploadedFile("铭牌.jpg", photo(150), "image/jpeg")}
    written.fail(photo(150), RuntimeError("broken"))
    portal = signed_in(clerk)
    assert portal.post(ADD, record_form(1) | files).status_code == 302
    read_waiting(until=FOREVER)
    device = recorded(clerk, 2)
    assert portal.get(f"/portal/devices/{device.pk}/").status_code == 200


@pytest.mark.parametrize(("kind", "told"), [("nameplate_photo", True), ("device_photo", False)])
def test_a_doubtful_photo_is_told_by_the_server_too(monkeypatch, kind, told) -> None:
    monkeypatch.setattr("vision.quality.doubts", lambda data: ("dark", "too_small"))
    notes = take_bytes(data=photo(30), name="a.jpg", path=f"attachments.{kind}").notes
    assert any("照片太暗" in note for note in notes) is told
    assert not any("照片太小" in note for note in notes)
