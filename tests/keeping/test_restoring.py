"""A restore: all or nothing, never over data unless told so, and the exchange repeats itself instead of doubling."""

from __future__ import annotations

import json

import httpx
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Enterprise, User
from documents import storage
from documents.services import read_bytes, store_bytes
from ground.glossary import ApprovalStatus, UploadStatus
from provincial_sync.models import ChangeState, RegistrationChange
from renewals.models import RenewalApplication
from renewals.services.deciding import accept
from tests.faults import guarantees
from tests.provincial_sync import cases
from zhongshan_crane import maintenance
from zhongshan_crane.backups.making import make
from zhongshan_crane.backups.verifying import problems

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]


@pytest.fixture
def restore():
    """Restore over what is there, as the operator does."""

    def run(folder) -> None:
        maintenance.close()
        call_command("restore", str(folder), over_existing=True)
        maintenance.open_again()

    return run


def test_what_was_written_since_is_gone_and_what_was_lost_is_back(firm, clerk, make_user, restore):
    file = store_bytes(data=b"%PDF-kept", media_type="application/pdf")
    folder, _ = make()
    make_user("later", "reviewer")
    Enterprise.objects.filter(pk=firm.pk).update(name="已被改动")
    storage.remove(file.sm3)
    restore(folder)
    assert list(User.objects.values_list("username", flat=True)) == ["clerk"]
    assert Enterprise.objects.get(pk=firm.pk).name == firm.name
    assert read_bytes(file) == b"%PDF-kept"


def test_a_restored_database_is_worked_with_at_once(firm, make_user, restore, signed_in):
    folder, _ = make()
    restore(folder)
    person = make_user("afterwards", "enterprise_manager", enterprise=firm)
    assert signed_in(person).get("/portal/").status_code == 200
    assert problems(make()[0]) == []


def test_a_restored_backup_can_be_restored_again(firm, clerk, restore):
    folder, _ = make()
    restore(folder)
    again, _ = make()
    restore(again)
    assert User.objects.count() == 1


def test_all_sessions_end(clerk, signed_in, restore):
    browser = signed_in(clerk)
    folder, _ = make()
    restore(folder)
    assert browser.get("/portal/").status_code == 302


def test_an_empty_database_is_filled_without_asking(firm, clerk):
    folder, _ = make()
    call_command("flush", interactive=False, verbosity=0)
    call_command("restore", str(folder))
    assert User.objects.get().username == "clerk"


def test_it_never_goes_over_data_unless_told_so(firm, clerk):
    folder, _ = make()
    User.objects.update(full_name="后来")
    with pytest.raises(CommandError, match="--over-existing"):
        call_command("restore", str(folder))
    with pytest.raises(CommandError, match="门户仍在开放"):
        call_command("restore", str(folder), over_existing=True)
    assert User.objects.get().full_name == "后来"


def changed(folder, **facts):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | facts))


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"vendor": "oracle"}, "不能互相恢复"),
        ({"migrations": [["devices", "9999_from_the_future"]]}, "devices.9999_from_the_future"),
        ({"data_key": "00000000"}, "DATA_KEY"),
        ({"format": 2}, "格式 2"),
        ({"dump_sm3": "0" * 64}, "已被改动"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_changes(firm, clerk, facts, word, restore):
    folder, _ = make()
    changed(folder, **facts)
    User.objects.update(full_name="后来")
    with pytest.raises(CommandError, match=word):
        restore(folder)
    assert User.objects.get().full_name == "后来"


def test_a_dump_that_breaks_off_in_the_middle_leaves_the_database_as_it_was(firm, clerk, places):
    from zhongshan_crane.backups.engines import engine
    from zhongshan_crane.backups.failures import BackupFailed

    folder, manifest = make()
    dump = folder / manifest.dump
    whole = dump.read_bytes()
    dump.write_bytes(whole[: len(whole) // 2])
    User.objects.update(full_name="后来")
    if connection.vendor == "sqlite":
        assert engine().problem(dump)
        return
    with pytest.raises(BackupFailed, match="保持原样"):
        engine().load(dump)
    assert others_that_hold_a_table() == 0
    assert User.objects.get().full_name == "后来"


def others_that_hold_a_table() -> int:
    """Locks of other people on tables of this database (PostgreSQL)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'relation' AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return int(cursor.fetchone()[0])


def settle() -> None:
    call_command("sync_province", until_quiet=True, seconds=60)


def test_the_exchange_repeats_itself_instead_of_doubling(firm, reviewer, province, restore, settings):
    settings.PROVINCE_POLL_SECONDS = 0.2
    issued_before = cases.accepted(firm, reviewer)
    settle()
    waiting, pending = cases.accepted(firm, reviewer), cases.pending(firm)
    folder, _ = make()

    decide(pending, reviewer)
    settle()  # the province has three renewals and has issued three certificates
    restore(folder)

    assert RenewalApplication.objects.get(pk=pending.pk).approval_status == ApprovalStatus.PENDING
    decide(pending, reviewer)
    settle()
    ledger = httpx.get(f"{province}/control/ledger?limit=2000", trust_env=False).json()["entries"]
    assert {issued_before.renewal_id, waiting.renewal_id, pending.pk} == set(
        RenewalApplication.objects.values_list("pk", flat=True)
    )
    guarantees.assert_nothing_stuck()
    guarantees.assert_handed_over_once(ledger)
    guarantees.assert_issued_once(ledger)
    guarantees.assert_history_complete()


def test_what_the_province_tells_of_a_forgotten_acceptance_waits_for_the_reviewer(
    firm, reviewer, province, restore, settings
):
    settings.PROVINCE_POLL_SECONDS = 0.2
    pending = cases.pending(firm)
    folder, _ = make()
    decide(pending, reviewer)
    settle()
    restore(folder)

    settle()  # the feed tells that our own renewal was issued, and nobody here has accepted it yet
    change = RegistrationChange.objects.get()
    assert change.state == ChangeState.DEFERRED
    assert RenewalApplication.objects.get(pk=pending.pk).approval_status == ApprovalStatus.PENDING
    decide(pending, reviewer)
    settle()
    settle()
    assert RegistrationChange.objects.get().state == ChangeState.NOTHING
    assert RenewalApplication.objects.get(pk=pending.pk).upload_status == UploadStatus.UPLOADED


def decide(renewal, reviewer) -> None:
    fresh = RenewalApplication.objects.get(pk=renewal.pk)
    accept(renewal_id=fresh.pk, revision=fresh.revision, reviewer=User.objects.get(pk=reviewer.pk))
