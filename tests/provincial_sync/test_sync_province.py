"""`sync_province` in the foreground, and the workers' tasks."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from provincial_sync.models import ProvinceState, Upload, UploadState
from provincial_sync.tasks import hand_over_due, poll_due
from tests.provincial_sync.wires import refuse_connection

pytestmark = pytest.mark.django_db


def test_one_round_hands_over_and_asks(upload, wire, capsys):
    call_command("sync_province", "--once")
    told = capsys.readouterr().out
    assert "报送：报送成功 1 件。" in told
    assert "查询：办结(已取得电子证照) 1 件。" in told
    assert Upload.objects.get().state == UploadState.ISSUED


def test_a_round_with_nothing_to_do_says_so(db, wire, capsys):
    call_command("sync_province", "--once")
    told = capsys.readouterr().out
    assert "报送：没有需要办理的。" in told
    assert "查询：没有需要办理的。" in told
    assert "备案变更：" in told


def test_a_round_does_not_wait_for_the_next_try(upload, wire, capsys):
    wire.once("PUT", "/files/", refuse_connection)
    call_command("sync_province", "--once")
    assert "未成功，稍后再试 1 件" in capsys.readouterr().out
    call_command("sync_province", "--once")
    assert Upload.objects.get().state == UploadState.ISSUED


def test_a_round_keeps_to_what_the_province_asked(upload, wire, capsys):
    ProvinceState.objects.create(pk=1, not_before="2999-01-01T00:00:00+08:00")
    call_command("sync_province", "--once")
    assert "以后再试" in capsys.readouterr().out
    assert wire.seen == []


def test_until_quiet_ends_when_all_is_final(upload, wire, settings):
    settings.PROVINCE_POLL_SECONDS = 0.05
    wire.once("PUT", "/files/", refuse_connection)
    call_command("sync_province", "--until-quiet", "--seconds", "20")
    assert Upload.objects.get().state == UploadState.ISSUED


def test_until_quiet_says_what_is_left(upload, wire, settings):
    settings.PROVINCE_POLL_SECONDS = 0.05
    ProvinceState.objects.create(pk=1, not_before="2999-01-01T00:00:00+08:00")
    with pytest.raises(CommandError, match="仍有 1 件未办结"):
        call_command("sync_province", "--until-quiet", "--seconds", "0.2")


def test_the_tasks_do_the_same(upload, wire, settings):
    settings.PROVINCE_POLL_SECONDS = 0.0
    hand_over_due()
    poll_due()
    assert Upload.objects.get().state == UploadState.ISSUED
