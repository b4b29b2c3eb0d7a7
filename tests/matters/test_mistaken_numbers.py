"""A number that was mistaken: whose it is afterwards, and where it leads."""

from __future__ import annotations

import pytest

from devices.models import Device, RegistrationNumber
from tests import cases
from tests.matters.office import RIGHT, correction, filed, press_file, verified
from tests.matters.ways import again, client_of, decide, transfer_to
from tests.pages import text_of

pytestmark = pytest.mark.django_db
WRONG = "粤T-T00001"


@pytest.fixture
def second_administrator(make_user):
    return make_user("admin2", "administrator")


@pytest.fixture
def device(clerk, reviewer):
    return cases.registered(clerk, reviewer)


@pytest.fixture
def asked(administrator, device):
    return filed(administrator, "number_correction", device, correction())


def test_the_mistaken_number_goes_to_the_machine_that_rightly_has_it(
    administrator, second_administrator, clerk, reviewer, device, asked
):
    decide(second_administrator, asked)
    rightful = cases.registered(clerk, reviewer, 2, old_registration_number=WRONG)
    assert RegistrationNumber.objects.get(number=WRONG).device == rightful
    assert "旧证·待换发" in verified(WRONG, rightful)
    assert "未查到" in verified(WRONG, device)
    back = press_file(administrator, "number_correction", device, correction(WRONG))
    assert back.status_code == 422
    assert "已属于市网另一台设备" in text_of(back)


def test_a_correction_can_be_corrected_back(administrator, second_administrator, device, asked):
    decide(second_administrator, asked)
    back = filed(second_administrator, "number_correction", device, correction(WRONG))
    assert decide(administrator, back).status_code == 302
    numbers = {row.number: row.mistaken for row in device.numbers.all()}
    assert numbers == {WRONG: False, RIGHT: True}
    assert again(device).registration_number == WRONG


def test_after_a_transfer_both_numbers_find_the_new_record(
    second_administrator, clerk, reviewer, second_reviewer, other_firm, stranger, device, asked
):
    decide(second_administrator, asked)
    typed = {**transfer_to(other_firm), "explanation": "法院裁定设备归受让方所有。"}
    decide(second_reviewer, filed(reviewer, "transfer", device, typed))
    heir = Device.objects.get(previous=device)
    for number in (WRONG, RIGHT):
        assert RIGHT in text_of(client_of(stranger).get("/portal/devices/", {"q": number})), number
    assert f"备案号已更正为：{RIGHT}" in verified(WRONG, heir)
    assert "旧证·待换发" in verified(RIGHT, heir)
