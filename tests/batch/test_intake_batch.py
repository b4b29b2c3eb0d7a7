"""批量入库: an empty workbook is filled in, checked by the rules of 添加设备, kept as drafts and handed in."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from devices.catalogue.samples import representative_model
from devices.models import Device
from ground.glossary import IntakeStatus, Provenance
from renewals.batch.intake.making import start_intake_batch
from renewals.batch_words import MachineOutcome, Verdict
from renewals.models import Batch
from tests.batch.books import FIRST, HOME, TOWER, checked, downloaded, of_batch, problems, put, shown, work
from tests.batch.packs import matched, picture, results
from tests.cases import MODEL, again, handed_in, machine_data, recorded, registered
from tests.doors import asks_to_log_in, names_who_may, takes_no_get
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
NUMBER, SERIAL = "device.old_registration_number", "device.factory_number"


@pytest.fixture
def intake(clerk):
    return start_intake_batch(user=clerk)


@pytest.fixture
def book(portal, intake):
    """The workbook with two machines that nobody has."""
    return filled(downloaded(portal, intake), (1, 2))


def filled(book, numbers):
    for line, number in enumerate(numbers, start=FIRST):
        for code, value in machine_data(number).items():
            if code not in {"category", "manufacture_date_precision"}:
                put_if(book, f"device.{code}", shown(value), line)
        for code, value in representative_model(MODEL).old.items():
            put(book, f"parameters.{code}", shown(value), line)
    return book


def put_if(book, key, value, line):
    if any(cell.value == key for cell in book[TOWER][1]):
        put(book, key, value, line)


def kept(portal, intake, book):
    """Check and 保存; the upload."""
    upload = checked(portal, intake, book)
    assert portal.post(of_batch(intake, "make/")).status_code == 302
    work()
    return upload


def test_machines_come_from_the_empty_workbook_into_the_register_s_door(portal, intake, book):
    upload = checked(portal, intake, book)
    assert problems(upload) == {}
    kept(portal, intake, book)
    drafts = Device.objects.filter(intake_status=IntakeStatus.DRAFT)
    assert sorted(drafts.values_list("old_registration_number", flat=True)) == ["粤T-T00001", "粤T-T00002"]
    assert drafts[0].parameters["rated_load_moment"]["provenance"] == Provenance.WORKBOOK
    assert drafts[0].parameters["rated_load_moment"]["unit"] == "t·m"
    files = {
        f"T-T0000{n}/{kind}.png": picture(n * 10 + m)
        for n in (1, 2)
        for m, kind in enumerate(("旧证", "铭牌"))
    }
    assert set(results(matched(portal, intake, files)).values()) == {"taken"}
    assert portal.post(of_batch(intake, "submit/")).status_code == 422
    portal.post(of_batch(intake, "submit/"), {"declared": "yes"})
    work()
    assert set(Device.objects.values_list("intake_status", flat=True)) == {IntakeStatus.PENDING}
    assert set(intake.machines.values_list("outcome", flat=True)) == {MachineOutcome.HANDED_IN}
    assert "待审核" in words_of(portal.get(of_batch(intake)))


def test_what_lacks_a_paper_is_not_handed_in_and_says_why(portal, intake, book):
    kept(portal, intake, book)
    matched(portal, intake, {"T-T00001 旧证.png": picture(1), "T-T00001 铭牌.png": picture(2)})
    assert "缺少：产权备案证(旧证)、设备铭牌照片" in words_of(portal.get(of_batch(intake)))
    portal.post(of_batch(intake, "submit/"), {"declared": "yes"})
    work()
    outcomes = dict(intake.machines.values_list("device__old_registration_number", "outcome"))
    assert outcomes == {"粤T-T00001": MachineOutcome.HANDED_IN, "粤T-T00002": MachineOutcome.SKIPPED}
    assert "缺少" in intake.machines.get(outcome=MachineOutcome.SKIPPED).said


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        (NUMBER, None, "必填"),
        (NUMBER, "粤TF-T202600001", "备案号更新"),
        ("device.manufacture_date", "2031-01-01", "不能晚于今天"),
        ("device.contact_phone", "12345", "电话"),
        ("parameters.rated_load_moment", "很大", "应填写数字"),
        ("parameters.rated_load_moment", "=1+1", "公式"),
        ("device.is_second_hand", "也许", "是”或“否"),
        ("device.sub_type", "飞行", "选择"),
    ],
)
def test_a_cell_is_judged_by_the_rules_of_the_form(portal, intake, book, key, typed, words):
    cell = put(book, key, typed)
    upload = checked(portal, intake, book)
    assert words in problems(upload)[cell]
    marked = downloaded(portal, intake, "marked/")
    assert marked[TOWER][cell].comment is not None
    assert upload.rows.filter(verdict=Verdict.ERROR).count() == 1
    kept(portal, intake, book)
    assert Device.objects.count() == 1


def test_doubles_within_the_workbook_are_told_at_both_rows(portal, intake):
    book = filled(downloaded(portal, intake), (1, 2, 3))
    first, second = put(book, NUMBER, "t-t00009", FIRST), put(book, NUMBER, "粤Ｔ－T00009", FIRST + 1)
    third = put(book, SERIAL, "2018-0001", FIRST + 2)
    found = problems(checked(portal, intake, book))
    assert "原备案号与“塔式起重机”第 5 行重复" in found[first]
    assert "第 4 行重复" in found[second]
    assert "制造单位、出厂编号与“塔式起重机”第 4 行重复" in found[third]


def test_what_the_register_or_the_firm_has_already_is_told_per_row(portal, intake, clerk, stranger, reviewer):
    theirs = registered(stranger, reviewer, 7)
    recorded(clerk, 8)
    book = filled(downloaded(portal, intake), (1, 8, 7))
    number = put(book, NUMBER, theirs.old_registration_number, FIRST)
    found = problems(checked(portal, intake, book))
    serials = [cell for cell in found if "出厂编号" in found[cell]]
    assert "原备案号已被市网另一台设备使用" in found[number]
    assert any("贵企业" in found[cell] and "粤T-T00008" in found[cell] for cell in serials)
    assert any("市网已登记的另一台设备相同" in found[cell] for cell in serials)
    assert theirs.enterprise.name not in " ".join(found.values())


def test_another_firms_drafts_are_not_told(portal, intake, book, stranger):
    recorded(stranger, 1)
    handed_in(stranger, 2)
    assert problems(checked(portal, intake, book)) == {}


def test_the_same_workbook_changes_the_same_records(portal, intake, book):
    kept(portal, intake, book)
    put(book, "device.remark", "已复核", FIRST)
    upload = checked(portal, intake, book)
    assert dict(upload.rows.values_list("line", "verdict"))[FIRST + 1] == Verdict.BLANK
    portal.post(of_batch(intake, "make/"))
    work()
    assert Device.objects.count() == 2
    assert Device.objects.get(old_registration_number="粤T-T00001").details["remark"] == "已复核"


def test_a_record_that_somebody_changed_or_handed_in_is_left_alone(portal, intake, book, clerk):
    kept(portal, intake, book)
    first, second = Device.objects.order_by("old_registration_number")
    Device.objects.filter(pk=first.pk).update(revision=first.revision + 1)
    Device.objects.filter(pk=second.pk).update(intake_status=IntakeStatus.PENDING)
    put(book, "device.remark", "改", FIRST)
    put(book, "device.remark", "改", FIRST + 1)
    upload = checked(portal, intake, book)
    said = [row.cells[0]["sentence"] for row in upload.rows.order_by("line")]
    assert "已有变化" in said[0]
    assert "当前为“待审核”，不能在表格中修改" in said[1]
    assert portal.post(of_batch(intake, "make/")).status_code == 422


def test_a_machine_that_was_added_meanwhile_is_told_at_its_row(portal, intake, book, clerk):
    upload = checked(portal, intake, book)
    recorded(clerk, 1)
    portal.post(of_batch(intake, "make/"))
    work()
    row = upload.rows.get(line=FIRST)
    assert row.verdict == Verdict.ERROR
    assert "与贵企业的另一台设备" in row.cells[-1]["sentence"]
    assert Device.objects.count() == 2


def test_blank_cells_take_what_the_form_would_propose(portal, intake, book):
    for key in ("device.device_name", "device.storage_town", "device.contact_name", "device.contact_phone"):
        put_if(book, key, None, FIRST)
    type(intake.enterprise).objects.update(contact_name="示例联系人", contact_phone="13800138000")
    kept(portal, intake, book)
    device = Device.objects.get(old_registration_number="粤T-T00001")
    assert device.details["device_name"] == "塔式起重机"
    assert device.contact_name == "示例联系人"
    assert device.storage_town == intake.enterprise.town


def test_an_empty_workbook_and_a_foreign_one_are_told(portal, intake, batch):
    upload = checked(portal, intake, downloaded(portal, intake))
    assert "还没有填写设备" in upload.notes[0]
    upload = checked(portal, intake, downloaded(portal, batch))
    assert "不是第 1 批的表格" in upload.notes[0]


def test_the_queries_of_a_check_do_not_grow_with_its_rows(portal, intake):
    few = filled(downloaded(portal, intake), (1, 2))
    many = filled(downloaded(portal, intake), range(1, 19))
    counts = []
    for book in (few, few, many):  # the first has no check before it to be replaced
        with CaptureQueriesContext(connection) as caught:
            checked(portal, intake, book)
        counts.append(len(caught))
    assert counts[2] == counts[1]


def test_a_firm_elsewhere_gets_the_official_words(outsider, signed_in):
    portal = signed_in(outsider)
    assert "请回企业所在属地办理换证" in text_of(portal.get(f"{HOME}intake/"))
    assert portal.post(f"{HOME}intake/start/").status_code == 422
    assert not Batch.objects.exists()


def test_an_unused_batch_is_opened_again(portal, intake):
    assert portal.post(f"{HOME}intake/start/").status_code == 302
    assert again(intake).pk == Batch.objects.get().pk
    assert "第 1 批" in text_of(portal.get(f"{HOME}intake/"))


def test_the_doors_of_the_intake_are_the_firms(reviewer, clerk, stranger, intake, signed_in):
    names_who_may(f"{HOME}intake/start/", {}, reviewer)
    asks_to_log_in(f"{HOME}intake/start/", {})
    takes_no_get(f"{HOME}intake/start/", clerk)
    assert signed_in(stranger).get(of_batch(intake)).status_code == 404
