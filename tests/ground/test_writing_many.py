"""Many rows written by one statement, each with its own values."""

from __future__ import annotations

import pytest
from django.db import transaction

from devices.models import ImportRow, RegisterImport
from ground.errors import StepRefused
from ground.writing_many import AT_ONCE, write_columns, write_rows
from tests.cases import again, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(administrator):
    run = RegisterImport.objects.create(kind="machines", name="台账.xlsx", created_by=administrator)
    made = [ImportRow(run=run, line=line, cells=[str(line)]) for line in range(AT_ONCE + 2)]
    return ImportRow.objects.bulk_create(made)


def test_each_row_gets_its_own_values_and_keeps_its_other_columns(rows, clerk) -> None:
    device = recorded(clerk)
    for row in rows:
        row.title, row.problems, row.device, row.noted = (
            f"第{row.line}行",
            [{"place": row.line}],
            device,
            True,
        )
    with transaction.atomic():
        write_columns(rows, fields=("title", "problems", "device", "noted"))
    for row in ImportRow.objects.order_by("line"):
        assert (row.title, row.problems) == (f"第{row.line}行", [{"place": row.line}])
        assert (row.cells, row.device, row.noted) == ([str(row.line)], device, True)


def test_what_is_secret_stays_so(rows) -> None:
    rows[0].given = {"common": {"contact_phone": "13800138000"}}
    with transaction.atomic():
        write_columns(rows[:1], fields=("given",))
    stored = (
        ImportRow.objects.filter(pk=rows[0].pk).extra(select={"raw": "given"}).values_list("raw", flat=True)
    )
    assert "13800138000" not in stored[0]


def test_nothing_is_no_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        write_columns([], fields=("title",))


def test_a_row_that_somebody_else_has_changed_refuses_all(clerk) -> None:
    first, second = recorded(clerk), recorded(clerk, factory_number="A-2")
    type(second).objects.filter(pk=second.pk).update(revision=9)
    first.internal_number = second.internal_number = "7"
    with pytest.raises(StepRefused), transaction.atomic():
        write_rows([first, second], fields=("internal_number",), expect=[{"intake_status": "draft"}] * 2)
    assert again(first).internal_number == ""


def test_both_are_written_and_raised(clerk) -> None:
    first, second = recorded(clerk), recorded(clerk, factory_number="A-2")
    first.internal_number, second.internal_number = "7", "8"
    with transaction.atomic():
        write_rows([first, second], fields=("internal_number",), expect=[{"intake_status": "draft"}] * 2)
    assert [again(row).internal_number for row in (first, second)] == ["7", "8"]
    assert again(first).revision == first.revision == 2
