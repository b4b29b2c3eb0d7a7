"""查毒 by the public doors: what is found is not kept but listed; what happens while the scanner is away."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.utils import timezone

from audit.erasing import forget_person as erase_words
from cases.models import Case
from documents.models import Attachment, QuarantinedFile, Scan, StoredFile
from documents.scanning import look_through_waiting
from documents.services import store_foreign, take_bytes
from documents.tasks import forget_uploads
from ground.digests import sm3_hex
from ground.errors import RuleBroken
from inbox.models import Message
from tests.documents.fake_clamd import MARK, SIGNATURE, fake_clamd
from tests.documents.hostile_pdfs import book
from tests.documents.sample_files import jpeg, pdf, upload
from tests.pages import text_of
from tests.reported.ways import send

pytestmark = pytest.mark.django_db
LIST = "/console/quarantine/"
BAD_PDF = book(b"", b"", (9, b"(%s)" % MARK))


@pytest.fixture
def clamd(settings):
    with fake_clamd() as (address, server):
        settings.FILE_SCANNER, settings.FILE_SCANNER_SECONDS = address, 1.0
        yield server


def kept(settings) -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def in_pieces(client: Client, data: bytes, name: str = "旧证.pdf"):
    begun = client.post("/files/uploads/", {"name": name, "size": str(len(data))}).json()
    address = f"/files/uploads/{begun['token']}/?kind=old_certificate"
    asking = {"Upload-Offset": "0", "Accept": "application/json"}
    return client.post(address, data, "application/octet-stream", headers=asking)


def test_an_infected_file_is_not_kept_and_its_bringer_reads_why(clamd, settings, signed_in, clerk) -> None:
    answer = in_pieces(signed_in(clerk), BAD_PDF)
    assert answer.status_code == 422
    assert f"含有病毒({SIGNATURE})，没有保存" in answer.json()["detail"]
    assert kept(settings) == set()
    assert not StoredFile.objects.exists()
    found = QuarantinedFile.objects.get()
    assert (found.sm3, found.name, found.person, found.address) == (
        sm3_hex(BAD_PDF),
        "旧证.pdf",
        clerk,
        "127.0.0.1",
    )


def test_its_address_stands_in_the_erasable_side_table(clamd, signed_in, clerk, administrator) -> None:
    in_pieces(signed_in(clerk), BAD_PDF)
    assert "127.0.0.1" not in str(list(QuarantinedFile.objects.values()))
    office = signed_in(administrator)
    assert "127.0.0.1" in text_of(office.get(LIST, {"who": "127.0.0.1"}))
    assert "旧证.pdf" not in text_of(office.get(LIST, {"who": "127.0.0.2"}))
    erase_words(account_id=clerk.pk, actor=administrator.actor, enterprise_id=clerk.enterprise_id)
    assert QuarantinedFile.objects.get().address == ""
    assert "旧证.pdf" in text_of(office.get(LIST))


def test_the_administrator_sees_what_who_and_when_but_cannot_open_it(
    clamd, signed_in, clerk, administrator, reviewer
) -> None:
    in_pieces(signed_in(clerk), BAD_PDF)
    office = signed_in(administrator)
    page = text_of(office.get(LIST))
    for words in (SIGNATURE, "旧证.pdf", clerk.username, sm3_hex(BAD_PDF)[:16]):
        assert words in page, words
    assert "没有启用查毒" not in page
    assert "旧证.pdf" not in text_of(office.get(LIST, {"q": "别的"}))
    assert office.post(f"{LIST}export/").status_code == 200
    assert signed_in(reviewer).get(LIST).status_code == 403
    assert signed_in(clerk).get(LIST).status_code == 403


def test_a_photo_of_somebody_without_an_account_is_looked_through_too(clamd) -> None:
    answer = send(photos=[upload(jpeg() + MARK, "号牌.jpg")])
    assert answer.status_code == 422
    assert "含有病毒" in text_of(answer)
    assert not Case.objects.exists()
    assert QuarantinedFile.objects.get().person is None


def test_a_clean_file_is_marked_so(clamd) -> None:
    assert take_bytes(data=pdf(), name="旧证.pdf", path="x").file.scan == Scan.CLEAN
    assert clamd.seen == [pdf()]


def test_without_a_scanner_nothing_is_said_of_a_file(settings) -> None:
    assert settings.FILE_SCANNER == "none"
    assert take_bytes(data=BAD_PDF, name="旧证.pdf", path="x").file.scan == Scan.NONE


def test_workbooks_are_looked_through(clamd) -> None:
    with pytest.raises(RuleBroken, match="含有病毒"):
        store_foreign(data=MARK, media_type="text/csv", name="台账.csv", path="workbook")


def test_while_the_scanner_is_away_files_are_refused(clamd, settings) -> None:
    clamd.mood = "cut"
    with pytest.raises(RuleBroken, match="暂时不可用") as refused:
        take_bytes(data=pdf(), name="旧证.pdf", path="attachments.old_certificate")
    assert refused.value.path == "attachments.old_certificate"
    assert kept(settings) == set()


def test_where_the_city_takes_them_nobody_else_gets_them_until_they_are_clean(
    clamd, settings, attachment, signed_in, clerk, manager
) -> None:
    settings.FILE_SCANNER_AWAY, clamd.mood = "later", "cut"
    client = signed_in(clerk)
    answer = in_pieces(client, pdf(pages=3))
    assert answer.status_code == 200
    assert client.get(answer.json()["url"]).status_code == 200
    file = StoredFile.objects.get(scan=Scan.WAITING)
    Attachment.objects.filter(pk=attachment.pk).update(file=file)
    address = f"/files/{attachment.pk}/旧证.pdf"
    for person in (clerk, manager):
        waiting = signed_in(person).get(address)
        assert waiting.status_code == 409
        assert "正在等待查毒" in text_of(waiting)
    assert look_through_waiting() == 0
    clamd.mood = "well"
    assert look_through_waiting() == 1
    assert signed_in(manager).get(address).status_code == 200


def test_what_is_found_later_is_gone_and_comes_back_no_more(
    clamd, settings, attachment, signed_in, manager, administrator, django_capture_on_commit_callbacks
) -> None:
    settings.FILE_SCANNER_AWAY, clamd.mood = "later", "mute"
    settings.FILE_SCANNER_SECONDS = 0.2
    file = take_bytes(data=BAD_PDF, name="旧证.pdf", path="x").file
    Attachment.objects.filter(pk=attachment.pk).update(file=file)
    clamd.mood = "well"
    settings.FILE_SCANNER_SECONDS = 1.0
    with django_capture_on_commit_callbacks(execute=True):
        assert look_through_waiting() == 1
    assert not any(path.name == file.sm3 for path in kept(settings))
    found = QuarantinedFile.objects.get()
    assert (found.sm3, found.person, found.place) == (
        file.sm3,
        attachment.added_by,
        "attachments.old_certificate",
    )
    gone = signed_in(manager).get(f"/files/{attachment.pk}/旧证.pdf")
    assert gone.status_code == 409
    assert "已隔离" in text_of(gone)
    told = Message.objects.filter(title__contains="旧证.pdf").values_list("recipient", "title")
    assert dict(told) == {
        attachment.added_by_id: "文件查出病毒，已隔离：旧证.pdf",
        manager.pk: "文件查出病毒，已隔离：旧证.pdf",
        administrator.pk: "查毒发现含病毒的文件：旧证.pdf",
    }
    assert not Attachment.objects.usable().exists()
    clamd.mood = "cut"
    with pytest.raises(RuleBroken, match="已隔离"):
        take_bytes(data=BAD_PDF, name="旧证.pdf", path="x")


def test_a_scanner_that_is_switched_off_leaves_nothing_waiting(clamd, settings) -> None:
    settings.FILE_SCANNER_AWAY, clamd.mood = "later", "cut"
    take_bytes(data=pdf(), name="旧证.pdf", path="x")
    settings.FILE_SCANNER = "none"
    assert look_through_waiting() == 1
    assert not StoredFile.objects.filter(scan=Scan.WAITING).exists()


def test_old_lines_of_the_list_are_let_go(clamd, settings) -> None:
    settings.QUARANTINE_KEEP_DAYS = 30
    for days in (29, 31):
        QuarantinedFile.objects.create(
            sm3=f"{days:064}", size=1, signature="x", found_at=timezone.now() - dt.timedelta(days=days)
        )
    forget_uploads()
    assert [row.sm3 for row in QuarantinedFile.objects.all()] == [f"{29:064}"]


def test_what_waits_is_counted_for_the_operator(clamd, settings) -> None:
    settings.FILE_SCANNER_AWAY, clamd.mood = "later", "cut"
    take_bytes(data=pdf(), name="旧证.pdf", path="x")
    assert "crane_files_waiting_for_scan 1.0" in text_of(Client().get("/metrics"))


def test_readiness_tells_that_the_scanner_is_away(clamd) -> None:
    assert Client().get("/readyz").json()["checks"]["scanner"] == "ok"
    clamd.mood = "cut"
    told = Client().get("/readyz")
    assert told.status_code == 200
    assert told.json()["status"] == "degraded"
    assert "查毒服务无法连接" in told.json()["checks"]["scanner"]


def test_settings_that_mean_nothing_are_found(settings) -> None:
    settings.FILE_SCANNER, settings.FILE_SCANNER_AWAY = "clamav", "later"
    assert [message.id for message in run_checks(tags=["security"])] == ["zhongshan_crane.E010"]
    settings.FILE_SCANNER, settings.FILE_SCANNER_AWAY = "none", "perhaps"
    assert [message.id for message in run_checks(tags=["security"])] == ["zhongshan_crane.E011"]
