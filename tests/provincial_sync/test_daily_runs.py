"""Once a day, after its hour; the command; and 对账结果 in the console."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from provincial_sync import daily
from provincial_sync.daily import reconcile, run_what_is_due
from provincial_sync.models import (
    DailyRun,
    Discrepancy,
    DiscrepancyState,
    Upload,
    UploadState,
)
from provincial_sync.tasks import daily_runs
from tests.cases import again
from tests.doors import nothing_changes
from tests.pages import words_of

pytestmark = pytest.mark.django_db
LIST = reverse("console:discrepancies")


def compare(**how: bool) -> dict:
    return reconcile(seconds=30, **how)


def at(hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2026, 6, 8, hour))


def test_each_day_it_runs_once_and_after_its_hour(nothing_there, settings):
    settings.RECONCILE_HOUR, settings.DIGEST_HOUR = 2, 8
    assert run_what_is_due(at(1)) == []
    assert run_what_is_due(at(3)) == ["reconciliation"]
    assert run_what_is_due(at(4)) == []
    assert run_what_is_due(at(9)) == ["digest"]
    assert DailyRun.objects.filter(finished_at__isnull=False).count() == 2


def test_a_run_that_died_is_done_by_another(nothing_there, settings):
    settings.DIGEST_HOUR = -1
    daily.claim("reconciliation", at(3))
    assert run_what_is_due(at(3) + dt.timedelta(minutes=59)) == []
    assert run_what_is_due(at(3) + dt.timedelta(minutes=61)) == ["reconciliation"]


def test_the_task_does_what_is_due(nothing_there):
    with time_machine.travel(at(10)):
        daily_runs()
    assert DailyRun.objects.count() == 2


def test_the_command_says_what_it_found(upload, nothing_there, capsys):
    upload.delete()
    call_command("reconcile_province")
    assert "对账完成：已修复 1 项。" in capsys.readouterr().out
    Upload.objects.update(state=UploadState.CANCELLED)
    call_command("reconcile_province", "--no-repair")
    told = capsys.readouterr().out
    assert "待处理 1 项" in told
    assert "已接受备案但没有上传任务" in told


@pytest.fixture
def row(upload, nothing_there) -> Discrepancy:
    Upload.objects.update(state=UploadState.CANCELLED)
    compare()
    return Discrepancy.objects.get()


def test_the_administrator_settles_it_with_a_note(row, signed_in, administrator):
    client, address = signed_in(administrator), row.get_absolute_url()
    assert row.text in words_of(client.get(LIST))
    assert row.renewal.reference in words_of(client.get(address))
    client.post(address, {"note": "已与省网核对，重新办理。"})
    assert again(row).state == DiscrepancyState.SETTLED
    assert "已与省网核对" in words_of(client.get(address))
    assert row.text not in words_of(client.get(LIST))
    assert row.text in words_of(client.get(LIST, {"state": "all"}))


def test_a_note_too_short_is_refused_and_kept(row, signed_in, administrator):
    answer = signed_in(administrator).post(row.get_absolute_url(), {"note": "好了"})
    assert answer.status_code == 422
    assert "好了</textarea>" in answer.content.decode()
    assert again(row).state == DiscrepancyState.OPEN


def test_who_comes_second_is_told(row, signed_in, administrator):
    client, typed = signed_in(administrator), {"note": "已与省网核对，重新办理。"}
    client.post(row.get_absolute_url(), typed)
    answer = client.post(row.get_absolute_url(), typed)
    assert answer.status_code == 409
    assert administrator.masked_name in words_of(answer)


def test_others_read_or_do_not_find(row, signed_in, reviewer, clerk):
    client = signed_in(reviewer)
    assert row.text in words_of(client.get(LIST))
    with nothing_changes(row):
        assert client.post(row.get_absolute_url(), {"note": "已与省网核对。"}).status_code == 403
    assert signed_in(clerk).get(LIST).status_code == 403
    assert client.get(f"{LIST}987654/").status_code == 404
