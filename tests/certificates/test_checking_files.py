"""核对证照文件: the file that somebody holds, against the one that was issued."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from audit.actors import PROVINCE
from certificates.models import ElectronicCertificate
from certificates.renumbering import note_cancelled_there
from certificates.services import keep_certificate
from documents.models import StoredFile
from documents.services import read_bytes, store_bytes
from tests.cases import again, face, issued, registered
from tests.pages import text_of

pytestmark = pytest.mark.django_db
FILE = "/verify/file/"


@pytest.fixture
def certificate(clerk, reviewer):
    return issued(clerk, reviewer)


def dropped(data: bytes) -> str:
    answer = Client().post(FILE, {"file": SimpleUploadedFile("证照.pdf", data, "application/pdf")})
    assert answer.status_code == 200
    return text_of(answer)


def by_digest(sm3: str) -> str:
    return text_of(Client().get(FILE, {"sm3": sm3}))


def test_the_check_by_number_states_the_file_s_digest(certificate) -> None:
    page = text_of(Client().get("/verify/", {"number": "粤TF-T202600001", "serial": "2018-0001"}))
    assert certificate.file.sm3 in page


def test_the_issued_file_agrees_posted_or_hashed_elsewhere(certificate, firm) -> None:
    data = read_bytes(certificate.file)
    for page in (dropped(data), by_digest(certificate.file.sm3), by_digest(certificate.file.sm3.upper())):
        for words in ("✓ 与签发的证照一致", "粤TF-T202600001", "2018-0001", firm.name, certificate.file.sm3):
            assert words in page, words
        assert "13800000001" not in page


def test_one_byte_more_or_another_file_does_not(certificate) -> None:
    data = read_bytes(certificate.file)
    for changed in (data + b"\n", data[:-1], b"anything"):
        page = dropped(changed)
        assert "✕ 不一致" in page
        assert "不是本系统登记的电子证照文件，或内容已被改动" in page
        assert "QTZ80" not in page


def test_other_files_of_the_system_are_no_certificates(clerk, reviewer) -> None:
    registered(clerk, reviewer)
    paper = StoredFile.objects.get()
    assert "✕ 不一致" in by_digest(paper.sm3)


def test_nothing_of_a_compared_file_is_kept(certificate, settings) -> None:
    before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    dropped(b"A file of somebody" * 300_000)
    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == before
    assert StoredFile.objects.filter(size__gt=1_000_000).count() == 0


def test_an_ended_or_cancelled_certificate_s_file_is_told_so(certificate) -> None:
    note_cancelled_there(device_id=certificate.device_id, at=timezone.now(), actor=PROVINCE)
    assert "文件一致，但省网已注销·核实中" in by_digest(certificate.file.sm3)
    type(certificate.device).objects.update(cancelled_there_at=None)
    ElectronicCertificate.objects.update(validity="cancelled", ended_on=timezone.localdate())
    page = by_digest(certificate.file.sm3)
    assert "✕ 文件一致，但证照已注销" in page
    assert "证照注销日期" in page


def test_a_file_whose_certificate_was_followed_by_another_is_told_so(certificate) -> None:
    device = again(certificate.device)
    newer = store_bytes(data=b"%PDF-1.7 newer", media_type="application/pdf")
    other = face(2, registration_number="粤TF-T202600002")
    keep_certificate(device=device, enterprise_id=device.enterprise_id, face=other, file=newer)
    assert "! 文件一致，但证照已更换" in by_digest(certificate.file.sm3)


@pytest.mark.parametrize("sm3", ["abc", "z" * 64, "a" * 65, "<b>", "🏗" * 64])
def test_what_is_no_digest_is_said(db, sm3) -> None:
    answer = Client().get(FILE, {"sm3": sm3})
    assert answer.status_code == 422
    assert "<b>" not in answer.content.decode()


def test_a_form_without_a_file_says_what_to_do(db) -> None:
    answer = Client().post(FILE)
    assert answer.status_code == 422
    assert "请先选择电子证照文件" in text_of(answer)
    assert Client().get(FILE).status_code == 200


def test_comparing_counts_like_checking(db, settings) -> None:
    settings.VERIFY_PER_MINUTE = 1
    assert Client().get(FILE, {"sm3": "a" * 64}).status_code == 200
    late = Client().get(FILE, {"sm3": "b" * 64})
    assert late.status_code == 429
    assert Client().get("/verify/", {"number": "粤T-T00001", "serial": "1"}).status_code == 429


@pytest.mark.parametrize("address", [FILE, "/verify/report/", "/accounts/login/"])
def test_what_is_too_long_is_refused_before_it_is_read(db, address) -> None:
    answer = Client().post(address, b"--x", "multipart/form-data; boundary=x", CONTENT_LENGTH=10**9)
    assert answer.status_code == 413
    assert "没有接收" in text_of(answer)
    told = Client().post(address, b"x", "text/plain", CONTENT_LENGTH=10**9, HTTP_ACCEPT="application/json")
    assert told.json()["detail"].startswith("提交的内容超过")
