"""A register of any size for measuring: one firm with many machines and renewals, made in bulk."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.models import Enterprise, User
from accounts.roles import Role
from devices.aging import set_ages
from devices.catalogue.samples import representative_models
from devices.models import CatalogueVersion, Device
from devices.uniqueness import set_keys, set_search_text
from ground.glossary import ApprovalStatus, CertificateStatus, IntakeStatus
from ground.inserting import insert_rows
from renewals.models import RenewalApplication

BATCH = 2000


def make_people() -> tuple[User, User]:
    """A clerk of a firm and a reviewer."""
    firm = Enterprise.objects.create(name="测速企业", uscc="91442000DEM000014P", town="442000001")
    clerk = User.objects.create_user(
        "bench-clerk", role=Role.ENTERPRISE_STAFF, enterprise=firm, must_consent=False
    )
    return clerk, User.objects.create_user("bench-reviewer", role=Role.REVIEWER)


def grow(clerk: User, *, upto: int) -> None:
    """Add machines, every second of them with a pending renewal, until there are `upto`."""
    start = Device.objects.count()
    for first in range(start, upto, BATCH):
        numbers = range(first, min(first + BATCH, upto))
        devices = [_device(clerk, number) for number in numbers]
        insert_rows(devices)
        insert_rows([_renewal(clerk, device, n) for n, device in zip(numbers, devices, strict=True) if n % 2])


def _device(clerk: User, number: int) -> Device:
    sample = representative_models()[number % 19]
    status = CertificateStatus.RENEWING if number % 2 else CertificateStatus.AWAITING_RENEWAL
    device = Device(
        enterprise=clerk.own_enterprise,
        catalogue_version=_version(),
        category=sample.category,
        sub_type=sample.sub_type,
        model=sample.model,
        factory_number=f"2016-{number:07d}",
        manufacturer="示例重工机械制造有限公司",
        manufacture_date=dt.date(2016, 3, 1) + dt.timedelta(days=number % 2000),
        old_registration_number=f"粤T-T{number:07d}",
        storage_town="442000001",
        parameters={code: {"value": value} for code, value in sample.old.items()},
        intake_status=IntakeStatus.APPROVED,
        certificate_status=status,
        submitted_at=timezone.now(),
    )
    set_keys(device)
    return device


def _renewal(clerk: User, device: Device, number: int) -> RenewalApplication:
    now = timezone.now()
    renewal = RenewalApplication(
        reference=f"HZ20260101-B{number:07d}",
        device=device,
        enterprise=clerk.own_enterprise,
        catalogue_version=device.catalogue_version,
        category=device.category,
        model=device.model,
        factory_number=device.factory_number,
        old_registration_number=device.old_registration_number,
        approval_status=ApprovalStatus.PENDING,
        round=1,
        submitted_at=now - dt.timedelta(seconds=number),
        due_on=now.date(),
    )
    set_search_text(renewal, renewal.reference, renewal.old_registration_number)
    set_ages(renewal)
    return renewal


def _version() -> CatalogueVersion:
    if not _VERSIONS:
        _VERSIONS.append(CatalogueVersion.objects.in_force())
    return _VERSIONS[0]


_VERSIONS: list[CatalogueVersion] = []
