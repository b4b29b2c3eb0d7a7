"""识别采用: what was taken over is marked in record and history, as far as it was really read there."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from devices.models import Device
from ground.glossary import Provenance
from renewals.models import RenewalApplication
from tests.cases import drafted, recorded
from tests.pages import ADD, of_device, of_renewal, record_form, renewal_form
from tests.vision.papers import PLATE, address, attached, stored, token_for, work

pytestmark = pytest.mark.django_db


def test_what_was_taken_over_is_marked_in_record_and_history(signed_in, clerk) -> None:
    portal, file = signed_in(clerk), stored(PLATE)
    token = token_for(clerk, file)
    portal.post(address(), {"recognise": "nameplate_photo", "staged": token})
    work()
    typed = record_form(1, device__model="QTZ100(TC6513)", parameters__rated_load_moment="100")
    claims = [f"{path} nameplate {file.sm3}" for path in ("device.model", "parameters.rated_load_moment")]
    answer = portal.post(ADD, typed | {"staged": token, "recognised": claims})
    assert answer.status_code == 302
    device = Device.objects.get()
    assert set(device.recognised) == {"device.model", "parameters.rated_load_moment"}
    assert device.parameters["rated_load_moment"]["provenance"] == Provenance.RECOGNISED
    assert device.parameters["max_lifting_capacity"]["provenance"] == Provenance.TYPED
    told = HistoryEntry.objects.of_device(device.pk)[0].detail["recognised"]
    assert told == [
        {"path": "device.model", "source": "nameplate", "sm3": file.sm3},
        {"path": "parameters.rated_load_moment", "source": "nameplate", "sm3": file.sm3},
    ]
    assert "识别采用" in portal.get("/portal/history/").content.decode()
    assert "识别采用 2 项" in portal.get(of_device(device)).content.decode()


@pytest.mark.parametrize(
    "claim",
    [
        "device.factory_number nameplate {sm3}",
        "device.model nameplate " + "0" * 64,
        "device.model old_certificate {sm3}",
        "device.model",
    ],
    ids=["another value", "no such file", "another paper", "no claim at all"],
)
def test_a_claim_that_does_not_hold_marks_nothing(signed_in, clerk, claim) -> None:
    portal, file = signed_in(clerk), stored(["规格型号：QTZ100(TC6513)", "出厂编号：9999"])
    token = token_for(clerk, file)
    portal.post(address(), {"recognise": "nameplate_photo", "staged": token})
    work()
    typed = record_form(1, device__model="QTZ100(TC6513)")
    portal.post(ADD, typed | {"staged": token, "recognised": claim.format(sm3=file.sm3)})
    assert Device.objects.get().recognised is None


def test_another_firm_s_file_proves_nothing(signed_in, clerk, stranger) -> None:
    foreign = recorded(stranger, 7)
    file = stored(["规格型号：QTZ100(TC6513)"])
    attached(foreign, stranger, file)
    work()
    typed = record_form(1, device__model="QTZ100(TC6513)")
    signed_in(clerk).post(ADD, typed | {"recognised": f"device.model nameplate {file.sm3}"})
    assert Device.objects.get(enterprise=clerk.enterprise).recognised is None


def test_a_later_edit_by_hand_takes_the_mark_away(signed_in, clerk) -> None:
    portal, file = signed_in(clerk), stored(PLATE)
    token = token_for(clerk, file)
    portal.post(address(), {"recognise": "nameplate_photo", "staged": token})
    work()
    typed = record_form(1, device__model="QTZ100(TC6513)", parameters__rated_load_moment="100")
    claims = [f"{path} nameplate {file.sm3}" for path in ("device.model", "parameters.rated_load_moment")]
    portal.post(ADD, typed | {"staged": token, "recognised": claims})
    device = Device.objects.get()
    edited = record_form(
        1,
        revision=device.revision,
        device__model="QTZ100(TC6513)",
        parameters__rated_load_moment="80",
    )
    assert portal.post(of_device(device, "edit/"), edited).status_code == 302
    again = Device.objects.get()
    assert set(again.recognised) == {"device.model"}
    assert again.parameters["rated_load_moment"]["provenance"] == Provenance.TYPED


def test_on_the_renewal_form_values_come_in_the_new_unit_and_are_marked(signed_in, clerk, reviewer) -> None:
    portal, renewal = signed_in(clerk), drafted(clerk, reviewer)
    file = stored(PLATE)
    token = token_for(clerk, file)
    asked = {"recognise": "nameplate_photo", "staged": token}
    portal.post(address("renewal"), asked)
    work()
    page = portal.post(address("renewal"), asked).content.decode()
    assert 'data-take="parameters.rated_load_moment" data-value="1000"' in page
    typed = renewal_form(1, revision=renewal.revision, parameters__rated_load_moment="1000")
    claim = f"parameters.rated_load_moment nameplate {file.sm3}"
    saved = portal.post(of_renewal(renewal, "edit/"), typed | {"staged": token, "recognised": claim})
    assert saved.status_code == 302
    kept = RenewalApplication.objects.get()
    assert kept.parameters["rated_load_moment"]["provenance"] == Provenance.RECOGNISED
    assert (
        HistoryEntry.objects.of_renewal(kept.pk)[0].detail["recognised"][0]["path"]
        == "parameters.rated_load_moment"
    )


def test_a_form_that_comes_back_keeps_its_claims(signed_in, clerk) -> None:
    file = stored(PLATE)
    claim = f"device.model nameplate {file.sm3}"
    typed = record_form(1, device__manufacture_date="不是日期")
    answer = signed_in(clerk).post(ADD, typed | {"recognised": claim})
    assert answer.status_code == 422
    assert f'name="recognised" value="{claim}"' in answer.content.decode()
