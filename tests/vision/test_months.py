"""A plate that tells year and month alone: proposed as such, and the same as any day of that month."""

from __future__ import annotations

import pytest

from devices.recognised.agreeing import says_the_same
from renewals.precheck import precheck
from tests.cases import drafted
from tests.vision.papers import address, stored, token_for, work
from tests.vision.test_agreement import with_plate

pytestmark = pytest.mark.django_db
PLATE = ["规格型号：QTZ80(TC6012)", "出厂日期：2018年5月", "出厂编号：2018-0001"]


def test_the_month_is_proposed_as_it_stands_there(signed_in, clerk) -> None:
    portal, file = signed_in(clerk), stored(PLATE)
    asked = {"recognise": "nameplate_photo", "staged": token_for(clerk, file)}
    portal.post(address(), asked)
    work()
    page = portal.post(address(), asked).content.decode()
    assert 'data-take="device.manufacture_date" data-value="2018-05"' in page


@pytest.mark.parametrize(("day", "differs"), [("2018-05-20", False), ("2018-06-01", True)])
def test_any_day_of_the_month_agrees(clerk, reviewer, day, differs) -> None:
    renewal = drafted(clerk, reviewer, common={"manufacture_date": day})
    with_plate(renewal, clerk, PLATE)
    work()
    found = {finding.path for finding in precheck(renewal) if finding.code == "V-NAMEPLATE"}
    assert ("device.manufacture_date" in found) is differs


@pytest.mark.parametrize(
    ("path", "form", "paper", "same"),
    [
        ("device.manufacturer", "中山示例机械有限责任公司", "中山示例机械有限公司", True),
        ("device.manufacturer", "中山示例机械有限公司", "中山另一机械有限公司", False),
        ("device.factory_number", "No.2018-0001", "2018-0001", True),
        ("device.factory_number", "1-11", "11-1", False),
        ("device.old_registration_number", "粤T-T00001", "TT00001", True),
        ("device.model", "qtz80（TC6012）", "QTZ80(TC6012)", True),
        ("parameters.max_working_radius", "60.0", "60", True),
        ("parameters.max_working_radius", "60", "61", False),
        ("parameters.standard_section_size", "1600x1600x2800", "1600.0x1600x2800", True),
        ("parameters.standard_section_size", "1600x1600x2800", "1600x2800", False),
        ("device.manufacture_date", "2018-05-12", "2018-05", True),
        ("device.manufacture_date", "2018-05-12", "2018-05-13", False),
    ],
)
def test_each_kind_of_value_has_its_own_measure(path, form, paper, same) -> None:
    assert says_the_same(path, form, paper) is same
