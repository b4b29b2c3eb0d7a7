"""The one way in which a state changes: locked, compared, and written once."""

from __future__ import annotations

import pytest
from django.db import transaction

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
