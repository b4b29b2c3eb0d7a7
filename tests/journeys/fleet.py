"""Many machines for one firm of a running system: `python -m tests.journeys.fleet <account> <count> <mark>`.

Copies of one of the firm's own machines, each 待换发证件, written past the steps: only their number matters. Their
internal numbers begin with the mark, by which a search finds them.
"""

from __future__ import annotations

import sys

import django

FIRST = 70001


def number_of(place: int) -> str:
    """The registration number of the machine at that place, from 0."""
    return f"粤T-T{FIRST + place}"


def main(account: str, count: int, mark: str) -> None:
    """Write the machines with their numbers and their old certificates."""
    from accounts.models import User
    from devices.models import Device, RegistrationNumber
    from devices.numbers import key_of
    from devices.uniqueness import set_keys
    from documents.models import Attachment

    firm = User.objects.get(username=account).own_enterprise
    registered = Device.objects.filter(enterprise=firm, new_registration_number="").registered()
    first = registered.filter(model="QTZ80(TC6012)").earliest("id")
    held = {field.attname: getattr(first, field.attname) for field in Device._meta.concrete_fields}
    certificate = Attachment.objects.filter(subject="device", kind="old_certificate").earliest("id")
    machines = []
    for place in range(count):
        own = {
            "id": None,
            "certificate_status": "awaiting_renewal",
            "old_registration_number": number_of(place),
            "factory_number": f"J2018-{place:04d}",
            "internal_number": f"{mark}{place:04d}",
        }
        machine = Device(**(held | own))
        set_keys(machine)
        machines.append(machine)
    Device.objects.bulk_create(machines)
    RegistrationNumber.objects.bulk_create(
        RegistrationNumber(
            device=machine,
            kind="paper",
            number=machine.old_registration_number,
            key=key_of(machine.old_registration_number),
        )
        for machine in machines
    )
    Attachment.objects.bulk_create(
        Attachment(
            file_id=certificate.file_id,
            kind="old_certificate",
            name=certificate.name,
            enterprise=firm,
            subject="device",
            subject_id=machine.pk,
        )
        for machine in machines
    )


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
