"""The way of one machine through the pages, from 添加设备 to 已换证."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from audit.models import HistoryEntry
from devices.models import Device
from devices.services.intake import approve_intake
from ground.glossary import Step
from renewals.models import RenewalApplication
from renewals.services.deciding import accept, reject
from renewals.services.following import mark_upload_started
from tests.cases import OPINION, REMARK, issue
from tests.pages import (
    ADD,
    ENTRIES,
    HISTORY,
    REGISTER,
    UNAPPROVED,
    of_device,
    of_renewal,
    png,
    record_form,
    renewal_form,
    step,
    text_of,
    with_papers,
)

pytestmark = pytest.mark.django_db

WHOLE_WAY = [
    Step.DEVICE_SAVED,
    Step.INTAKE_SUBMITTED,
    Step.INTAKE_APPROVED,
    Step.RENEWAL_STARTED,
    Step.RENEWAL_SUBMITTED,
    Step.RENEWAL_REJECTED,
    Step.RENEWAL_SAVED,
    Step.RENEWAL_SUBMITTED,
    Step.RENEWAL_ACCEPTED,
    Step.UPLOAD_STARTED,
    Step.CERTIFICATE_ISSUED,
]


def test_a_machine_goes_from_its_record_to_its_electronic_certificate(
    clerk: User, reviewer: User, signed_in: Callable[[User], Client]
) -> None:
    portal = signed_in(clerk)
    device = _into_the_register(portal, reviewer)
    renewal = _refused_once_then_accepted(portal, device, reviewer)
    mark_upload_started(renewal_id=renewal.pk)
    assert "上传中" in text_of(portal.get(of_renewal(renewal)))
    certificate = issue(renewal, 7)
    assert "已换证" in text_of(portal.get(REGISTER))
    assert "已上传" in text_of(portal.get(ENTRIES))
    assert "粤TF-T202600007" in text_of(portal.get("/portal/certificates/"))
    assert portal.get(f"/certificates/{certificate.pk}/file/").content.startswith(b"%PDF")
    taken = HistoryEntry.objects.order_by("at", "id").values_list("step", flat=True)
    assert list(taken) == WHOLE_WAY


def _into_the_register(portal: Client, reviewer: User) -> Device:
    kept = portal.post(ADD, {**record_form(), **with_papers()})
    device = Device.objects.get()
    assert kept["Location"] == of_device(device)
    assert "已保存到“未审核通过设备信息”" in text_of(portal.get(kept["Location"]))
    assert "粤T-T00001" in text_of(portal.get(UNAPPROVED))
    assert portal.post(of_device(device, "submit/"), step(device)).status_code == 302
    device = Device.objects.get()
    approve_intake(device_id=device.pk, revision=device.revision, reviewer=reviewer)
    assert "待换发证件" in text_of(portal.get(REGISTER))
    return Device.objects.get()


def _refused_once_then_accepted(portal: Client, device: Device, reviewer: User) -> RenewalApplication:
    assert "证件换发申请表" in text_of(portal.get(of_device(device, "renewal/")))
    form = renewal_form(revision=device.revision, attachments__nameplate_photo=png())
    kept = portal.post(of_device(device, "renewal/"), form)
    renewal = RenewalApplication.objects.get()
    assert kept["Location"] == of_renewal(renewal)
    portal.post(of_renewal(renewal, "submit/"), step(renewal, declared="yes"))
    renewal = RenewalApplication.objects.get()
    reject(
        renewal_id=renewal.pk,
        revision=renewal.revision,
        reviewer=reviewer,
        kind="correction",
        opinion=OPINION,
        remarks=[REMARK],
        grounds=[],
    )
    assert OPINION in text_of(portal.get(HISTORY))
    return _corrected_and_accepted(portal, reviewer)


def _corrected_and_accepted(portal: Client, reviewer: User) -> RenewalApplication:
    renewal = RenewalApplication.objects.get()
    page = text_of(portal.get(of_renewal(renewal, "edit/")))
    assert REMARK.text in page
    portal.post(of_renewal(renewal, "edit/"), renewal_form(revision=renewal.revision))
    renewal = RenewalApplication.objects.get()
    assert "退回待重提(第 1 次)" in text_of(portal.get(ENTRIES))
    portal.post(of_renewal(renewal, "submit/"), step(renewal, declared="yes"))
    renewal = RenewalApplication.objects.get()
    return accept(renewal_id=renewal.pk, revision=renewal.revision, reviewer=reviewer)
