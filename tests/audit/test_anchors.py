"""Anchors leave the machine, and what comes back of them proves the chain."""

from __future__ import annotations

import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import override_settings

from audit.anchors import Anchor, Delivered, anchor_if_due, read_anchors, send_anchors
from audit.chain import Link
from audit.figures import broken, unsealed
from audit.tasks import seal, verify
from audit.verifications import Verification
from inbox.models import Message
from tests.audit.chains import later, link_of, sealed, tamper, write

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def test_the_worker_seals_and_leaves_anchors_in_the_folder(tmp_path) -> None:
    write(3)
    with override_settings(AUDIT_ANCHOR_DIR=str(tmp_path)):
        seal()
        seal()
    (file,) = tmp_path.iterdir()
    (line,) = file.read_text().splitlines()
    end = Link.objects.latest_link()
    assert read_anchors([line]) == {end.number: end.mac}
    assert unsealed() == 0


def test_anchors_are_mailed_once_a_day_all_together() -> None:
    with override_settings(AUDIT_ANCHOR_EMAILS=["audit@example.gov.cn"]):
        for hour in range(3):
            sealed(1)
            anchor_if_due(later(hour * 3700))
            send_anchors(later(hour * 3700))
        assert len(mail.outbox) == 1
        send_anchors(later(30 * 3600))
    lines = read_anchors("\n".join(letter.body for letter in mail.outbox).splitlines())
    assert lines == dict(Anchor.objects.values_list("number", "mac"))
    assert len(lines) == 3
    assert "crane-audit" in mail.outbox[1].body


def test_a_folder_that_is_away_gets_them_later(tmp_path) -> None:
    sealed(1)
    anchor_if_due(later(0))
    with override_settings(AUDIT_ANCHOR_DIR=str(tmp_path / "away")):
        assert send_anchors(later(1)) == 0
        assert "FileNotFoundError" in Delivered.objects.get().problem
        (tmp_path / "away").mkdir()
        assert send_anchors(later(2)) == 1
    assert Delivered.objects.get().problem == ""


def test_the_command_says_that_all_is_well() -> None:
    sealed(3)
    text, code = said()
    assert code == 0
    assert "核验 4 条封印(到第 4 号)" in text
    assert "没有发现异常" in text


def test_the_command_names_what_is_wrong_and_fails() -> None:
    entry = sealed(3)[1]
    tamper("UPDATE audit_accountevent SET account_id = 8 WHERE id = %s", entry.pk)
    text, code = said()
    assert code == 2
    assert f"[changed] 记录内容被修改：封存第 2 号，账号记录(audit_accountevent) id={entry.pk}" in text


def test_the_command_compares_with_anchors_from_elsewhere(tmp_path) -> None:
    entries = sealed(5)
    anchor = anchor_if_due(later(0))
    saved = tmp_path / "mails.txt"
    saved.write_text(f"> {anchor.line}\r\n", encoding="utf-8")
    assert said("--anchors", str(saved))[1] == 0
    left = link_of(entries[2])
    tamper("DELETE FROM audit_anchor")
    tamper("DELETE FROM audit_link WHERE number > %s", left.number)
    tamper("DELETE FROM audit_accountevent WHERE id > %s", entries[2].pk)
    tamper("DELETE FROM audit_sealpass")
    tamper("UPDATE audit_sealhead SET number = %s, mac = %s", left.number, left.mac)
    assert said()[1] == 0, "nobody could tell from the database alone"
    text, code = said("--anchors", str(saved))
    assert code == 2
    assert f"锚点证明曾封存到第 {anchor.number} 号，现到第 3 号" in text


def test_a_part_is_verified_by_number_or_day() -> None:
    sealed(5)
    assert "核验 2 条" in said("--from", "2", "--to", "3")[0]
    assert "核验 6 条" in said("--from", "2020-01-01", "--to", "2199-01-01")[0]
    assert "核验 0 条" in said("--from", "2199-01-01")[0]
    for wrong in ("昨天", "2026-13-01"):
        with pytest.raises(CommandError, match="既不是封存编号，也不是日期"):
            said("--from", wrong)


def test_a_file_without_anchors_is_refused(tmp_path) -> None:
    (tmp_path / "empty.txt").write_text("无", encoding="utf-8")
    with pytest.raises(CommandError, match="没有锚点"):
        said("--anchors", str(tmp_path / "empty.txt"))
    with pytest.raises(CommandError, match="无法读取"):
        said("--anchors", str(tmp_path / "none.txt"))


@override_settings(AUDIT_VERIFY_HOUR=0)
def test_once_a_day_the_worker_verifies_and_tells_the_auditors(make_user, clerk) -> None:
    auditor = make_user("auditor", "administrator", duty_audit=True)
    entry = sealed(3)[0]
    verify()
    verify()
    assert Verification.objects.count() == 1
    assert broken() == 0
    assert not Message.objects.filter(title__contains="操作记录核验").exists()
    tamper("DELETE FROM audit_verification")
    tamper("DELETE FROM audit_accountevent WHERE id = %s", entry.pk)
    verify()
    assert Verification.objects.get().findings == broken() == 1
    assert f"id={entry.pk}" in Verification.objects.get().told[0]
    (message,) = Message.objects.filter(title="操作记录核验发现 1 处异常")
    assert message.recipient_id == auditor.pk


def test_the_figures_tell_what_waits_and_what_is_broken(client) -> None:
    sealed(2)
    write(3)
    assert unsealed() == 3
    assert "crane_audit_unsealed 3.0" in client.get("/metrics").content.decode()
    tamper("DELETE FROM audit_link WHERE number > 1")
    assert broken() == 1
    page = client.get("/metrics").content.decode()
    assert "crane_audit_broken 1.0" in page
    assert "操作记录核验有 1 处异常" in client.get("/readyz").json()["checks"]["record"]
