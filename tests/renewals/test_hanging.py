"""A renewal that hangs on a machine not yet taken in follows what the firm does to the machine's record."""

from __future__ import annotations

import pytest

from devices.recording import RecordInput
from devices.services.drafting import add_papers, change_device, delete_device
from documents.models import Attachment
from documents.services import store_bytes
from documents.staging import Staged
from ground.glossary import CertificateStatus, IntakeStatus
from renewals.services.submitting import void_renewal
from tests.batch.packs import picture
from tests.cases import again, machine_data
from tests.devices.machines import new_parameters
from tests.renewals.hanging import states, steps

pytestmark = pytest.mark.django_db


def test_deleting_the_record_ends_its_renewal(draft, clerk):
    device = again(draft.device)
    delete_device(device_id=device.pk, revision=device.revision, user=clerk)
    assert again(draft).void_reason == "设备信息已删除"
    assert steps(draft)[-2:] == ["device_deleted", "renewal_voided"]


def test_a_voided_renewal_leaves_the_record_as_it_is(draft, manager):
    void_renewal(renewal_id=draft.pk, revision=draft.revision, user=manager, reason="暂不换证")
    assert states(draft)[:2] == (IntakeStatus.DRAFT, CertificateStatus.NONE)


def test_what_changes_on_the_record_changes_on_the_draft_and_the_rest_stays(draft, clerk):
    device = again(draft.device)
    old = device.parameter_values() | {"rated_load_moment": "63"}
    common = machine_data(old_registration_number="粤T-T00077", storage_address="另一处堆场")
    change_device(device_id=device.pk, revision=device.revision, user=clerk, given=RecordInput(common, old))
    fresh = again(draft)
    assert fresh.old_registration_number == "粤T-T00077"
    assert fresh.details["storage_address"] == "另一处堆场"
    assert fresh.details["design_service_life"] == "20"
    assert fresh.parameters["rated_load_moment"]["raw"] == "63"
    added = new_parameters("QTZ80(TC6012)")["luffing_mode"]
    assert fresh.parameters["luffing_mode"]["value"] == added


def test_a_paper_that_is_added_to_the_record_is_added_to_the_draft(draft, clerk):
    file = store_bytes(data=picture(9), media_type="image/png")
    add_papers(device_id=draft.device_id, user=clerk, staged=(Staged(file, "整机.png", "device_photo"),))
    assert Attachment.objects.filter(subject="renewal", subject_id=draft.pk, kind="device_photo").exists()
