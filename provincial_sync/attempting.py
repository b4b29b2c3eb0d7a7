"""One try to bring an upload to the province: what is missing of its files, then the renewal.

Files that the province has acknowledged before are not sent again; a renewal thus costs one request for
each file that is new to the province and one for itself. Trying the renewal first would cost one more each
time a file is new, and sending every file each time would repeat the firm's standing papers 500 times.
"""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from django.utils import timezone

from documents.models import StoredFile
from documents.services import read_bytes
from ground.errors import RuleBroken
from provincial_sync import claiming
from provincial_sync.accepted_again import bytes_taken_in
from provincial_sync.client import ProvinceClient
from provincial_sync.messages import FailureKind, ProvinceFailure, Receipt
from provincial_sync.models import DeliveredFile, FailureClass, Upload
from provincial_sync.neighbour import HELD_BACK

_log = structlog.get_logger("province")
OTHER_CONTENT = "省网在同一报送编号下已有内容不同的另一件，须人工核对后处理。"
UNSCANNED = "附件正在等待查毒，查毒服务恢复后自动继续报送。"
OTHER_UPLOAD = "省网已有同一设备或同一备案号的另一件，本件未被收下，须人工核对。"


class Attempt:
    """One try at one claimed upload; `doubtful`: an earlier request may have arrived."""

    def __init__(self, upload: Upload, province: ProvinceClient) -> None:
        self.upload = upload
        self.province = province
        self.doubtful = upload.failure_class == FailureClass.UNCERTAIN

    def run(self) -> Receipt:
        """The receipt; raises ProvinceFailure."""
        if self.doubtful and (receipt := self._ask()):
            return receipt
        self.doubtful = False
        self._deliver(self._undelivered())
        try:
            return self._submit()
        except ProvinceFailure as failure:
            if failure.code != "40002" or not failure.missing:
                raise
            self._deliver(failure.missing)
            return self._submit_again()

    def _submit_again(self) -> Receipt:
        """A province that forgets a file at once is in trouble; the renewal is not: it is tried later."""
        try:
            return self._submit()
        except ProvinceFailure as failure:
            if failure.code == "40002" and failure.missing:
                failure.kind = FailureKind.TEMPORARY
            raise

    def _submit(self) -> Receipt:
        """Send the renewal; where the end is uncertain or a double is reported, ask what is there."""
        if not claiming.keep(self.upload, now=timezone.now()):
            raise ProvinceFailure(FailureKind.TEMPORARY, "lease_lost", "此件已由另一个后台进程接手。")
        try:
            return self._compared(self.province.submit(body=bytes(self.upload.body)))
        except ProvinceFailure as failure:
            self.doubtful = failure.kind == FailureKind.UNCERTAIN
            if not self.doubtful and failure.code != "40901":
                raise
            return self._found_after(failure)

    def _found_after(self, failure: ProvinceFailure) -> Receipt:
        """What is there after an uncertain end or a report of a double; else `failure`, in its true sense."""
        try:
            receipt = self._ask()
        except ProvinceFailure as second:
            # An unanswered question leaves open what the first answer meant.
            raise (failure if second.code == HELD_BACK and self.doubtful else second) from failure
        if receipt is not None:
            return receipt
        if failure.code == "40901":
            raise _permanent("40901", f"{OTHER_UPLOAD}{failure.message}") from failure
        raise failure

    def _ask(self) -> Receipt | None:
        receipt = self.province.find(client_ref=self.upload.client_ref)
        return self._compared(receipt) if receipt else None

    def _compared(self, receipt: Receipt) -> Receipt:
        """The receipt where it is of these very bytes under our own number, or of those before a restore."""
        if receipt.client_ref != self.upload.client_ref:
            text = "省网回执的报送编号与本件不符，系统会再次核对。"
            raise ProvinceFailure(FailureKind.UNCERTAIN, "nonsense", text)
        if receipt.content_sm3 != self.upload.body_sm3 and not self._accepted_before(receipt.content_sm3):
            raise _permanent("40901", OTHER_CONTENT)
        return receipt

    def _accepted_before(self, sm3: str) -> bool:
        """Whether the province has this renewal from an acceptance that a restore has undone; its bytes then stand."""
        upload = self.upload
        since = upload.submission.submitted_at
        taken = bytes_taken_in(bytes(upload.body), sm3=sm3, since=since, until=upload.created_at)
        if taken is None:
            return False
        upload.body, upload.body_sm3 = taken, sm3
        _log.warning("accepted once more", upload=upload.pk)
        return bool(claiming.mine(upload).update(body=taken, body_sm3=sm3))

    def _undelivered(self) -> list[str]:
        digests = list(dict.fromkeys(entry["sm3"] for entry in self.upload.submission.attachments))
        there = set(DeliveredFile.objects.filter(pk__in=digests).values_list("pk", flat=True))
        return [digest for digest in digests if digest not in there]

    def _deliver(self, digests: Iterable[str]) -> None:
        ours = {entry["sm3"] for entry in self.upload.submission.attachments}
        for digest in digests:
            if digest not in ours:
                raise _permanent("40002", f"省网要求的附件(SM3 {digest[:12]}…)不属于本件，须人工核对。")
            self.province.put_file(sm3=digest, data=_bytes_of(digest))
            DeliveredFile.objects.get_or_create(sm3=digest)
            claiming.keep(self.upload, now=timezone.now())


def _bytes_of(digest: str) -> bytes:
    try:
        file = StoredFile.objects.get(sm3=digest)
        if file.awaits_scan:
            raise ProvinceFailure(FailureKind.TEMPORARY, "file_unscanned", UNSCANNED)
        return read_bytes(file)
    except (StoredFile.DoesNotExist, RuleBroken) as fault:
        text = f"省网需要的附件在本网中找不到或已损坏(SM3 {digest[:12]}…)，请从备份恢复后重试。"
        raise _permanent("file_lost", text) from fault


def _permanent(code: str, text: str) -> ProvinceFailure:
    return ProvinceFailure(FailureKind.PERMANENT, code, text)
