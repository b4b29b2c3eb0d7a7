"""Which machine of ours an item of the feed is about: the clear one, or the candidates for a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from devices.catalogue import Category
from devices.identifiers import factory_number_key, manufacturer_key
from devices.models import CatalogueVersion, Device, RegistrationNumber
from devices.models.reads import DeviceQuerySet
from devices.numbers import key_of
from devices.typed_text import squeeze
from ground.glossary import CertificateStatus
from provincial_sync.models import RegistrationChange, Upload

MOST_CANDIDATES = 5
NOTHING_FOUND = "本网没有备案号，或制造单位、出厂编号和类别与之相同的设备。"
SEVERAL = "有多台设备可能是这一台：备案号与出厂编号指向不同的设备。"
OTHER_SERIAL = "备案号相同，但出厂编号或设备类别不一致。"
OTHER_MODEL = "制造单位、出厂编号相同，但规格型号不一致。"
ONLY_SERIAL = "只有出厂编号和类别相同，制造单位无法比对。"


@dataclass(frozen=True)
class Match:
    """The one clear machine, or None and why there is none."""

    device: Device | None
    problem: str = ""


def find_machine(change: RegistrationChange) -> Match:
    """By our own hand-over, then by number, then by maker, serial and category.

    Clear is what two independent marks agree on: number and serial, or maker, serial and model. A machine
    that only one mark points to goes to a person.
    """
    if ours := _own_upload(change):
        return Match(ours.renewal.device)
    numbered = list(_by_number(change))
    named = list(_by_maker(change))
    found = {device.pk: device for device in [*numbered, *named]}
    if len(found) > 1:
        return Match(None, SEVERAL)
    if numbered:
        return _by_two_marks(change, numbered[0])
    if named:
        same = _same(named[0].model, change.model)
        return Match(named[0]) if same else Match(None, OTHER_MODEL)
    return Match(None, ONLY_SERIAL if _by_serial(change).exists() else NOTHING_FOUND)


def candidates_for(change: RegistrationChange) -> list[Device]:
    """The machines that a person should look at, the likeliest first, at most five."""
    sources: tuple[Iterable[Device], ...] = (
        _register().filter(pk=change.device_id or 0),
        _by_number(change),
        _by_maker(change),
        _by_serial(change)[:MOST_CANDIDATES],
    )
    found: dict[int, Device] = {}
    for source in sources:
        for device in source:
            found.setdefault(device.pk, device)
    return list(found.values())[:MOST_CANDIDATES]


def categories_of(province_code: str) -> list[str]:
    """Our categories that the province knows under this code."""
    return [category.code for category in _categories(province_code)]


def category_labels(province_code: str) -> list[str]:
    """Their official names."""
    return [category.label for category in _categories(province_code)]


def _categories(province_code: str) -> list[Category]:
    catalogue = CatalogueVersion.objects.in_force().catalogue
    return [category for category in catalogue.categories if category.province_code == province_code]


def _own_upload(change: RegistrationChange) -> Upload | None:
    if not change.client_ref:
        return None
    rows = Upload.objects.filter(client_ref=change.client_ref).defer("body")
    return rows.select_related("renewal__device").first()


def _by_number(change: RegistrationChange) -> DeviceQuerySet:
    """Machines that have, or had, one of the item's numbers."""
    keys = [key_of(number) for number in (change.registration_number, change.previous_number) if number]
    owners = RegistrationNumber.objects.filter(key__in=keys).values("device")
    return _register().filter(pk__in=owners)


def _by_maker(change: RegistrationChange) -> DeviceQuerySet:
    maker, serial = manufacturer_key(change.manufacturer), factory_number_key(change.serial_number)
    if not (maker and serial):
        return Device.objects.none()
    return _standing().filter(
        manufacturer_key=maker, factory_number_key=serial, category__in=categories_of(change.category)
    )


def _by_serial(change: RegistrationChange) -> DeviceQuerySet:
    serial = factory_number_key(change.serial_number)
    if not serial:
        return Device.objects.none()
    return _standing().filter(factory_number_key=serial, category__in=categories_of(change.category))


def _by_two_marks(change: RegistrationChange, device: Device) -> Match:
    serial = factory_number_key(change.serial_number)
    same = device.factory_number_key == serial and device.category in categories_of(change.category)
    return Match(device) if same else Match(None, OTHER_SERIAL)


def _register() -> DeviceQuerySet:
    rows = Device.objects.registered().filter(deleted_at__isnull=True)
    return rows.select_related("enterprise", "catalogue_version").order_by("-id")


def _standing() -> DeviceQuerySet:
    return _register().exclude(Q(certificate_status=CertificateStatus.REVOKED))


def _same(ours: str, theirs: str) -> bool:
    return squeeze(ours).upper() == squeeze(theirs).upper()
