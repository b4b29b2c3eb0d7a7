"""识别 for a batch: pictures find their machine by what stands on them, blanks are filled when a person says so, the workbook shows suggestions."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from devices.recording import RecordInput
from documents.models import Attachment
from ground.glossary import Provenance
from renewals.batch.choosing import Choice, start_batch
from renewals.models import Batch, PackFile, RenewalApplication
from renewals.services.drafting import save_renewal
from tests.batch.books import of_batch, work
from tests.batch.packs import packed
from tests.cases import registered, start
from tests.pages import text_of, words_of
from tests.vision import written
from tests.vision.conftest import photo
from tests.vision.papers import work as read
from vision.models import Reading

pytestmark = pytest.mark.django_db
SPEED = "rated_lifting_speed"


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


@pytest.fixture
def batch(clerk, reviewer) -> Batch:
    """Two machines, the first with a draft in which 制造单位 and 出厂编号 are as its plate says; its model is blank."""
    machines = [registered(clerk, reviewer, number) for number in (1, 2)]
    made = start_batch(user=clerk, choice=Choice(all_of=True))
    renewal = start(machines[0], clerk, 1)
    renewal = save_renewal(
        renewal_id=renewal.pk,
        revision=renewal.revision,
        user=clerk,
        given=RecordInput({}, {"max_working_radius": ""}),
    )
    machine = made.machines.get(device=machines[0])
    machine.renewal, machine.renewal_revision = renewal, renewal.revision
    machine.save()
    read()  # what the papers of these machines show: nothing
    return made


def plate(number: int, shade: int, *more: str) -> bytes:
    data = photo(shade)
    written.write(data, ["规格型号：QTZ80(TC6012)", f"出厂编号：2018-{number:04d}", *more])
    return data


def send(portal, batch: Batch, *files: tuple[str, bytes], kind: str = "nameplate_photo"):
    sent = [SimpleUploadedFile(name, data, "image/jpeg") for name, data in files]
    answer = portal.post(of_batch(batch, "papers/zip/"), {"pack": sent, "kind": kind})
    work()
    return answer


def step(portal, batch: Batch, name: str):
    answer = portal.post(of_batch(batch, "readings/read/"), {"step": name})
    work()
    return answer


def papers_of(batch: Batch, number: int) -> int:
    machine = batch.machines.get(device__old_registration_number=f"粤T-T{number:05d}")
    return Attachment.objects.filter(
        subject="renewal", subject_id=machine.renewal_id, carried_over=False, kind="nameplate_photo"
    ).count()


def test_a_selection_of_photos_is_read_and_matched_by_what_stands_on_them(portal, batch) -> None:
    send(portal, batch, ("IMG_1.jpg", plate(1, 100)), ("IMG_1.jpg", plate(2, 101)), ("墙.jpg", photo(102)))
    assert set(PackFile.objects.values_list("verdict", flat=True)) == {"unmatched"}
    page = words_of(portal.get(of_batch(batch, "readings/")))
    assert "正在识别 3 个" in page
    read()
    page = words_of(portal.get(of_batch(batch, "readings/")))
    assert "已识别 2 个，未能识别 2 个" in page
    assert "按识别结果匹配 2 个未匹配的文件" in page
    step(portal, batch, "match")
    found = {file.path: file for file in PackFile.objects.all()}
    assert {file.verdict for file in found.values()} == {"taken", "held_back", "unmatched"}
    assert papers_of(batch, 1) == 1
    assert "没有认出文字" in found["墙.jpg"].said
    assert "墙.jpg" in words_of(portal.get(of_batch(batch, "readings/")))


def test_a_selection_may_be_of_hundreds(portal, batch) -> None:
    data = plate(1, 100)
    assert send(portal, batch, *((f"IMG_{number}.jpg", data) for number in range(150))).status_code == 302
    assert PackFile.objects.count() == 150
    read()
    step(portal, batch, "match")
    assert papers_of(batch, 1) == 1  # the same picture, however often it was chosen


def test_matching_twice_adds_nothing_twice(portal, batch) -> None:
    send(portal, batch, ("IMG_1.jpg", plate(1, 100)))
    read()
    step(portal, batch, "match")
    step(portal, batch, "match")
    assert papers_of(batch, 1) == 1


def test_a_picture_of_no_machine_of_the_batch_says_what_was_read(portal, batch) -> None:
    send(portal, batch, ("IMG_1.jpg", plate(77, 100)))
    read()
    step(portal, batch, "match")
    assert "识别为出厂编号2018-0077，本批没有这台设备" in PackFile.objects.get().said


def test_the_blanks_of_one_machine_are_filled_and_marked(portal, batch) -> None:
    send(portal, batch, ("粤T-T00001.jpg", plate(1, 100, "最大工作幅度：60 m", "额定起重力矩：800 kN·m")))
    read()
    page = text_of(portal.get(of_batch(batch, "readings/")))
    assert "表中未填" in page
    machine = batch.machines.exclude(renewal=None).get()
    answer = portal.post(of_batch(batch, f"readings/take/{machine.pk}/"), follow=True)
    assert "已填入 1 项" in words_of(answer)
    renewal = RenewalApplication.objects.get()
    assert renewal.parameters["max_working_radius"]["value"] == "60"
    assert renewal.parameters["max_working_radius"]["provenance"] == Provenance.RECOGNISED
    assert set(renewal.recognised) == {"parameters.max_working_radius"}
    again = portal.post(of_batch(batch, f"readings/take/{machine.pk}/"))
    assert (again.status_code, "没有可填入的空白项" in text_of(again)) == (422, True)


def test_all_machines_at_once_by_a_worker_and_never_over_what_is_there(portal, batch) -> None:
    send(portal, batch, ("粤T-T00001.jpg", plate(9, 100, "最大工作幅度：60 m")))
    read()
    step(portal, batch, "take")
    renewal = RenewalApplication.objects.get()
    assert renewal.parameters["max_working_radius"]["value"] == "60"
    assert renewal.factory_number == "2018-0001"


def test_a_machine_without_a_renewal_is_filled_by_the_workbook(portal, batch) -> None:
    send(portal, batch, ("粤T-T00001.jpg", plate(1, 100, "最大工作幅度：60 m")))
    read()
    machine = batch.machines.get(renewal=None)
    refused = portal.post(of_batch(batch, f"readings/take/{machine.pk}/"))
    assert refused.status_code == 422
    assert "还没有生成申请" in text_of(refused)
    book = load_workbook(io.BytesIO(portal.get(of_batch(batch, "workbook/")).content))
    suggested = [
        (cell.value, cell.fill.start_color.rgb)
        for row in book["塔式起重机"].iter_rows(min_row=4)
        for cell in row
        if cell.style.startswith("crane_read")
    ]
    assert (60, "00CDEFD6") in suggested
    assert any("绿色单元格" in str(row[0].value) for row in book["填表说明"].iter_rows())


def test_what_waits_can_be_stopped_and_gone_on_with(portal, batch) -> None:
    send(portal, batch, ("a.jpg", plate(1, 100)), ("b.jpg", plate(2, 101)))
    assert step(portal, batch, "stop").status_code == 302
    assert not Reading.objects.filter(state="waiting").exists()
    page = words_of(portal.get(of_batch(batch, "readings/")))
    assert "识别其余 2 个文件" in page
    step(portal, batch, "read")
    read()
    assert Reading.objects.filter(state="done").count() == 2


def test_the_bar_ends_when_nothing_waits(portal, batch) -> None:
    send(portal, batch, ("a.jpg", plate(1, 100)))
    bar = portal.get(of_batch(batch, "readings/progress/"))
    assert "HX-Refresh" not in bar
    assert "<progress" in text_of(bar)
    read()
    assert portal.get(of_batch(batch, "readings/progress/"))["HX-Refresh"] == "true"


def test_a_stranger_finds_none_of_it(signed_in, stranger, batch) -> None:
    foreign = signed_in(stranger)
    machine = batch.machines.first()
    assert foreign.get(of_batch(batch, "readings/")).status_code == 404
    assert foreign.post(of_batch(batch, "readings/read/"), {"step": "take"}).status_code == 404
    assert foreign.post(of_batch(batch, f"readings/take/{machine.pk}/")).status_code == 404


def test_a_machine_of_another_batch_is_not_found(portal, clerk, reviewer, batch) -> None:
    registered(clerk, reviewer, 5)
    other = start_batch(user=clerk, choice=Choice(all_of=True))
    machine = other.machines.exclude(device__in=batch.machines.values("device")).first()
    assert portal.post(of_batch(batch, f"readings/take/{machine.pk}/")).status_code == 404


def test_without_recognition_batches_are_as_before(portal, batch, settings) -> None:
    settings.RECOGNITION = "off"
    before = Reading.objects.count()
    for page in ("", "papers/"):
        assert "识别建议" not in text_of(portal.get(of_batch(batch, page)))
    assert portal.post(of_batch(batch, "readings/read/"), {"step": "read"}).status_code == 409
    answer = portal.post(
        of_batch(batch, "papers/zip/"),
        {
            "pack": SimpleUploadedFile("a.zip", packed({"粤T-T00001.jpg": photo(90)})),
            "kind": "nameplate_photo",
        },
    )
    assert answer.status_code == 302
    work()
    assert Reading.objects.count() == before


def test_photos_can_be_added_before_there_is_a_workbook(portal, clerk, reviewer, settings):
    registered(clerk, reviewer)
    made = start_batch(user=clerk, choice=Choice(all_of=True))
    addresses = [of_batch(made, "papers/"), of_batch(made, "readings/")]

    def led_to() -> list[bool]:
        page = portal.get(of_batch(made)).content.decode()
        return [f'href="{address}"' in page for address in addresses]

    assert led_to() == [True, True]
    settings.RECOGNITION = "off"
    assert led_to() == [False, False]
