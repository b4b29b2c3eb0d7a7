"""One firm with fifty machines and with five thousand: as many queries for every list and for the form."""

from __future__ import annotations

import io
import itertools

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from audit.models import HistoryEntry
from bench.register import grow
from devices.models import Device
from inbox.models import Message
from tests.cases import drafted, issued, recorded, registered
from tests.pages import ENTRIES, HISTORY, REGISTER, UNAPPROVED, of_device, of_renewal

pytestmark = pytest.mark.django_db
FEW, MANY = 50, 5000
MOST_HTML = 60 * 1024
LISTS = [
    REGISTER,
    f"{REGISTER}?q=t00&category=tower_crane&order=-model",
    f"{REGISTER}?progress=pending&order=manufacture_date",
    UNAPPROVED,
    ENTRIES,
    f"{ENTRIES}?approval=pending&order=old_registration_number",
    HISTORY,
    "/portal/certificates/",
    "/portal/messages/",
    "/portal/batches/",
]
_number = itertools.count(1)


def queries_of(client, address: str) -> list[str]:
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200, address
    return [query["sql"] for query in caught.captured_queries]


def fill(clerk, certificate, draft, upto: int) -> None:
    """As many machines, renewals, records, certificates, messages and steps, written past the people's steps."""
    more = upto - Device.objects.registered().count()
    grow(clerk, upto=upto + Device.objects.unapproved().count())
    _copies(draft, more, factory_number_key=lambda n: f"D{n}")
    _certificates(certificate, more // 10)
    Message.objects.bulk_create(Message(recipient=clerk, title="x") for _ in range(more))
    step = {"at": timezone.now(), "step": "device_saved", "enterprise_id": clerk.enterprise_id}
    HistoryEntry.objects.bulk_create(
        HistoryEntry(**step, device_id=draft.pk, actor_kind="system") for _ in range(more)
    )


def _certificates(certificate, count: int) -> None:
    machines = _copies(certificate.device, count, factory_number_key=lambda n: f"C{n}")
    of_machine = iter([machine.pk for machine in machines])
    reference = {"reference": lambda n: f"HZ20260602-C{n:07d}"}
    renewals = _copies(certificate.renewal, count, device_id=lambda _n: next(of_machine), **reference)
    machine_ids, renewal_ids = (
        iter([getattr(one, name) for one in renewals]) for name in ("device_id", "pk")
    )
    _copies(
        certificate,
        count,
        device_id=lambda _n: next(machine_ids),
        renewal_id=lambda _n: next(renewal_ids),
        certificate_number=lambda n: f"1.2.{n}",
        registration_number=lambda n: f"粤TF-T2027{n:05d}",
    )


def _copies(thing, count: int, **columns) -> list[object]:
    rows = []
    for _ in range(count):
        values = {
            field.attname: getattr(thing, field.attname)
            for field in thing._meta.concrete_fields
            if not field.primary_key and not field.generated
        }
        values |= {name: make(next(_number)) for name, make in columns.items()}
        rows.append(type(thing)(**values))
    return type(thing).objects.bulk_create(rows, batch_size=500)


def test_every_list_and_the_form_cost_as_many_queries(signed_in, clerk, reviewer) -> None:
    draft, certificate = recorded(clerk, 1), issued(clerk, reviewer, 3)
    renewal, awaiting = drafted(clerk, reviewer, 2), registered(clerk, reviewer, 4)
    addresses = [*LISTS, of_renewal(renewal, "edit/"), of_device(awaiting, "renewal/")]
    portal = signed_in(clerk)
    fill(clerk, certificate, draft, FEW)
    for address in addresses:
        portal.get(address)  # what is read once in a process
    few = {address: queries_of(portal, address) for address in addresses}
    fill(clerk, certificate, draft, MANY)
    many = {address: queries_of(portal, address) for address in addresses}
    assert {at: len(found) for at, found in many.items()} == {at: len(found) for at, found in few.items()}
    assert max(map(len, few.values())) <= 20
    weights = {address: len(portal.get(address).content) for address in LISTS}
    assert {address: weight for address, weight in weights.items() if weight > MOST_HTML} == {}

    answer = portal.post(f"{REGISTER}export/", {"order": "factory_number"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True).active
    rows = list(sheet.iter_rows(min_row=2, min_col=5, max_col=5, values_only=True))
    assert len(rows) == Device.objects.registered().count() > MANY - 1
