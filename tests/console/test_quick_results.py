"""The console's lists: their rows are written as the framework would write them."""

from __future__ import annotations

import pytest
from django.contrib.admin.templatetags.admin_list import results
from django.urls import reverse

from devices.models import Device
from tests.cases import handed_in, registered
from zhongshan_crane.console import site

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(clerk, reviewer):
    registered(clerk, reviewer, 1)
    handed_in(clerk, 2)


@pytest.mark.usefixtures("rows")
def test_every_list_reads_as_the_framework_writes_it(administrator, signed_in):
    office, seen = signed_in(administrator), 0
    for model in site._registry:
        meta = model._meta
        answer = office.get(reverse(f"console:{meta.app_label}_{meta.model_name}_changelist"))
        if answer.status_code != 200:
            continue
        page = answer.content.decode()
        for row in results(answer.context["cl"]):
            seen += 1
            assert "".join(row) in page, meta.label
    assert seen > 5


@pytest.mark.usefixtures("rows")
def test_a_row_carries_the_filters_along_as_the_framework_does(reviewer, signed_in):
    asked = {"intake_status": "pending", "o": "2.-4"}
    answer = signed_in(reviewer).get(reverse("console:devices_device_changelist"), asked)
    page, (row,) = answer.content.decode(), list(results(answer.context["cl"]))
    assert "_changelist_filters=intake_status%3Dpending" in page
    assert "".join(row) in page


def test_further_pages_go_on_where_the_first_one_ends(clerk, reviewer, signed_in):
    device = handed_in(clerk, 1)
    Device.objects.bulk_create(
        copied(device, pk=None, factory_number=f"F{n}", factory_number_key=f"F{n}") for n in range(44)
    )
    office, address = signed_in(reviewer), reverse("console:devices_device_changelist")
    pages = [office.get(address, {"p": number}).context["cl"].result_list for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [row.pk for page in pages for row in page] == [
        row.pk for row in Device.objects.order_by("-created_at", "-id")
    ]
    assert office.get(address, {"p": 4}).status_code == 302, "there is none"


def copied(device: Device, **changes: object) -> Device:
    """Another machine with the same data."""
    fields = {field.attname for field in Device._meta.concrete_fields if not field.generated} | set(changes)
    given = {name: getattr(device, name) for name in fields} | {"id": None} | changes
    return Device(**given)
