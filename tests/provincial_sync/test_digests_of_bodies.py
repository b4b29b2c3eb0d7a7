"""A body that stands here and was changed after it went or came is found by verifying; the record holds no body."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db.models import QuerySet
from django.utils import timezone

from audit.archive_files import check_archive
from audit.archiving import archive
from audit.chain import Link
from audit.sealing import seal_due
from audit.verifying import Verifier
from certificates.models import ElectronicCertificate
from documents.services import store_bytes
from ground.digests import sm3_hex
from provincial_sync.models import Exchange, Upload
from provincial_sync.rounds import hand_over_round, poll_round
from tests.audit.chains import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(upload, wire) -> Upload:
    """A renewal that the province has issued, all of it sealed."""
    hand_over_round(seconds=20)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=7)):
        poll_round(seconds=20)
    seal_due()
    return Upload.objects.get(pk=upload.pk)


def told() -> list[str]:
    return [str(finding) for finding in Verifier().run()]


def test_what_went_and_came_stands_as_digests_that_nobody_can_try(issued) -> None:
    assert told() == []
    sent = Exchange.objects.get(operation="submitRenewal")
    assert len({sent.sent_digest, sent.received_digest, sent.named_digest, sm3_hex(bytes(issued.body))}) == 3
    assert sent.sent_digest == sent.named_digest, "the receipt names the bytes that went"
    assert sm3_hex(bytes(issued.body)) not in str(Exchange.objects.values())
    assert Link.objects.get(source="exchange", row_id=sent.pk).form == 2


def test_a_changed_body_of_an_upload_is_found(issued) -> None:
    body = bytes(issued.body) + b" "
    Upload.objects.filter(pk=issued.pk).update(body=body, body_sm3=sm3_hex(body))
    (finding,) = told()
    assert "报文或文件与封存的摘要不符" in finding
    assert f"上传任务 {issued.pk} 的报文，与当时发出的不同" in finding


def test_an_exchanged_file_of_a_certificate_is_found(issued) -> None:
    other = store_bytes(data=b"%PDF-1.7 another", media_type="application/pdf")
    certificate = ElectronicCertificate.objects.get(renewal=issued.renewal_id)
    ElectronicCertificate.objects.filter(pk=certificate.pk).update(file=other)
    (finding,) = told()
    assert f"电子证照 {certificate.certificate_number} 的文件，与当时取回的不同" in finding


def test_a_digest_that_was_made_to_fit_is_a_changed_row(issued) -> None:
    tamper("UPDATE provincial_sync_exchange SET sent_digest = %s", "0" * 64)
    assert {finding.partition("]")[0] for finding in told()} == {"[changed"}


def test_another_key_still_proves_what_was_sealed_before(issued, settings) -> None:
    former = settings.AUDIT_KEY
    settings.AUDIT_KEY, settings.AUDIT_KEY_FALLBACKS = "another-key-of-the-seal", [former]
    assert told() == []
    Upload.objects.filter(pk=issued.pk).update(body=b"{}")
    assert any("报文" in finding for finding in told())
    settings.AUDIT_KEY_FALLBACKS = []
    assert any("不在手边" in finding for finding in told())


def test_rows_of_the_time_before_are_verified_as_they_were_sealed(issued, monkeypatch) -> None:
    """A row that was sealed without digests stays sound, whatever is in the new columns."""
    from audit.sources import sources

    monkeypatch.setattr(sources()["exchange"].__class__, "form", property(lambda source: 1))
    old = Exchange.objects.create(
        operation="submitRenewal", method="POST", path="/renewals", milliseconds=9, upload_id=issued.pk
    )
    seal_due()
    monkeypatch.undo()
    assert Link.objects.get(source="exchange", row_id=old.pk).form == 1
    assert told() == []


def test_the_archive_of_exchanges_carries_their_digests(issued, settings, tmp_path) -> None:
    settings.AUDIT_RETENTION_DAYS = 180
    sent = Exchange.objects.get(operation="submitRenewal").sent_digest
    with time_machine.travel(timezone.now() + dt.timedelta(days=400)):
        done = archive(before=timezone.localdate() - dt.timedelta(days=180), folder=tmp_path)
        assert list(check_archive(done.files[0])) == []
        assert told() == []
    assert not QuerySet(Exchange).filter(sent_digest=sent).exists()
