"""Words that somebody typed into the record go by a court's order; the entry, its marks and its seal stay."""

from __future__ import annotations

import gzip
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from accounts.proof import PROVEN_AT
from audit.actors import SYSTEM
from audit.archiving import archive
from audit.models import AccountEvent, CityChange, HistoryEntry
from audit.sealing import seal_due
from audit.services import record_city_change, record_step
from ground.errors import StepRefused
from ground.glossary import AccountStep, Step
from renewals.models import Decision, Remark
from tests.audit.chains import kinds, later, tamper
from tests.audit.test_archiving import TOMORROW
from tests.audit.words import HISTORY_TABLE, NAMED, new, whole
from tests.cases import again, refused, rejected
from tests.pages import HISTORY, text_of, words_of
from zhongshan_crane.trail.erasing import erase_by_person

pytestmark = pytest.mark.django_db
REASON = "(2026)粤20民终1号判决书"
EMPTY = "opinion = '', remarks = '[]', salt = ''"


@pytest.fixture
def auditor(make_user):
    return make_user("auditor", "administrator", duty_audit=True)


@pytest.fixture
def console(auditor, signed_in):
    return proven(signed_in(auditor))


def proven(client):
    from django.utils import timezone

    session = client.session
    session[PROVEN_AT] = timezone.now().isoformat()
    session.save()
    return client


def entry_of(renewal) -> HistoryEntry:
    return HistoryEntry.objects.of_renewal(renewal.pk).get(step=Step.RENEWAL_REJECTED)


def page_of(entry, table: str = "history") -> str:
    return reverse("console:audit_erase", args=[table, entry.pk])


def test_the_words_go_from_every_page_and_the_record_stays_whole(
    console, auditor, clerk, reviewer, signed_in
) -> None:
    renewal = rejected(clerk, reviewer)
    entry = entry_of(renewal)
    opinion, remark = entry.opinion, entry.remarks[0]["text"]
    seal_due()
    trail = reverse("console:audit_trail")
    assert page_of(entry) in text_of(console.get(trail))
    assert opinion in words_of(console.get(page_of(entry)))
    answer = console.post(page_of(entry), {"reason": REASON})
    assert answer["Location"] == trail
    assert whole()
    assert "文字已依法抹除" in again(entry).opinion
    firm = signed_in(clerk)
    for page in (
        firm.get(HISTORY),
        firm.get(reverse("renewals:entries_detail", args=[renewal.reference])),
        firm.get(reverse("inbox:messages")),
        signed_in(reviewer).get(reverse("console:renewal_review", args=[renewal.reference])),
        console.get(trail, {"verb": f"history:{Step.RENEWAL_REJECTED.value}"}),
    ):
        words = words_of(page)
        assert page.status_code == 200
        assert opinion not in words
        assert remark not in words
    assert "文字已依法抹除" in words_of(firm.get(HISTORY))
    assert opinion not in Decision.objects.get().opinion
    assert remark not in Remark.objects.get().text
    event = AccountEvent.objects.get(step=AccountStep.WORDS_ERASED)
    assert (event.account_id, event.subject_kind, event.subject_id) == (auditor.pk, "renewal", renewal.pk)
    assert event.words["reason"] == REASON
    assert (event.detail["table"], event.detail["row"]) == ("history", entry.pk)
    assert opinion not in str(list(HistoryEntry.objects.values()))


def test_what_it_was_is_proved_until_it_is_erased_and_counted_afterwards(console, capsys) -> None:
    entry = new()
    seal_due()
    console.post(page_of(entry), {"reason": REASON})
    seal_due()
    call_command("verify_audit")
    said = capsys.readouterr().out
    assert "文字已依法抹除 1 条" in said
    assert "没有发现异常" in said


def test_words_are_erased_also_before_they_are_sealed(console) -> None:
    entry = new()
    assert console.post(page_of(entry), {"reason": REASON}).status_code == 302
    seal_due()
    assert whole()


def test_a_change_of_the_city_s_data_loses_its_texts_too(console) -> None:
    change = record_city_change(
        subject="notice:1", title="公告", actor=SYSTEM, before={}, after={"正文": NAMED}, reason="按来函修改"
    )
    seal_due()
    console.post(page_of(change, "change"), {"reason": REASON})
    told = CityChange.objects.get()
    assert (told.before, told.after) == ({}, {})
    assert "文字已依法抹除" in told.reason
    assert whole()


def test_an_inner_reason_goes_and_the_rest_of_the_detail_stays(console) -> None:
    entry = record_step(
        step=Step.MATTER_TAKEN_OVER,
        actor=SYSTEM,
        enterprise_id=1,
        device_id=None,
        matter_id=5,
        detail={"matter": "cancellation", "reference": "ZX1", "inside": NAMED},
    )
    seal_due()
    console.post(page_of(entry), {"reason": REASON})
    kept = again(entry)
    assert kept.detail["reference"] == "ZX1"
    assert "文字已依法抹除" in kept.detail["inside"]
    assert kept.opinion == ""
    assert whole()


@pytest.mark.parametrize("reason", ["", "   ", "判决"])
def test_without_a_ground_nothing_goes(console, reason) -> None:
    entry = new()
    answer = console.post(page_of(entry), {"reason": reason})
    assert answer.status_code == 422
    assert again(entry).opinion == NAMED


