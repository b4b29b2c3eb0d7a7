"""The oldest part leaves by command, with a seal of its own; what stays is still proved."""

from __future__ import annotations

import datetime as dt
import gzip
import io

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from audit.archiving import archive
from audit.chain import Link
from audit.models import AccountEvent, HistoryEntry
from audit.sealing import seal_due
from ground.errors import RuleBroken
from ground.request_context import request_context
from tests.audit.chains import found, later, sealed, tamper, write
from tests.cases import handed_in
from zhongshan_crane.checks import the_record_is_kept_long_enough

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + dt.timedelta(days=1)


@pytest.fixture
def old(clerk, settings):
    """History and events that count as old."""
    settings.AUDIT_RETENTION_DAYS = -1
    handed_in(clerk)
    with request_context(request_id="r" * 8, address="192.0.2.7"):
        return sealed(5)


def test_what_is_archived_leaves_and_the_chain_goes_on(old, tmp_path) -> None:
    history = HistoryEntry.objects.count()
    done = archive(before=TOMORROW, folder=tmp_path)
    assert not AccountEvent.objects.filter(pk__in=[entry.pk for entry in old]).exists()
    assert HistoryEntry.objects.count() == history == done.resealed
    assert Link.objects.filter(source="history").count() == history
    assert Link.objects.order_by("number").first().number == done.until + 1
    assert found(now=later(9000)) == []
    write(3)
    seal_due()
    assert found(now=later(9000)) == []


def test_it_can_be_done_again_later(old, tmp_path) -> None:
    archive(before=TOMORROW, folder=tmp_path)
    sealed(4)
    archive(before=TOMORROW, folder=tmp_path)
    assert len(list(tmp_path.glob("audit-*.jsonl.gz"))) == 2
    assert found(now=later(9000)) == []


def test_links_cut_off_without_an_archive_are_found(old, tmp_path) -> None:
    tamper("DELETE FROM audit_link WHERE number < 3")
    assert "link_missing" in [finding.kind for finding in found()]


def test_what_stays_is_still_proved(old, tmp_path) -> None:
    archive(before=TOMORROW, folder=tmp_path)
    entry = HistoryEntry.objects.first()
    tamper("UPDATE audit_historyentry SET opinion = '改过的' WHERE id = %s", entry.pk)
    assert [(finding.kind, finding.row_id) for finding in found()] == [("changed", entry.pk)]


def test_the_file_proves_itself(old, tmp_path) -> None:
    (file,) = archive(before=TOMORROW, folder=tmp_path).files
    out = io.StringIO()
    call_command("archive_audit", "--check", str(file), stdout=out)
    assert "完好" in out.getvalue()
    lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    assert len(lines) == int(file.name.split("-")[2].split(".")[0]) + 1, "every link and the seal"
    for changed in (
        [lines[0].replace(b'"enterprise_id"', b'"enterprise_id" '), *lines[1:]],
        lines[1:],
        lines[:-1],
        [*lines[:2], *lines[3:]],
    ):
        file.write_bytes(gzip.compress(b"".join(changed)))
        with pytest.raises(SystemExit):
            call_command("archive_audit", "--check", str(file), stdout=io.StringIO())
    file.write_bytes(b"no archive")
    with pytest.raises(CommandError, match="不是完整的归档文件"):
        call_command("archive_audit", "--check", str(file))


def test_young_entries_stay() -> None:
    sealed(2)
    with pytest.raises(RuleBroken, match="只能归档 1095 天以前的记录"):
        archive(before=timezone.localdate(), folder=None)
    with override_settings(AUDIT_RETENTION_DAYS=-1), pytest.raises(RuleBroken, match="没有可归档"):
        archive(before=dt.date(2020, 1, 1), folder=None)


def test_what_does_not_verify_is_not_archived(old, tmp_path) -> None:
    tamper("UPDATE audit_accountevent SET account_id = 8 WHERE id = %s", old[0].pk)
    with pytest.raises(CommandError, match="核验有异常，不能归档"):
        call_command("archive_audit", "--before", f"{TOMORROW}", "--to", str(tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert AccountEvent.objects.filter(pk=old[0].pk).exists()


def test_less_than_six_months_is_refused() -> None:
    with override_settings(AUDIT_RETENTION_DAYS=179):
        assert [problem.id for problem in the_record_is_kept_long_enough()] == ["zhongshan_crane.E005"]
    with override_settings(AUDIT_RETENTION_DAYS=180):
        assert the_record_is_kept_long_enough() == []
