"""Two batches over the same machines at the same moment, in opposite orders."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from devices.models import Device
from ground.glossary import CertificateStatus
from renewals.models import RenewalApplication
from tests import cases
from tests.api.caller import caller

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_machine_gets_one_renewal_and_each_batch_hears_which(clerk, manager, reviewer):
    devices = [cases.registered(clerk, reviewer, number) for number in range(1, 13)]
    items = [{"device_id": device.pk} for device in devices]
    answers: list[dict] = []
    start = threading.Barrier(2)

    def send(given: list[dict]) -> None:
        firm = caller(manager)
        start.wait()
        try:
            answers.append(firm.post("renewals/batch/", {"items": given}).json())
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(given,)) for given in (items, items[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(answer["made"] for answer in answers) == len(devices)
    assert sum(answer["refused"] for answer in answers) == len(devices)
    assert RenewalApplication.objects.count() == len(devices)
    assert set(Device.objects.values_list("certificate_status", flat=True)) == {CertificateStatus.RENEWING}
