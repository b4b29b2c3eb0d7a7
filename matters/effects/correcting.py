"""备案号更正: the machine's number, old or new, becomes what the certificate says; the mistaken one stays found."""

from __future__ import annotations

import datetime as dt

from django.db.models import CharField, Value
from django.db.models.functions import Concat, Left
from django.utils import timezone

from accounts.models import User
from certificates.models import ElectronicCertificate
from devices import numbers
from devices.models import Device
from devices.models.numbers import NumberKind
from devices.numbers import key_of
from devices.registering import give_number
from devices.uniqueness import set_keys
from ground.errors import RuleBroken
from ground.glossary import CertificateStatus
from ground.searching import folded
from ground.writing import lock_row, write_row
from matters.checks import CHANGED_SINCE, former_number
from matters.effects.machines import Said, leave_to_the_province
from matters.forms import NEW
from matters.models import Matter
from matters.models.errands import Awaited
from renewals.services.renumbering import renumber_renewals

DONE = "备案号 {former} 已更正为 {number}，两个号码都能查到同一台设备。"
PLATE = "已挂的设备码牌仍可扫码查验，请重新打印后更换。"
CERTIFICATE = "电子证照的照面仍为 {number}，由审批办在省网办理照面信息变更，您无需操作。"


def correct_number(matter: Matter, reviewer: User) -> Said:
    """The right number in the record, in the register of numbers and in the open draft."""
    which, number = matter.text("which"), numbers.parse(matter.text("number")).text
    former = matter.text("former")
    pk: int = matter.device_id  # type: ignore[assignment]
    renumber_renewals(device_id=pk, former=former, number=number)
    device = lock_row(Device.objects.filter(pk=pk, deleted_at__isnull=True).select_related("enterprise"))
    if (now := former_number(device, which)) != former:
        raise RuleBroken("stale", CHANGED_SINCE.format(number=now))
    _register(device, former, number, NumberKind.ELECTRONIC if which == NEW else NumberKind.PAPER)
    column = "new_registration_number" if which == NEW else "old_registration_number"
    setattr(device, column, number)
    set_keys(device)
    device.updated_at = timezone.now()
    fields = (column, "search_text", "factory_number_key", "manufacturer_key", "updated_at")
    write_row(device, fields=fields, expect={"certificate_status": device.certificate_status})
    _find_matters_by(device, number)
    said = [DONE.format(former=former, number=number)]
    if which == NEW and device.certificate_status == CertificateStatus.RENEWED:
        said.append(PLATE)
    said += _certificates(matter, device, number) if which == NEW else []
    return Said("".join(said), detail={"previous_registration_number": former, "registration_number": number})


def _register(device: Device, former: str, number: str, kind: NumberKind) -> None:
    """The right number from the day of the mistaken one on; another machine's number is never taken from it."""
    today = timezone.localdate()
    wrong = device.numbers.filter(key=key_of(former)).first()
    ended_before = device.certificate_status == CertificateStatus.REVOKED
    until: dt.date | None = wrong.until if wrong else (today if ended_before else None)
    since = wrong.since if wrong else None
    give_number(device, kind=kind, number=number, since=since, until=until)
    if wrong is not None:
        wrong.mistaken, wrong.until = True, wrong.until or today
        wrong.save(update_fields=["mistaken", "until"])


def _certificates(matter: Matter, device: Device, number: str) -> list[str]:
    """What a standing certificate says stays; where it differs now, the province has to change its face."""
    standing = ElectronicCertificate.objects.valid().filter(device=device).order_by("-id").first()
    if standing is None or key_of(standing.registration_number) == key_of(number):
        return []
    leave_to_the_province(
        matter,
        f"备案号更正 {device.model}(出厂编号 {device.factory_number})：电子证照载 {standing.registration_number}，"
        f"在省网将照面备案号改为 {number}。",
        awaits=Awaited.NUMBER,
        device=device,
        expected=number,
    )
    return [CERTIFICATE.format(number=standing.registration_number)]


def _find_matters_by(device: Device, number: str) -> None:
    both = Concat("search_text", Value(f" {folded(number)}"), output_field=CharField())
    Matter.objects.filter(device=device).exclude(search_text__contains=folded(number)).update(
        search_text=Left(both, 400)
    )
