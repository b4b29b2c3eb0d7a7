"""The exchange in one process, with a clock that is moved by hand and a worker that dies at any statement."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any

import httpx
import time_machine
from django.db import connection, transaction

from audit.models import HistoryEntry
from certificates.models import ElectronicCertificate
from devices.models import Device
from ground.glossary import ApprovalStatus, CertificateStatus, Step, UploadStatus
from provincial_sync.models import UNFINISHED, Upload, UploadState
from provincial_sync.rounds import hand_over_round, poll_round
from renewals.models import RenewalApplication
from tests.other_province.platform import OtherProvince
from tests.other_province.wire import InProcess

BEGINNING = dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)
STRUCTURE = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
ENOUGH_ROUNDS = 60


class Killed(BaseException):
    """kill -9: nobody catches it, and nothing is written after it."""


@contextlib.contextmanager
def dying_at(statement: int) -> Iterator[None]:
    """Kill whoever works at the statement of that number; 0: nobody. What was not committed is undone."""
    counted = 0

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal counted
        if sql.startswith(STRUCTURE):
            return execute(sql, *rest)
        counted += 1
        if statement and counted >= statement:
            raise Killed
        return execute(sql, *rest)

    with connection.execute_wrapper(count), contextlib.suppress(Killed):
        yield
    # Django's own small transactions, which have no savepoint here, mark the test's as broken.
    transaction.set_rollback(False)


class World:
    """The portal's workers, the clock and the other province."""

    def __init__(self) -> None:
        self.province = OtherProvince()
        self.http = httpx.Client(transport=InProcess(self.province))
        self.now = BEGINNING

    def travel(self) -> time_machine.travel:
        """The world's moment; it stands still."""
        return time_machine.travel(self.now, tick=False)

    def hand_over(self, moods: list[str], dies_at: int) -> None:
        """A round of a worker that may die, with a province in these moods."""
        self._work(hand_over_round, moods, dies_at)

    def poll(self, moods: list[str], dies_at: int) -> None:
        """The same for a round of questions."""
        self._work(poll_round, moods, dies_at)

    def _work(self, work: Any, moods: list[str], dies_at: int) -> None:
        self.province.mood = list(moods)
        with self.travel(), dying_at(dies_at):
            work(seconds=20)
        self.province.mood = []

    def come_to_rest(self) -> None:
        """Nothing fails any more: the province decides everything, and time goes by."""
        for _ in range(ENOUGH_ROUNDS):
            self.now += dt.timedelta(hours=1)
            for ref, case in self.province.cases.items():
                if case.status not in {"ISSUED", "RETURNED"}:  # a status that nobody knows is not the end
                    self.province.issue(ref)
            self.hand_over([], 0)
            self.poll([], 0)
            if not Upload.objects.filter(state__in=UNFINISHED).exists():
                return
        raise AssertionError(f"never at rest: {list(Upload.objects.filter(state__in=UNFINISHED).values())}")

    def hold(self) -> None:
        """What must be true at any moment."""
        assert self.province.rude == []
        digests: dict[str, set[str]] = {}
        for ref, digest in self.province.taken:
            digests.setdefault(ref, set()).add(digest)
        uploads = {upload.client_ref: upload for upload in Upload.objects.select_related("renewal")}
        assert all({uploads[ref].body_sm3} == found for ref, found in digests.items())
        for ref, upload in uploads.items():
            self._hold_one(ref, upload)
        issued = [upload for upload in uploads.values() if upload.state == UploadState.ISSUED]
        assert ElectronicCertificate.objects.count() == len(issued)

    def _hold_one(self, ref: str, upload: Upload) -> None:
        case = self.province.cases.get(ref)
        steps = list(HistoryEntry.objects.filter(renewal_id=upload.renewal_id).values_list("step", flat=True))
        assert steps.count(Step.UPLOAD_STARTED) == (upload.first_claimed_at is not None)
        assert upload.state != UploadState.FAILED, upload.last_error
        if upload.state == UploadState.CANCELLED:
            assert case is None
            assert steps.count(Step.ACCEPTANCE_REVOKED) == 1
        if upload.state == UploadState.ISSUED:
            _hold_issued(upload, case, steps)
        if upload.state == UploadState.RETURNED:
            assert case.status == "RETURNED"
            assert steps.count(Step.PROVINCE_RETURNED) == 1
            assert upload.renewal.approval_status == ApprovalStatus.REJECTED
        if upload.state in UNFINISHED:
            expected = UploadStatus.UPLOADING if upload.first_claimed_at else UploadStatus.NOT_UPLOADED
            assert upload.renewal.upload_status == expected


def _hold_issued(upload: Upload, case: Any, steps: list[str]) -> None:
    device = Device.objects.get(pk=upload.renewal.device_id)
    certificate = ElectronicCertificate.objects.get(renewal_id=upload.renewal_id)
    assert case.certificate["registrationNo"] == certificate.registration_number == device.registration_number
    assert device.certificate_status == CertificateStatus.RENEWED
    assert upload.renewal.upload_status == UploadStatus.UPLOADED
    assert steps.count(Step.CERTIFICATE_ISSUED) == 1


def latest(renewal_id: int) -> RenewalApplication:
    """The row as it is now."""
    return RenewalApplication.objects.get(pk=renewal_id)
