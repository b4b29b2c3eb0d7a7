"""A change of the key, a lost one, and rows that stood in plain before."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import override_settings

from accounts.models import Enterprise, SecondFactor, User
from accounts.second_factor import PURPOSE
from audit.notes import PrivateNote, note_words
from devices.models import ImportRow
from ground.encrypting import decrypt_rows, encrypt_rows, encrypted_columns
from ground.keys import decrypt, encrypt
from tests.accounts.people import PEOPLE
from tests.imports import files
from tests.pages import text_of
from tests.personal.dump import places_of

pytestmark = pytest.mark.django_db
PHONE, OLD, NEW = "13911112222", "a" * 40, "b" * 40


def stored(table: str, column: str, pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [pk])
        return str(cursor.fetchone()[0])


@pytest.fixture
def under_the_old_key(make_user, make_enterprise):
    """A firm of two whose data were written before the key changed."""
    with override_settings(DATA_KEY=OLD):
        firm = make_enterprise(number=7, contact_phone=PHONE)
        return [make_user(f"p{n}", "enterprise_manager", enterprise=firm, phone=PHONE) for n in (1, 2)]


def test_after_a_change_of_key_all_is_written_anew_once(under_the_old_key, capsys) -> None:
    with override_settings(DATA_KEY=NEW, DATA_KEY_FALLBACKS=[OLD]):
        assert User.objects.filter(phone=PHONE).count() == 2
        call_command("reencrypt")
    assert "accounts_user: 重新加密 2 行" in capsys.readouterr().out
    with override_settings(DATA_KEY=NEW, DATA_KEY_FALLBACKS=[]):
        assert [person.phone for person in User.objects.filter(phone=PHONE)] == [PHONE, PHONE]
        assert Enterprise.objects.get(contact_phone=PHONE).contact_phone == PHONE
        call_command("reencrypt")
    assert "accounts_user: 重新加密 0 行" in capsys.readouterr().out


def test_another_profile_is_read_found_and_written_anew(under_the_old_key) -> None:
    with override_settings(DATA_KEY=OLD, CRYPTO_PROFILE="intl"):
        assert User.objects.filter(phone=PHONE).count() == 2
        call_command("reencrypt")
        person = User.objects.filter(phone=PHONE)[0]
        assert ":intl." in stored("accounts_user", "phone", person.pk)
        assert person.phone == PHONE


def test_second_factors_and_the_notes_beside_the_record_take_the_new_key(make_user) -> None:
    with override_settings(DATA_KEY=OLD):
        person = make_user("p9", "reviewer")
        SecondFactor.objects.create(person=person, secret=encrypt("GEZDGNBV", purpose=PURPOSE))
        mark = note_words("当事人来电", owner_id=person.pk)
    with override_settings(DATA_KEY=NEW, DATA_KEY_FALLBACKS=[OLD]):
        call_command("reencrypt")
    with override_settings(DATA_KEY=NEW, DATA_KEY_FALLBACKS=[]):
        assert decrypt(SecondFactor.objects.get().secret, purpose=PURPOSE) == "GEZDGNBV"
        assert PrivateNote.objects.saying("当事人来电").get().mark == mark
        assert PrivateNote.objects.get(mark=mark).text == "当事人来电"


def test_a_lost_key_breaks_no_list_and_loses_nothing(under_the_old_key, signed_in) -> None:
    with override_settings(DATA_KEY=NEW, DATA_KEY_FALLBACKS=[]):
        before = stored("accounts_user", "phone", under_the_old_key[0].pk)
        person = User.objects.get(pk=under_the_old_key[0].pk)
        assert person.phone == "无法读取"
        page = signed_in(person).get(PEOPLE)
        assert page.status_code == 200
        assert "无法读取" in text_of(page)
        person.save()
        assert stored("accounts_user", "phone", person.pk) == before
        with pytest.raises(CommandError, match="DATA_KEY_FALLBACKS"):
            call_command("reencrypt")


def test_what_stood_in_plain_is_encrypted_and_can_go_back(make_enterprise, signed_in, administrator) -> None:
    office = signed_in(administrator)
    run = files.uploaded(office, files.xlsx([files.machine(n) for n in (1, 2, 3)]))
    firms = [make_enterprise(number=n, contact_phone=PHONE) for n in range(20, 25)]
    columns = encrypted_columns()
    for table in ("accounts_enterprise", "devices_importrow"):
        decrypt_rows(table, columns[table])
    assert stored("accounts_enterprise", "contact_phone", firms[0].pk) == PHONE
    assert places_of("13800138000")
    for table in ("accounts_enterprise", "devices_importrow"):
        first = encrypt_rows(table, columns[table])
        assert first.changed >= 3
        assert encrypt_rows(table, columns[table]).changed == 0
    assert places_of(PHONE, "13800138000") == []
    assert Enterprise.objects.filter(contact_phone=PHONE).count() == 5
    assert ImportRow.objects.filter(run=run)[0].cells[10] == "13800138000"
