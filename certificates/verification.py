"""What the public may know of a machine: is its certificate good, and for which machine."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from certificates.models import ElectronicCertificate
from devices.models import Device, RegistrationNumber
from devices.numbers import key_of
from ground.glossary import CertificateStatus
from ground.searching import folded

CANCELLED_THERE = ("bad", "省网已注销·核实中")
WORDS = {
    CertificateStatus.AWAITING_RENEWAL: ("warn", "旧证·待换发"),
    CertificateStatus.DEFERRED: ("warn", "旧证·待换发"),
    CertificateStatus.RENEWING: ("warn", "换证办理中"),
    CertificateStatus.HOME_RENEWAL: ("warn", "属地换证"),
    CertificateStatus.REVOKED: ("bad", "已注销"),
}


@dataclass(frozen=True)
class Verdict:
    """The answer: its tone and words, and the face fields."""

    tone: str
    words: str
    device: Device
    issued_on: dt.date | None
    certificate_says: str = ""  # the number on the certificate's face where the city has corrected its own


def plate_token(*, number: str, serial: str) -> str:
    """What a plate's QR code carries: number and serial, signed, fit for an address.

    It never expires, because a plate hangs for years. The signature keeps anybody from making codes
    out of guessed numbers; it adds nothing to what number and serial, typed, tell everybody.
    """
    content = f"{key_of(number)}\n{folded(serial)}".encode()
    return _signer().sign(base64.urlsafe_b64encode(content).decode().rstrip("="))


def read_plate(token: str) -> tuple[str, str] | None:
    """(number, serial) of a plate's token, None where this system did not sign it."""
    try:
        signed = _signer().unsign(token)
        content = base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4)).decode()
    except (BadSignature, binascii.Error, UnicodeDecodeError):
        return None
    number, _, serial = content.partition("\n")
    return number, serial


def _signer() -> Signer:
    """The signer of plates; a change of its salt would end all plates that hang."""
    return Signer(sep=".", salt="certificates.plate")


def verdict_on(*, number: str, serial: str) -> Verdict | None:
    """The verdict on the machine that has both the number, old or new, and the serial; else None.

    One answer for "no such number" and "another machine's serial", so that nobody can list machines.
    """
    found = RegistrationNumber.objects.filter(key=key_of(number)).select_related("device__enterprise").first()
    if found is None or folded(found.device.factory_number) != folded(serial):
        return None
    device = found.device
    certificates = ElectronicCertificate.objects.filter(device=device).select_related("device")
    certificate = certificates.order_by("-id").first()
    issued_on = certificate.issued_on if certificate else None
    tone, words = _standing(device, former=found.until is not None)
    if found.mistaken and device.certificate_mark != CertificateStatus.REVOKED:
        tone, words = "warn", f"备案号已更正为：{device.registration_number}"
    differs = certificate is not None and certificate.number_in_force
    says = certificate.registration_number if certificate is not None and differs else ""
    return Verdict(tone, words, device, issued_on, says)


def _standing(device: Device, *, former: bool) -> tuple[str, str]:
    """Tone and words; `former`: the number that was asked for is no longer the machine's."""
    mark, renumbered = device.certificate_mark, bool(device.new_registration_number)
    if device.cancelled_there_at and mark != CertificateStatus.REVOKED:
        return CANCELLED_THERE
    at_home = mark == CertificateStatus.HOME_RENEWAL and renumbered
    if former and (at_home or mark == CertificateStatus.RENEWED):
        return "warn", f"已换新证：{device.new_registration_number}"
    return ("ok", "有效·属地换证") if at_home else WORDS.get(mark, ("ok", "有效"))
