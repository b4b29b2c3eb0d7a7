"""What the province made of the demonstration's finished uploads, long before the seeding.

No request was sent, so no exchange is logged; rows, numbers, certificates and history are as the workers
would have left them. Numbers begin above 90000, where a province's own never come.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from stdnum.iso7064 import mod_37_36

from certificates.services import CertificateFace, issue_certificate
from devices.ages import add_years
from documents.services import store_bytes
from provincial_sync import claiming, messages
from provincial_sync.handing_over import RELEASED, UNTROUBLED, fail_for_good
from provincial_sync.models import FailureClass, Upload, UploadState
from renewals.services.following import return_from_province
from zhongshan_crane.demo.clock import moment
from zhongshan_crane.demo.drawing import PDF, electronic_certificate
from zhongshan_crane.demo.way import Way

CERTIFICATE_TYPE, ISSUER_CODE = "11100000000013338W999", "11442000DEM00009XM"
ISSUER = "示例市住房和城乡建设局"
FIRST_NUMBER = 90_000
REFUSED = "省网认为报送的资料有误：制造单位：与省网制造单位名录不一致，请按营业执照全称填写。"
AWAY = "连接省网超时，系统会自动再试。"


def try_in_vain(upload: Upload, at: dt.datetime) -> None:
    """The province did not answer: 上传中, and due again now."""
    with moment(at):
        row = _claimed(upload)
        claiming.mine(row).update(
            due_at=at,
            failure_class=FailureClass.TEMPORARY,
            failure_code="timeout",
            last_error=AWAY,
            **RELEASED,
        )


def refuse(upload: Upload, at: dt.datetime) -> None:
    """The province does not take it: 上传异常."""
    with moment(at):
        fail_for_good(_claimed(upload), code="40001", cause=REFUSED)


def give_back(way: Way, upload: Upload, at: dt.datetime, reason: str) -> None:
    """省网退回."""
    with moment(at):
        _settle(way, upload, UploadState.RETURNED, messages.RETURNED, at)
        Upload.objects.filter(pk=upload.pk).update(last_error=reason)
        return_from_province(renewal_id=upload.renewal_id, reason=reason)
    way.reread()


def issue(way: Way, upload: Upload, at: dt.datetime) -> None:
    """The electronic certificate is issued and stored: 已上传, 已换证."""
    with moment(at):
        _settle(way, upload, UploadState.ISSUED, messages.ISSUED, at)
        face = _face(way, timezone.localdate())
        file = store_bytes(data=_certificate(way, face), media_type=PDF)
        issue_certificate(renewal_id=upload.renewal_id, face=face, file=file)


def _claimed(upload: Upload) -> Upload:
    row = claiming.claim_waiting(Upload.objects.filter(pk=upload.pk), now=timezone.now())
    if row is None:
        raise LookupError(f"upload {upload.client_ref} is not waiting")
    return row


def _settle(way: Way, upload: Upload, state: UploadState, status: str, at: dt.datetime) -> None:
    """Taken by the province a few minutes ago, and decided now."""
    with moment(at - dt.timedelta(minutes=6)):
        row = _claimed(upload)
    claiming.mine(row).update(
        state=state,
        acceptance_number=f"SL{at:%Y%m%d}-{FIRST_NUMBER + upload.pk:06d}",
        province_status=status,
        province_revision=3,
        polls=4,
        attempts=0,
        sent_at=at - dt.timedelta(minutes=6),
        finished_at=at,
        **RELEASED,
        **UNTROUBLED,
    )


def _face(way: Way, today: dt.date) -> CertificateFace:
    letter = way.renewal.category_data.letter
    serial = f"{letter}{today.year}{FIRST_NUMBER + way.number:05d}"
    parts = (CERTIFICATE_TYPE, ISSUER_CODE, serial, "001")
    check = mod_37_36.calc_check_digit("".join(parts))
    life = int(way.renewal.details["design_service_life"])
    return CertificateFace(
        certificate_number=".".join((*parts, check)),
        registration_number=f"粤TA-{serial}",
        issued_on=today,
        valid_until=add_years(way.machine.made, life),
        issuer=ISSUER,
    )


def _certificate(way: Way, face: CertificateFace) -> bytes:
    machine = way.machine
    return electronic_certificate(
        {
            "备案号": face.registration_number,
            "证照标识": face.certificate_number,
            "设备名称": machine.name,
            "规格型号": machine.model,
            "出厂编号": machine.serial,
            "出厂日期": machine.made.isoformat(),
            "制造单位": machine.maker,
            "产权单位": way.owner.name,
            "统一社会信用代码": way.owner.uscc,
            "原备案号": machine.number,
            "发证机关": face.issuer,
            "发证日期": face.issued_on.isoformat(),
            "有效期至": face.valid_until.isoformat() if face.valid_until else "",
        }
    )
