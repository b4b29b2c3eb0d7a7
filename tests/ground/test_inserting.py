"""Many new rows by few statements are as if each had been saved."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Enterprise
from devices.models import CatalogueVersion, Device, ImportRow, RegisterImport, RegistrationNumber
from ground.inserting import AT_ONCE, FEW, insert_rows, like
from tests.cases import again

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(administrator):
    return RegisterImport.objects.create(kind="machines", name="台账.xlsx", created_by=administrator)


def test_each_row_has_its_own_key_and_values(run, django_assert_num_queries) -> None:
    rows = [ImportRow(run_id=run.pk, line=line, cells=[f"甲{line}"]) for line in range(AT_ONCE + 2)]
    with django_assert_num_queries(2):
        insert_rows(rows)
    held = {row.pk: (row.line, row.cells, row.given, row.noted) for row in run.rows.all()}
    assert held == {row.pk: (row.line, [f"甲{row.line}"], {}, False) for row in rows}
    rows[0].title = "改"
    rows[0].save()
    assert again(rows[0]).title == "改"


def test_columns_of_the_database_and_of_the_clock_are_filled_and_secrets_kept() -> None:
    firm = Enterprise.objects.create(name="甲公司", uscc="91442000MA00000001")
    device = Device(
        enterprise_id=firm.pk,
        catalogue_version_id=CatalogueVersion.objects.in_force().pk,
        category="tower_crane",
        old_registration_number="粤T-T00001",
        contact_phone="13800138000",
        manufacture_date=dt.date(2015, 6, 2),
        parameters={"rated_load_moment": {"value": "80"}},
    )
    insert_rows([device])
    held = Device.objects.get(pk=device.pk)
    assert (held.number_in_force, held.contact_phone) == ("粤T-T00001", "13800138000")
    assert (held.manufacture_date, held.recognised) == (dt.date(2015, 6, 2), None)
    assert held.parameters == {"rated_load_moment": {"value": "80"}}
    assert held.updated_at == device.updated_at
    stored = Device.objects.extra(select={"raw": "contact_phone"}).values_list("raw", flat=True).get()
    assert "13800138000" not in stored
    number = RegistrationNumber(
        device_id=device.pk, kind="paper", number="粤T-T00001", key="粤TT00001", since="2015-07-01"
    )
    insert_rows([number])
    assert again(number).since == dt.date(2015, 7, 1)


def test_nothing_is_no_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        insert_rows([])


@pytest.mark.parametrize("times", [1, FEW])
def test_signs_of_the_copy_itself_arrive_as_they_are(run, times) -> None:
    odd = ["\\", "\\N", "\\.", "a\tb", "a\nb\r\n", '"', ",", "%s", ""] * times
    rows = [ImportRow(run_id=run.pk, line=line, title=text, said=text) for line, text in enumerate(odd)]
    insert_rows(rows)
    assert [again(row).title for row in rows] == odd
    assert [again(row).said for row in rows] == odd
    assert again(rows[0]).device_id is None


@pytest.mark.parametrize("last", [2, FEW + 2])
def test_what_the_database_refuses_is_refused_as_by_saving(run, last) -> None:
    insert_rows([ImportRow(run_id=run.pk, line=1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([ImportRow(run_id=run.pk, line=line) for line in range(last, 0, -1)])
    assert [row.line for row in run.rows.all()] == [1]


def test_a_few_rows_are_one_statement_and_an_error_ends_the_transaction(
    run, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        insert_rows([ImportRow(run_id=run.pk, line=1)])
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert_rows([ImportRow(run_id=run.pk, line=1)])
        with pytest.raises(transaction.TransactionManagementError):
            run.rows.count()
        transaction.set_rollback(True)


@pytest.mark.parametrize("last", [1, FEW + 1])
@pytest.mark.parametrize("text", ["a\x00fb", "\x00n", "\x00"])
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps a NUL")
def test_a_nul_is_refused_by_name(run, text, last) -> None:
    with pytest.raises(ValueError, match="NUL"):
        insert_rows([ImportRow(run_id=run.pk, line=line + 1, title=text) for line in range(last)])


def test_likes_of_a_sample_share_its_values_but_no_cipher_and_no_state() -> None:
    version = CatalogueVersion.objects.in_force()
    firms = [
        Enterprise.objects.create(name=f"{name}公司", uscc=f"91442000MA0000000{place}")
        for place, name in enumerate("甲乙")
    ]
    sample = Device(catalogue_version_id=version.pk, category="tower_crane", contact_phone="13800138000")
    devices = [like(sample, enterprise_id=firm.pk, model=firm.name) for firm in firms]
    insert_rows(devices)
    assert sample.pk is None
    assert sample._state.adding
    held = [Device.objects.get(pk=device.pk) for device in devices]
    assert [(device.enterprise.name, device.model) for device in held] == [("甲公司",) * 2, ("乙公司",) * 2]
    assert {device.contact_phone for device in held} == {"13800138000"}
    assert held[0].created_at == held[1].created_at == sample.created_at
    stored = Device.objects.extra(select={"raw": "contact_phone"}).values_list("raw", flat=True)
    assert len(set(stored)) == 2
