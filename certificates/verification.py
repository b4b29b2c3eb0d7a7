"""What the public may know of a machine or a certificate's file: does it stand, and for which machine.

Face fields alone. An unknown number and another machine's serial take the same one query and get the same answer,
so that nobody can list machines.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils import timezone

from certificates.models import ElectronicCertificate
from certificates.reading import OID_ROOT
from devices.models import Device, RegistrationNumber
from devices.numbers import key_of
from ground.glossary import CertificateStatus, CertificateValidity
from ground.searching import folded


@dataclass(frozen=True)
class Standing:
    """How it stands: tone, words, and what that means for whoever stands before the machine."""

    tone: str
    words: str
    meaning: str


@dataclass(frozen=True)
class Verdict:
    """The answer and what its face fields are read from; `certificate` is the latest, where there is one.

    `is_file`: a file was compared, and `certificate` is the one that it is.
    """

    standing: Standing
    device: Device
    certificate: ElectronicCertificate | None = None
    run_out: bool = False
    is_file: bool = False

    @property
    def certificate_says(self) -> str:
        """The number on the certificate's face where it is not the machine's."""
        certificate = self.certificate
        if certificate is None:
            return ""
        differs = key_of(certificate.registration_number) != key_of(self.device.registration_number)
        return certificate.registration_number if differs and (self.is_file or self._stands) else ""

    @property
    def _stands(self) -> bool:
        return self.certificate is not None and self.certificate.validity == CertificateValidity.VALID


GOOD = Standing("ok", "有效", "电子证照有效。")
GOOD_ELSEWHERE = Standing("ok", "有效·属地换证", "备案号有效，换证由产权单位的工商注册地办理。")
RUN_OUT = Standing("bad", "有效期已过", "证照已过有效期。请向产权单位核实；仍在使用的，请上报。")
CANCELLED = Standing("bad", "已注销", "此设备的备案已注销。发现仍在使用的，请上报。")
CANCELLED_THERE = Standing(
    "bad", "省网已注销·核实中", "省网显示此备案已注销，市网正在核实。核实结果出来前，请勿作为有效证照使用。"
)
REPLACED = Standing("warn", "已换新证", "旧证已失效，请以新备案号和电子证照为准。")
CORRECTED = Standing("warn", "备案号已更正", "所查备案号登记有误，已经更正，请以更正后的备案号为准。")
CERTIFICATE_ENDED = Standing("bad", "证照已注销", "这份证照已注销，请以设备现行的证照为准。")
SUPERSEDED = Standing("warn", "证照已更换", "此设备之后又发了新的证照，请以新证照为准。")
BEFORE = {
    CertificateStatus.AWAITING_RENEWAL: Standing("warn", "旧证·待换发", "旧证属实，尚未换发电子证照。"),
    CertificateStatus.DEFERRED: Standing("warn", "旧证·待换发", "旧证属实，尚未换发电子证照。"),
    CertificateStatus.RENEWING: Standing("warn", "换证办理中", "旧证属实，正在办理换发电子证照。"),
    CertificateStatus.HOME_RENEWAL: Standing(
        "warn", "属地换证", "旧证属实，产权单位的工商注册地不在中山，由属地办理换证。"
    ),
}
TRANSFERRED = "此设备办理过产权变更，产权单位以下表为准；变更前的证照已失效，新的电子证照尚未签发。"


def verdict_on(*, number: str, serial: str) -> Verdict | None:
    """The verdict on the machine that has both the number, old or new, and the serial; else None."""
    found = RegistrationNumber.objects.filter(key=key_of(number)).select_related("device__enterprise").first()
    if found is None or not _has(found.device, serial):
        return None
    device = found.device
    certificate = _latest(device)
    run_out = _has_run_out(certificate, timezone.localdate())
    standing = _standing(device, former=found.until is not None, mistaken=found.mistaken, run_out=run_out)
    return Verdict(standing, device, certificate, run_out)


def verdict_on_identifier(*, identifier: str, serial: str) -> Verdict | None:
    """The verdict on the certificate of that 证照标识, with or without its root, if the serial is its machine's."""
    marks = (identifier, OID_ROOT + identifier)
    certificates = ElectronicCertificate.objects.filter(certificate_number__in=marks)
    certificate = certificates.select_related("device__enterprise", "file").first()
    if certificate is None or not _has(certificate.device, serial):
        return None
    return _on_certificate(certificate)


def verdict_on_file(sm3: str) -> Verdict | None:
    """The verdict on the certificate whose file has that SM3; None where no certificate's file has it."""
    certificates = ElectronicCertificate.objects.filter(file__sm3=sm3)
    certificate = certificates.select_related("device__enterprise", "file").order_by("-id").first()
    if certificate is None:
        return None
    verdict = _on_certificate(certificate)
    good = verdict.standing.tone == "ok"
    words = "与签发的证照一致" if good else f"文件一致，但{verdict.standing.words}"
    meaning = f"文件没有被改动。{verdict.standing.meaning}"
    return replace(verdict, standing=Standing(verdict.standing.tone, words, meaning), is_file=True)


def _has(device: Device, serial: str) -> bool:
    return bool(folded(serial)) and folded(device.factory_number) == folded(serial)


def _latest(device: Device) -> ElectronicCertificate | None:
    certificates = ElectronicCertificate.objects.filter(device=device).select_related("device", "file")
    return certificates.order_by("-id").first()


def _has_run_out(certificate: ElectronicCertificate | None, today: dt.date) -> bool:
    until = certificate.valid_until if certificate else None
    return until is not None and until < today


def _on_certificate(certificate: ElectronicCertificate) -> Verdict:
    device = certificate.device
    run_out = _has_run_out(certificate, timezone.localdate())
    standing = _standing(device, run_out=run_out)
    if standing not in (CANCELLED, CANCELLED_THERE):
        latest = _latest(device)
        if certificate.validity == CertificateValidity.CANCELLED:
            standing = CERTIFICATE_ENDED
        elif latest is not None and latest.pk != certificate.pk:
            standing = SUPERSEDED
    return Verdict(standing, device, certificate, run_out)


def _standing(
    device: Device, *, former: bool = False, mistaken: bool = False, run_out: bool = False
) -> Standing:
    """`former`: the number that was asked for is no longer the machine's; `mistaken`: it never was."""
    mark, new = device.certificate_mark, device.new_registration_number
    if mark == CertificateStatus.REVOKED:
        return CANCELLED
    if device.cancelled_there_at:
        return CANCELLED_THERE
    if mistaken:
        return replace(CORRECTED, words=f"备案号已更正为：{device.registration_number}")
    at_home = mark == CertificateStatus.HOME_RENEWAL and bool(new)
    if not at_home and mark != CertificateStatus.RENEWED:
        before = BEFORE.get(mark, BEFORE[CertificateStatus.AWAITING_RENEWAL])
        return replace(before, meaning=TRANSFERRED) if device.previous_id else before
    if former:
        return replace(REPLACED, words=f"已换新证：{new}")
    if run_out:
        return RUN_OUT
    return GOOD_ELSEWHERE if at_home else GOOD
