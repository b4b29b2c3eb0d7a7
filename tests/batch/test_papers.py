"""补充附件 of a batch: a ZIP finds its machines, one file goes to all, and what finds none is given by hand."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Attachment
from renewals.batch_words import MachineOutcome
from renewals.models import PackFile, PaperPack
from tests.batch.books import FIRST, as_bytes, checked, downloaded, fill_in, of_batch, work
from tests.batch.packs import file_of, matched, packed, packed_raw, picture, results
from tests.cases import MODEL, PNG, again
from tests.doors import asks_to_log_in, names_who_may, takes_no_get, turns_strangers_away
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
STEPS = ("papers/zip/", "papers/common/")


def papers_of(batch, number, kind):
    """How many papers of that kind the renewal of the machine with that number has beyond the carried ones."""
    machine = batch.machines.get(device__old_registration_number=number)
    return Attachment.objects.filter(
        subject="renewal", subject_id=machine.renewal_id, kind=kind, carried_over=False
    ).count()


@pytest.mark.parametrize(
    "name",
    [
        "粤T-T00002.png",
        "TT00002.png",
        "t-t00002 铭牌.png",
        "Ｔ－Ｔ０００02_1.png",
        "照片/粤T－T00002/IMG_0001.png",
        "T_T00002/旧/IMG.png",
        "2018-0002.png",
        "出厂编号2018_0002.png",
        "（二号机）2018-0002/铭牌.png",
        "粤T T00002(1).png",
    ],
)
def test_the_ways_in_which_people_name_files_are_understood(portal, drafts, name):
    pack = matched(portal, drafts, {name: picture()})
    assert list(results(pack).values()) == ["taken"]
    assert papers_of(drafts, "粤T-T00002", "nameplate_photo") == 1


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("IMG_20260601.png", "unmatched"),
        ("粤T-T000021.png", "unmatched"),
        ("粤T-T00009.png", "unmatched"),
        ("12018-0002.png", "unmatched"),
        ("粤T-T00001 和 粤T-T00002.png", "ambiguous"),
        ("粤T-T00001/粤T-T00003.png", "ambiguous"),
    ],
)
def test_what_names_no_machine_or_several_is_left_for_a_person(portal, drafts, name, verdict):
    pack = matched(portal, drafts, {name: picture()})
    assert results(pack) == {name: verdict}
    assert not Attachment.objects.filter(subject="renewal", carried_over=False).exists()


def test_a_number_weighs_more_than_a_serial(portal, drafts):
    pack = matched(portal, drafts, {"粤T-T00001 替换2018-0002.png": picture()})
    assert (
        file_of(pack, "粤T-T00001 替换2018-0002.png").machine.device.old_registration_number == "粤T-T00001"
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("T-T00001 铭牌.png", "nameplate_photo"),
        ("T-T00001 旧证.png", "old_certificate"),
        ("T-T00001产品合格证.png", "quality_certificate"),
        ("T-T00001 制造监督检验证明.png", "supervision_certificate"),
        ("评估报告/T-T00001.png", "safety_assessment_report"),
        ("T-T00001/说明书参数页.png", "manual_param_page"),
        ("T-T00001.png", "device_photo"),
    ],
)
def test_the_kind_is_told_by_words_in_the_name_or_by_the_persons_choice(portal, drafts, name, kind):
    pack = matched(portal, drafts, {name: picture()}, kind="device_photo")
    assert file_of(pack, name).kind == kind


def test_names_of_windows_and_of_macos_are_read_as_they_were_meant(portal, drafts):
    names = {"粤T-T00001 铭牌.png".encode("gbk"): picture(1), "粤T-T00002 铭牌.png".encode(): picture(2)}
    pack = matched(portal, drafts, packed_raw(names))
    assert results(pack) == {"粤T-T00001 铭牌.png": "taken", "粤T-T00002 铭牌.png": "taken"}


def test_nothing_is_taken_twice(portal, drafts):
    files = {"T-T00001.png": picture(1), "T-T00001 铭牌.png": picture(1)}
    assert sorted(results(matched(portal, drafts, files)).values()) == ["held", "taken"]
    assert set(results(matched(portal, drafts, files)).values()) == {"held"}
    assert papers_of(drafts, "粤T-T00001", "nameplate_photo") == 1


def test_what_comes_before_its_renewal_waits_for_it(portal, batch):
    pack = matched(portal, batch, {"T-T00001 铭牌.png": picture()})
    assert results(pack) == {"T-T00001 铭牌.png": "held_back"}
    book = fill_in(downloaded(portal, batch), FIRST, model=MODEL)
    checked(portal, batch, book)
    portal.post(of_batch(batch, "make/"))
    work()
    made = batch.machines.get(outcome=MachineOutcome.MADE)
    assert made.device.old_registration_number == "粤T-T00001"
    assert results(pack) == {"T-T00001 铭牌.png": "taken"}
    assert papers_of(batch, "粤T-T00001", "nameplate_photo") == 1


def test_the_workbook_stays_good_after_papers_were_added(portal, drafts):
    book = downloaded(portal, drafts)
    matched(portal, drafts, {"T-T00001.png": picture()})
    assert not checked(portal, drafts, as_bytes(book)).rows.filter(verdict="error").exists()


def test_one_file_goes_to_every_machine_of_a_model(portal, drafts):
    form = {"common": SimpleUploadedFile("说明书.png", picture()), "common_kind": "manual_param_page"}
    portal.post(of_batch(drafts, "papers/common/"), form | {"model": MODEL})
    work()
    pack = PaperPack.objects.get()
    assert pack.files.filter(verdict="taken").count() == 3
    assert "已添加 3" in words_of(portal.get(of_batch(drafts, "papers/")))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"common": ""}, "请先选择要上传的文件"),
        ({"common_kind": "nothing"}, "请选择资料种类"),
        ({"model": "QTZ999"}, "没有这个规格型号"),
    ],
)
def test_a_common_file_that_cannot_be_taken_is_refused_in_words(portal, drafts, changes, words):
    form = {"common": SimpleUploadedFile("说明书.png", picture()), "common_kind": "manual_param_page"}
    answer = portal.post(of_batch(drafts, "papers/common/"), form | changes)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not PaperPack.objects.exists()


def test_what_found_no_machine_is_given_by_hand_once(portal, drafts):
    pack = matched(portal, drafts, {"IMG_1.png": picture()})
    address = of_batch(drafts, f"papers/{pack.pk}/")
    row = file_of(pack, "IMG_1.png")
    form = {"number": "t-t00003", "kind": "device_photo", "show": "unmatched"}
    assert "没有备案号或出厂编号为" in text_of(
        portal.post(f"{address}{row.pk}/", form | {"number": "粤T-T99"})
    )
    assert portal.post(f"{address}{row.pk}/", form).status_code == 302
    assert papers_of(drafts, "粤T-T00003", "device_photo") == 1
    answer = portal.post(f"{address}{row.pk}/", form)
    assert answer.status_code == 409
    assert "已经处理过" in text_of(answer)
    assert "IMG_1.png" in words_of(portal.get(address))


def test_a_serial_of_two_machines_is_asked_for_by_number(portal, drafts):
    machine = drafts.machines.first()
    type(machine.device).objects.filter(pk=machine.device_id).update(factory_number="2018-0002")
    pack = matched(portal, drafts, {"2018-0002.png": picture()})
    assert results(pack) == {"2018-0002.png": "ambiguous"}
    row = file_of(pack, "2018-0002.png")
    answer = portal.post(
        of_batch(drafts, f"papers/{pack.pk}/{row.pk}/"), {"number": "2018-0002", "kind": "device_photo"}
    )
    assert "有多台设备的编号" in text_of(answer)


def test_a_machine_under_review_refuses_with_its_reason(portal, drafts):
    portal.post(of_batch(drafts, "submit/"), {"declared": "yes"})
    work()
    pack = matched(portal, drafts, {"T-T00001.png": picture()})
    row = file_of(pack, "T-T00001.png")
    assert row.verdict == "refused"
    assert "待备案" in row.said


def test_a_worker_that_dies_is_followed_by_one_that_goes_on(portal, drafts):
    pack = matched(portal, drafts, {"T-T00001.png": picture(1), "T-T00002.png": picture(2)})
    file_of(pack, "T-T00002.png").delete()
    job = drafts.jobs.latest("id")
    type(job).objects.filter(pk=job.pk).update(state="waiting")
    PaperPack.objects.filter(pk=pack.pk).update(file=_stored_zip())
    work()
    assert results(pack) == {"T-T00001.png": "taken", "T-T00002.png": "held"}


def _stored_zip():
    from documents.services import store_bytes

    data = packed({"T-T00001.png": picture(1), "T-T00002.png": picture(2)})
    return store_bytes(data=data, media_type="application/zip")


@pytest.mark.parametrize("name", STEPS)
def test_a_step_with_papers_is_its_firms_alone(batch, stranger, reviewer, clerk, name):
    turns_strangers_away(of_batch(batch, name), {}, stranger, batch)
    names_who_may(of_batch(batch, name), {}, reviewer, batch)
    asks_to_log_in(of_batch(batch, name), {}, batch)
    takes_no_get(of_batch(batch, name), clerk, batch)


def test_another_firms_pack_and_file_are_not_there(portal, drafts, stranger, signed_in):
    pack = matched(portal, drafts, {"IMG_1.png": picture()})
    address = of_batch(drafts, f"papers/{pack.pk}/")
    row = pack.files.get()
    theirs = signed_in(stranger)
    assert theirs.get(address).status_code == 404
    assert theirs.get(of_batch(drafts, "papers/")).status_code == 404
    assert theirs.post(f"{address}{row.pk}/", {"number": "T-T00001"}).status_code == 404
    assert again(row).machine is None
    assert PackFile.objects.count() == 1


def test_the_pages_stay_light_with_three_hundred_files(portal, drafts):
    files = {f"IMG_{n:04d}.png": PNG for n in range(300)}
    pack = matched(portal, drafts, files)
    page = portal.get(of_batch(drafts, f"papers/{pack.pk}/"))
    assert len(page.content) < 60_000
