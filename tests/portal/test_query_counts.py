"""Lists run as many queries with forty rows as with three, and a step runs a small fixed number."""

from __future__ import annotations

import itertools

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import HistoryEntry
from certificates.models import ElectronicCertificate
from devices.models import Device
from documents.models import StoredFile
from documents.services import attach, store_bytes
from ground.glossary import MatterKind
from inbox.models import Message
from matters.models import Matter
from renewals.models import RenewalApplication
from renewals.services.deciding import accept
from renewals.services.submitting import submit_renewal, withdraw_renewal
from tests.cases import drafted, issued, recorded, rejected, waiting
from tests.pages import of_device, of_renewal

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/portal/",
    "/portal/devices/",
    "/portal/devices/unapproved/",
    "/portal/renewals/",
    "/portal/history/",
    "/portal/batches/",
    "/portal/certificates/",
    "/portal/matters/",
    "/portal/matters/new/deregistration/",
    "/portal/messages/",
]
_number = itertools.count(1)


def queries_of(act) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        act()
    return [query["sql"] for query in caught.captured_queries]


def copies(thing, count: int, **columns) -> list[object]:
    """More rows like `thing`, written past the steps: only their number matters here."""
    model = type(thing)
    rows = []
    for _ in range(count):
        row = model.objects.get(pk=thing.pk)
        row.pk, row._state.adding = None, True
        for name, value in columns.items():
            setattr(row, name, value(next(_number)) if callable(value) else value)
        rows.append(row)
    return model.objects.bulk_create(rows)


def more(draft, renewal, certificate, count: int) -> None:
    """`count` more of everything that a list of the firm shows."""
    copies(draft, count, factory_number_key=lambda n: f"D{n}")
    machines = copies(renewal.device, count, factory_number_key=lambda n: f"R{n}")
    for machine in machines:
        copies(renewal, 1, device=machine, reference=lambda n: f"HZ20260601-{n:07d}")
        Matter.objects.create(
            kind=MatterKind.DEFERRAL,
            enterprise_id=machine.enterprise_id,
            device=machine,
            reference=f"SX20260601-{machine.pk:07d}",
        )
    done = copies(certificate.device, count, factory_number_key=lambda n: f"C{n}")
    for machine in done:
        (closed,) = copies(certificate.renewal, 1, device=machine, reference=lambda n: f"HZ20260602-{n:07d}")
        copies(
            certificate,
            1,
            device=machine,
            renewal=closed,
            certificate_number=lambda n: f"1.2.{n}",
            registration_number=lambda n: f"粤TF-T2026{n:05d}",
        )
    Message.objects.bulk_create(Message(recipient=renewal.created_by, title="x") for _ in range(count))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_costs_the_same_with_three_rows_and_with_forty(signed_in, clerk, reviewer, address) -> None:
    draft, renewal, certificate = recorded(clerk, 1), rejected(clerk, reviewer, 2), issued(clerk, reviewer, 3)
    portal = signed_in(clerk)
    more(draft, renewal, certificate, 2)
    portal.get(address)  # what is read once in a process
    with_few = queries_of(lambda: portal.get(address))
    more(draft, renewal, certificate, 37)
    cache.clear()
    with_many = queries_of(lambda: portal.get(address))
    assert len(with_many) == len(with_few), "\n".join(with_many)
    assert len(with_few) <= 17


def test_the_fixture_fills_every_list(clerk, reviewer) -> None:
    more(recorded(clerk, 1), rejected(clerk, reviewer, 2), issued(clerk, reviewer, 3), 39)
    assert Device.objects.unapproved().count() == 40
    assert Device.objects.registered().count() == 80
    assert RenewalApplication.objects.count() == 80
    assert ElectronicCertificate.objects.count() == 40
    assert Message.objects.count() > 39
    assert HistoryEntry.objects.count() > 10
    assert StoredFile.objects.exists()


@pytest.mark.parametrize("papers", [0, 8])
def test_the_page_of_one_thing_costs_the_same_with_any_number_of_papers(
    signed_in, clerk, reviewer, papers
) -> None:
    renewal = drafted(clerk, reviewer)
    portal = signed_in(clerk)
    for number in range(papers):
        attach(
            file=store_bytes(data=f"%PDF {number}".encode(), media_type="application/pdf"),
            kind="device_photo",
            name=f"{number}.pdf",
            enterprise=renewal.enterprise,
            subject="renewal",
            subject_id=renewal.pk,
        )
    for address in (of_renewal(renewal), of_renewal(renewal, "edit/"), of_device(renewal.device)):
        portal.get(address)
        assert len(queries_of(lambda address=address: portal.get(address))) <= 20, address


def bare(statements: list[str]) -> list[str]:
    """Without savepoints, messages to people with their deliveries, and the outbox of the province."""
    aside = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return [
        sql
        for sql in statements
        if not sql.startswith(aside) and "inbox_" not in sql and "provincial_sync_" not in sql
    ]


def test_a_step_takes_few_queries(clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    given = {"renewal_id": renewal.pk, "user": clerk}
    figures = {
        "提交备案": bare(
            queries_of(lambda: submit_renewal(**given, revision=renewal.revision, declared=True))
        ),
        "撤回": bare(queries_of(lambda: withdraw_renewal(**given, revision=renewal.revision + 1))),
    }
    fresh = waiting(clerk, reviewer, 2)
    figures["接受备案"] = bare(
        queries_of(lambda: accept(renewal_id=fresh.pk, revision=fresh.revision, reviewer=reviewer))
    )
    counts = {name: len(statements) for name, statements in figures.items()}
    # One of 提交备案 reads the days that the office keeps itself, for its deadline; one the catalogue's version
    # in force, because what is behind it is not handed in.
    most = {"提交备案": 11, "撤回": 3, "接受备案": 6}
    assert all(counts[name] <= most[name] for name in most), "\n".join(
        f"{name} {sql[:150]}" for name, statements in figures.items() for sql in statements
    )
