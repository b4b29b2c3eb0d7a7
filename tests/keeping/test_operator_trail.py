"""What is done to the system from its server stands in the record: backups, the restore, the switch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit import tasks
from audit.models import AccountEvent
from audit.sealing import seal_due
from audit.verifying import Verifier
from ground.glossary import ActorKind
from zhongshan_crane import maintenance
from zhongshan_crane.backups.manifest import all_backups, read

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]


def steps() -> list[str]:
    return list(AccountEvent.objects.order_by("id").values_list("step", flat=True))


def latest() -> AccountEvent:
    return AccountEvent.objects.latest("id")


@pytest.fixture
def kept_steps(settings) -> Path:
    """The file beside the switch."""
    return Path(f"{settings.MAINTENANCE_FILE}.steps")


def test_a_backup_is_recorded_with_what_it_is_known_by(firm, clerk, monkeypatch):
    monkeypatch.setenv("SUDO_USER", "deploy")
    call_command("backup")
    event = latest()
    (folder,) = all_backups()
    assert (event.step, event.actor_kind, event.actor_unit) == ("backup_made", ActorKind.SYSTEM, "命令")
    assert event.words["operator"] == "deploy"
    assert (event.detail["backup"], event.detail["sm3"]) == (folder.name, read(folder).dump_sm3)


def test_a_backup_that_cannot_be_made_is_recorded_and_says_why(firm, settings):
    settings.BACKUP_DIR.write_text("a file where a folder should be")
    with pytest.raises(CommandError, match="BACKUP_DIR 无法写入"):
        call_command("backup")
    assert latest().step == "backup_failed"
    assert "BACKUP_DIR 无法写入" in latest().detail["reason"]


def test_a_restore_is_recorded_in_the_restored_database_with_the_chain_that_it_ended(firm, clerk):
    seal_due()
    call_command("backup")
    (folder,) = all_backups()
    call_command("maintenance", "on", message="换机器")
    seal_due()
    (end,) = [finding for finding in [Verifier()] if not list(finding.run())]
    call_command("restore", str(folder), over_existing=True)
    assert steps() == ["restored"], "the backup was taken before its own entry"
    told = latest().detail
    assert (told["backup"], told["sm3"]) == (folder.name, read(folder).dump_sm3)
    assert (told["replaced_until"], told["replaced_mac"]) == end.end
    call_command("maintenance", "off")
    assert steps() == ["restored", "maintenance_off"]
    assert latest().detail["message"] == "换机器"
    seal_due()
    assert list(Verifier().run()) == []


def test_into_an_empty_database_nothing_was_replaced(firm, clerk):
    call_command("backup")
    call_command("flush", interactive=False, verbosity=0)
    call_command("restore")
    assert latest().step == "restored"
    assert "replaced_until" not in latest().detail


def test_the_switch_is_recorded_once_and_only_where_it_moves(kept_steps):
    call_command("maintenance", "off")
    call_command("maintenance", "on", until="2999-01-01T06:00", message="系统升级")
    call_command("maintenance", "status")
    call_command("maintenance", "off")
    assert steps() == ["maintenance_on", "maintenance_off"]
    on = AccountEvent.objects.earliest("id").detail
    assert on["expected"].startswith("2999-01-01T06:00")
    assert on["message"] == "系统升级"
    assert latest().detail["since"] == on["since"]
    assert kept_steps.read_text() == ""


def test_what_happened_while_the_database_was_away_is_recorded_by_the_worker(monkeypatch, kept_steps):
    def away(**_):
        raise OSError("no database")

    with monkeypatch.context() as patched:
        patched.setattr("zhongshan_crane.operator_trail.record_account_step", away)
        call_command("maintenance", "on")
        assert maintenance.closure() is not None
        call_command("maintenance", "off")
    assert steps() == []
    kept = kept_steps.read_text()
    assert len(kept.splitlines()) == 2
    tasks.seal.apply()
    assert steps() == ["maintenance_on", "maintenance_off"]
    moments = [json.loads(line)["moment"] for line in kept.splitlines()]
    assert [event.detail["moment"] for event in AccountEvent.objects.order_by("id")] == moments
    kept_steps.write_text(kept + '{"step": "maintenance_on", "mom\n["x"]\n{"step": "logged_in"}\n')
    tasks.seal.apply()
    assert len(steps()) == 2, "what a dying worker left is not recorded twice, nor what is no step"
