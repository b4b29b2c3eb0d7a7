"""A new version of the catalogue between download, check and making: nothing is read in other units."""

from __future__ import annotations

import pytest

from devices.models import Device
from renewals.batch_words import MachineOutcome, Verdict
from renewals.models import Batch, RenewalApplication
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
from tests.cases import MODEL, again, machine_data, start
from tests.catalogues import (  # noqa: F401 (the fixture is used by being here)
    _no_version_of_another_test,
    in_tonnes,
    published,
)

pytestmark = pytest.mark.django_db
CAPACITY = "parameters.max_lifting_capacity"


def test_a_workbook_of_before_is_refused_with_the_way_on(portal, batch, administrator):
    book = fill_in(downloaded(portal, batch), FIRST, model=MODEL)
    published(administrator, in_tonnes())
    upload = checked(portal, batch, book)
    assert "旧版表格" in upload.notes[0]
    assert not upload.rows.exists()


def test_a_workbook_of_now_has_the_drafts_under_the_version_of_now(
    portal, batch, machines, clerk, administrator
):
    draft = start(machines[0], clerk)
    published(administrator, in_tonnes())
    book = downloaded(portal, batch)
    assert again(draft).catalogue_version.number == "2026.2"
    sheet = book[TOWER]
    assert sheet.cell(3, place(sheet, CAPACITY)).value == "最大起重量(t) *"
    assert {sheet.cell(line, place(sheet, CAPACITY)).value for line in range(FIRST, FIRST + 3)} == {6}
    fill_in(book, FIRST, FIRST + 1, FIRST + 2, model=MODEL)
    for line, tonnes in ((FIRST, 6.1), (FIRST + 1, 6), (FIRST + 2, 6)):
        put(book, CAPACITY, tonnes, line)
    upload = checked(portal, batch, book)
    assert problems(upload) == {}
    portal.post(of_batch(batch, "make/"))
    work()
    found = {
        renewal.parameters["max_lifting_capacity"]["value"] for renewal in RenewalApplication.objects.all()
    }
    assert found == {"6", "6.1"}


def test_what_was_checked_before_is_not_made_afterwards(portal, batch, administrator):
    checked(portal, batch, fill_in(downloaded(portal, batch), FIRST, model=MODEL))
    published(administrator, in_tonnes())
    portal.post(of_batch(batch, "make/"))
    work()
    assert not RenewalApplication.objects.exists()
    (machine,) = batch.machines.exclude(said="")
    assert machine.outcome == MachineOutcome.SKIPPED
    assert "请重新下载表格" in machine.said


def test_an_intake_that_was_checked_before_is_not_kept_afterwards(portal, clerk, administrator):
    portal.post(f"{HOME}intake/start/")
    batch = Batch.objects.get()
    book = downloaded(portal, batch)
    for code, value in machine_data(7).items():
        if any(cell.value == f"device.{code}" for cell in book[TOWER][1]):
            put(book, f"device.{code}", value)
    upload = checked(portal, batch, book)
    upload.rows.update(verdict=Verdict.WARNING)
    published(administrator, in_tonnes())
    portal.post(of_batch(batch, "make/"))
    work()
    assert not Device.objects.exists()
    assert "请重新下载表格" in upload.rows.get().cells[-1]["sentence"]
