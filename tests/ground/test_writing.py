"""The one way in which a state changes: locked, compared, and written once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from devices.models import Device
from ground.errors import StepRefused
from ground.writing import lock_row, write_row
from tests.cases import again, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(clerk):
    return recorded(clerk)


def one(device):
    return Device.objects.filter(pk=device.pk)


def test_a_write_raises_the_revision_by_one(device) -> None:
    row = lock_row(one(device), revision=device.revision)
    row.internal_number = "9"
    write_row(row, fields=("internal_number",), expect={"intake_status": "draft"})
    assert (again(device).internal_number, again(device).revision) == ("9", device.revision + 1)
    assert row.revision == device.revision + 1


def test_a_revision_that_has_moved_on_is_not_locked(device) -> None:
    with pytest.raises(StepRefused, match="在您打开之后已有变化"):
        lock_row(one(device), revision=device.revision - 1)


def test_a_row_that_is_not_there_is_the_models_own_error(device) -> None:
    with pytest.raises(Device.DoesNotExist):
        lock_row(Device.objects.filter(pk=device.pk + 1))


def test_another_state_or_revision_in_the_row_stops_the_write(device) -> None:
    row = lock_row(one(device))
    row.internal_number = "9"
    with pytest.raises(StepRefused):
        write_row(row, fields=("internal_number",), expect={"intake_status": "pending"})
    one(device).update(revision=row.revision + 5)
    with pytest.raises(StepRefused):
        write_row(row, fields=("internal_number",), expect={"intake_status": "draft"})
    assert again(device).internal_number == ""


def test_a_column_that_must_be_empty_guards_as_any_other(device) -> None:
    row = lock_row(one(device))
    write_row(
        row,
        fields=("internal_number",),
        expect={"manufacture_date": row.manufacture_date, "deleted_at": None},
    )
    one(device).update(deleted_at=timezone.now())
    with pytest.raises(StepRefused):
        write_row(row, fields=("internal_number",), expect={"deleted_at": None})


def test_every_kind_of_column_is_written_as_save_writes_it(device, reviewer) -> None:
    row = lock_row(one(device))
    row.contact_phone, row.details, row.manufacture_date = "13900139000", {"b": ["甲"]}, dt.date(2019, 2, 3)
    row.recognised, row.claimed_by = None, reviewer
    names = ("contact_phone", "details", "manufacture_date", "recognised", "claimed_by")
    write_row(row, fields=names, expect={})
    written = again(device)
    assert [getattr(written, name) for name in names] == [getattr(row, name) for name in names]
    stored = Device.objects.extra(select={"raw": "contact_phone"}).values_list("raw", flat=True).get()
    assert "13900139000" not in stored


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_nothing_is_written(device) -> None:
    with pytest.raises(RuntimeError):
        write_row(device, fields=("internal_number",), expect={})
    with transaction.atomic():
        write_row(lock_row(one(device)), fields=("internal_number",), expect={})


@pytest.mark.parametrize("field", ["intake_status", "certificate_status"])
def test_a_state_cannot_be_assigned(device, field) -> None:
    with pytest.raises(AttributeError):
        setattr(device, field, "approved")
