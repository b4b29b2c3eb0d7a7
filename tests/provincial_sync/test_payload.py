"""The bytes that the province gets: the contract's shape, exact numbers, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.catalogue import built_in
from provincial_sync.exact_json import exact_json
from provincial_sync.payload import renewal_bytes
from tests.devices.machines import COMMON, new_parameters
from tests.mock_province.contract import errors_of

BOOK = built_in()
ACCEPTED = dt.datetime(2026, 6, 2, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
MODELS = {
    "tower_crane": "QTZ80(TC6012)",
    "construction_hoist": "SC200/200",
    "material_hoist": "SSDB100",
    "other_lifting": "MH10t-18m",
}
PAPER = {"id": 7, "kind": "old_certificate", "name": "旧证.pdf", "sm3": "a" * 64, "size": 9}
PAPER["media_type"] = "application/pdf"


def submission_body(category: str = "tower_crane", **common: str) -> dict[str, object]:
    kind = BOOK.category(category)
    values = new_parameters(MODELS[category])
    parameters = [
        {"code": code, "value": value, "unit": kind.parameter(code).unit} for code, value in values.items()
    ]
    given = COMMON | {"model": MODELS[category], "design_service_life": "20"} | common
    return {
        "reference": "HZ20260601-7K3MQ2X",
        "round": 2,
        "category": category,
        "old_registration_number": "粤T-T01234",
        "owner": {"name": "示例公司", "uscc": "91442000DEM000014P", "region_code": "442000", "town": ""},
        "common": given,
        "parameters": parameters,
    }


def sent(body: dict[str, object], supersedes: str = "") -> bytes:
    return renewal_bytes(
        body=body,
        attachments=[PAPER],
        catalogue=BOOK,
        region_code="442000",
        supersedes=supersedes,
        accepted_at=ACCEPTED,
    )


@pytest.mark.parametrize("category", MODELS)
def test_every_category_has_the_contracts_shape(category):
    body = json.loads(sent(submission_body(category, purchase_price="388000.5")))
    assert errors_of({"$ref": "#/components/schemas/Renewal"}, body) == []
    assert body["device"]["category"] == BOOK.category(category).province_code


def test_the_number_of_a_hand_over_is_reference_and_round():
    assert json.loads(sent(submission_body()))["clientRef"] == "HZ20260601-7K3MQ2X-2"


def test_fields_go_under_the_provinces_names():
    device = json.loads(sent(submission_body(purchase_price="388000.5")))["device"]
    assert device == {
        "previousRegistrationNo": "粤T-T01234",
        "category": "TOWER_CRANE",
        "model": "QTZ80(TC6012)",
        "serialNo": "2018-1187",
        "manufacturer": "示例建筑机械有限公司",
        "manufacturedOn": "2018-06-02",
        "name": "塔式起重机",
        "licenseNo": "TS2410123-2020",
        "serviceLifeYears": 20,
        "firstRegisteredOn": "2018-08-01",
        "price": "388000.5",
    }


def test_what_was_not_given_is_null():
    device = json.loads(sent(submission_body(license_number="", old_registration_date="")))["device"]
    assert (device["licenseNo"], device["firstRegisteredOn"], device["price"]) == (None, None, None)


def test_parameters_carry_their_new_units_and_exact_numbers():
    body = submission_body()
    body["parameters"] = [
        {"code": "rated_load_moment", "value": "800.1", "unit": "kN·m"},
        {"code": "luffing_mode", "value": "trolley", "unit": ""},
        {"code": "anchorable", "value": "true", "unit": ""},
    ]
    parameters = json.loads(sent(body), parse_float=Decimal)["parameters"]
    assert parameters[0] == {"code": "rated_load_moment", "value": Decimal("800.1"), "unit": "kN·m"}
    assert [entry["value"] for entry in parameters[1:]] == ["trolley", True]


def test_a_correction_names_what_it_supersedes():
    assert json.loads(sent(submission_body(), "HZ20260601-7K3MQ2X-1"))["supersedes"] == "HZ20260601-7K3MQ2X-1"


def test_no_contact_person_leaves_the_house():
    text = sent(submission_body()).decode()
    assert COMMON["contact_name"] not in text
    assert COMMON["contact_phone"] not in text


def test_the_same_submission_gives_the_same_bytes():
    assert sent(submission_body()) == sent(json.loads(json.dumps(submission_body())))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_numbers_are_written_digit_by_digit(number):
    assert json.loads(exact_json({"n": number}), parse_float=Decimal)["n"] == number


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        exact_json({"n": 0.1})