def test_it_asks_for_the_proof_and_loses_nothing_that_was_typed(auditor, signed_in) -> None:
    entry = new()
    client = signed_in(auditor)
    session = client.session
    session.pop(PROVEN_AT, None)
    session.save()
    answer = client.post(page_of(entry), {"reason": REASON})
    assert REASON in text_of(answer)
    assert again(entry).opinion == NAMED


@pytest.mark.parametrize("who", ["clerk", "manager", "reviewer", "administrator", "head", "supervisor"])
def test_nobody_else_erases(request, signed_in, who) -> None:
    entry = new()
    answer = proven(signed_in(request.getfixturevalue(who))).post(page_of(entry), {"reason": REASON})
    assert answer.status_code in {302, 403}
    assert again(entry).opinion == NAMED


def test_what_is_not_there_is_not_found_and_what_has_no_words_is_told(console) -> None:
    assert console.get(reverse("console:audit_erase", args=["history", 987654321])).status_code == 404
    assert console.get(reverse("console:audit_erase", args=["event", 1])).status_code == 404
    answer = console.get(page_of(new("")))
    assert answer.status_code == 409
    assert "没有可以抹除的文字" in words_of(answer)


def test_a_second_click_is_told(console) -> None:
    entry = new()
    console.post(page_of(entry), {"reason": REASON})
    answer = console.post(page_of(entry), {"reason": REASON})
    assert answer.status_code == 409
    assert "抹除，不必再办" in words_of(answer)
    assert AccountEvent.objects.filter(step=AccountStep.WORDS_ERASED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_erase_once(auditor) -> None:
    entry, ends = new(), []

    def erase() -> None:
        try:
            erase_by_person(auditor, "history", entry.pk, REASON)
            ends.append("erased")
        except StepRefused as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=erase) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["erased", "erased_already"]
    assert AccountEvent.objects.filter(step=AccountStep.WORDS_ERASED).count() == 1


def test_rows_from_before_keep_their_words_inside_the_seal(console) -> None:
    entry = new()
    tamper(f"UPDATE {HISTORY_TABLE} SET salt = '', marks = NULL WHERE id = %s", entry.pk)
    seal_due()
    assert whole()
    answer = console.get(page_of(entry))
    assert answer.status_code == 409
    assert "文字在封印之内" in words_of(answer)
    tamper(f"UPDATE {HISTORY_TABLE} SET opinion = '改过的' WHERE id = %s", entry.pk)
    assert kinds(now=later(9000)) == ["changed"]


def test_archiving_goes_on_and_its_file_holds_no_words(console, settings, tmp_path) -> None:
    settings.AUDIT_RETENTION_DAYS = -1
    gone, stays = new(), new("请补充出厂编号照片")
    seal_due()
    console.post(page_of(gone), {"reason": REASON})
    done = archive(before=TOMORROW, folder=tmp_path)
    assert AccountEvent.objects.filter(step=AccountStep.WORDS_ERASED).exists()
    assert not AccountEvent.objects.filter(step=AccountStep.RECORD_READ).exists()
    assert whole()
    assert again(stays).opinion == "请补充出厂编号照片"
    for file in done.files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            assert "请补充出厂编号照片" not in lines.read()
        call_command("archive_audit", "--check", str(file))
    console.post(page_of(stays), {"reason": REASON})
    seal_due()
    assert whole()


def test_after_another_key_old_marks_are_proved_by_the_former_one(settings) -> None:
    new()
    seal_due()
    settings.AUDIT_KEY_FALLBACKS = [settings.AUDIT_KEY]
    settings.AUDIT_KEY = "k" * 40
    new("第二条意见")
    seal_due()
    assert whole()
    settings.AUDIT_KEY_FALLBACKS = []
    assert "words_changed" in kinds(now=later(9000))


def test_another_data_key_changes_nothing(console, capsys) -> None:
    entry = new()
    seal_due()
    console.post(page_of(entry), {"reason": REASON})
    call_command("reencrypt")
    assert whole()


def test_the_command_finds_and_erases(capsys) -> None:
    entry = new(detail={})
    seal_due()
    call_command("erase_words", saying="张示例")
    assert f"history:{entry.pk}" in capsys.readouterr().out
    with pytest.raises(CommandError, match="依据"):
        call_command("erase_words", entry=f"history:{entry.pk}")
    call_command("erase_words", entry=f"history:{entry.pk}", reason=REASON)
    with pytest.raises(CommandError, match="不必再办"):
        call_command("erase_words", entry=f"history:{entry.pk}", reason=REASON)
    event = AccountEvent.objects.get(step=AccountStep.WORDS_ERASED)
    assert event.actor_unit == "命令"
    assert event.words["operator"]
    call_command("erase_words", saying="张示例")
    assert "没有找到" in capsys.readouterr().out
    assert whole()


@pytest.mark.parametrize("entry", ["", "history", "history:x", "event:1", "history:987654321", "nothing:1"])
def test_the_command_says_what_it_cannot_take(entry) -> None:
    with pytest.raises(CommandError):
        call_command("erase_words", entry=entry, reason=REASON)


def test_a_refused_machine_says_so_where_the_reason_stood(console, clerk, reviewer, signed_in) -> None:
    device = refused(clerk, reviewer)
    entry = HistoryEntry.objects.of_device(device.pk).get(step=Step.INTAKE_REJECTED)
    console.post(page_of(entry), {"reason": REASON})
    words = words_of(signed_in(clerk).get(reverse("devices:detail", args=[device.pk])))
    assert "旧证扫描件看不清" not in words
    assert "文字已依法抹除" in words
