"""The whole way: choose, download, fill in, check, correct, make, hand in."""

from __future__ import annotations

import pytest

from devices.recording import RecordInput
from ground.glossary import ApprovalStatus, Provenance
from renewals.batch_words import MachineOutcome, Verdict
from renewals.models import Batch, RenewalApplication
from renewals.services.drafting import save_renewal
from tests.batch.books import (
    FIRST,
    HOME,
    TOWER,
    checked,
    downloaded,
    fill_in,
    of_batch,
    place,
    problems,
    put,
    work,
)
from tests.cases import MODEL, again, start
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db


def test_all_machines_that_await_renewal_are_chosen_with_one_button(portal, machines):
    answer = portal.post(f"{HOME}start/", {"scope": "all"})
    batch = Batch.objects.get()
    assert answer["Location"] == of_batch(batch)
    assert {machine.device_id for machine in batch.machines.all()} == {device.pk for device in machines}


def test_the_workbook_has_a_line_for_each_machine_with_converted_values(portal, batch, machines):
    book = downloaded(portal, batch)
    sheet = book[TOWER]
    assert book.sheetnames == ["填表说明", TOWER, "选项"]
    assert sheet.cell(FIRST, place(sheet, "#old.parameters.rated_load_moment")).value == "80"
    assert sheet.cell(FIRST, place(sheet, "parameters.rated_load_moment")).value == 800
    assert sheet.cell(3, place(sheet, "parameters.rated_load_moment")).value == "额定起重力矩(kN·m) *"
    numbers = [sheet.cell(line, 2).value for line in range(FIRST, FIRST + 3)]
    assert sorted(numbers) == sorted(device.old_registration_number for device in machines)
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].hidden


def test_a_workbook_that_is_sent_back_untouched_is_blank_and_makes_nothing(portal, batch):
    upload = checked(portal, batch, downloaded(portal, batch))
    assert set(upload.rows.values_list("verdict", flat=True)) == {Verdict.BLANK}
    assert portal.post(of_batch(batch, "make/")).status_code == 422


def test_a_filled_workbook_becomes_drafts_and_is_handed_in_together(portal, batch, machines, clerk):
    book = fill_in(downloaded(portal, batch), FIRST, FIRST + 1, FIRST + 2, model=MODEL)
    put(book, "parameters.rated_load_moment", 805, FIRST)
    upload = checked(portal, batch, book)
    assert problems(upload) == {}
    portal.post(of_batch(batch, "make/"))
    work()
    renewals = RenewalApplication.objects.order_by("id")
    assert renewals.count() == 3
    typed = {r.parameters["rated_load_moment"]["provenance"] for r in renewals}
    assert typed == {Provenance.WORKBOOK, Provenance.CONVERTED}
    assert renewals[0].details["design_service_life"] == "20"
    page = text_of(portal.get(of_batch(batch)))
    assert "提交全部 3 台" in page
    assert portal.post(of_batch(batch, "submit/")).status_code == 422
    portal.post(of_batch(batch, "submit/"), {"declared": "yes"})
    work()
    assert set(renewals.values_list("approval_status", flat=True)) == {ApprovalStatus.PENDING}
    assert set(batch.machines.values_list("outcome", flat=True)) == {MachineOutcome.SUBMITTED}


def test_what_is_faulty_is_named_by_cell_marked_and_can_be_corrected(portal, batch):
    book = fill_in(downloaded(portal, batch), FIRST, FIRST + 1, model=MODEL)
    wrong = put(book, "parameters.capacity_at_max_radius", "1.2", FIRST)
    choice = put(book, "parameters.luffing_mode", "飞行", FIRST)
    upload = checked(portal, batch, book)
    assert "t" in problems(upload)[wrong]
    assert "选择" in problems(upload)[choice]
    page = words_of(portal.get(of_batch(batch)))
    assert wrong in page
    assert "最大幅度处额定起重量(kg)" in page
    marked = downloaded(portal, batch, "marked/")
    cell = marked[TOWER][wrong]
    assert cell.fill.start_color.rgb.endswith("F8B4B4")
    assert "错误" in cell.comment.text
    assert marked["问题清单"].max_row > 2
    portal.post(of_batch(batch, "make/"))
    work()
    assert RenewalApplication.objects.count() == 1
    put(marked, "parameters.capacity_at_max_radius", 1200, FIRST)
    put(marked, "parameters.luffing_mode", "小车变幅", FIRST)
    upload = checked(portal, batch, marked)
    assert problems(upload) == {}
    assert marked[TOWER][wrong].value == 1200
    portal.post(of_batch(batch, "make/"))
    work()
    assert RenewalApplication.objects.count() == 2
    outcomes = set(batch.machines.values_list("outcome", flat=True))
    assert outcomes == {MachineOutcome.MADE, MachineOutcome.UNCHANGED, MachineOutcome.NONE}


def test_a_second_click_finds_the_first_at_work(portal, batch):
    book = fill_in(downloaded(portal, batch), FIRST, model=MODEL)
    checked(portal, batch, book)
    assert portal.post(of_batch(batch, "make/")).status_code == 302
    answer = portal.post(of_batch(batch, "make/"))
    assert answer.status_code == 409
    assert "正在“生成申请”" in text_of(answer)
    work()
    assert RenewalApplication.objects.count() == 1


def test_a_machine_that_somebody_changed_meanwhile_is_left_alone(portal, batch, clerk):
    book = fill_in(downloaded(portal, batch), FIRST, FIRST + 1, model=MODEL)
    checked(portal, batch, book)
    first = batch.last_upload().rows.order_by("line").first().machine.device
    renewal = start(first, clerk)
    portal.post(of_batch(batch, "make/"))
    work()
    assert again(renewal).revision == renewal.revision
    machine = batch.machines.get(device=first)
    assert machine.outcome == MachineOutcome.SKIPPED
    assert "已有一份换证申请" in machine.said
    assert RenewalApplication.objects.count() == 2


def test_a_workbook_from_before_a_change_is_not_taken(portal, batch, clerk):
    book = fill_in(downloaded(portal, batch), FIRST, model=MODEL)
    device = batch.machines.order_by("id").first().device
    renewal = start(device, clerk)
    save_renewal(
        renewal_id=renewal.pk, revision=renewal.revision, user=clerk, given=RecordInput({"remark": "改"}, {})
    )
    upload = checked(portal, batch, book)
    row = upload.rows.get(machine__device=device)
    assert row.verdict == Verdict.ERROR
    assert "下载表格之后已有变化" in row.cells[0]["sentence"]
