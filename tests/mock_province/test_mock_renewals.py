"""POST /renewals: taken in once per clientRef and once per machine."""

import copy
import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.mock_province.bodies import attachment
from tests.mock_province.caller import sm3


def test_a_new_renewal_is_received(province, renewal):
    body = json.dumps(renewal).encode()
    answer = province.hand_over(body)
    assert (answer.status, answer.data["status"], answer.data["contentSm3"]) == (202, "RECEIVED", sm3(body))


def test_the_same_renewal_again_is_known_under_the_same_number(province, renewal):
    first, second = province.hand_over(renewal), province.hand_over(renewal)
    assert (first.status, second.status) == (202, 200)
    assert first.data["acceptanceNo"] == second.data["acceptanceNo"]


def test_other_bytes_under_a_known_client_ref_are_a_conflict(province, renewal):
    province.hand_over(renewal)
    answer = province.hand_over(json.dumps(renewal, indent=1).encode())
    assert (answer.status, answer.code) == (409, 40901)


def test_hand_overs_at_the_same_moment_make_one_acceptance(province, renewal):
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(province.hand_over, [renewal] * 6))
    assert sorted(answer.status for answer in answers) == [200] * 5 + [202]
    assert len({answer.data["acceptanceNo"] for answer in answers}) == 1


def test_a_machine_is_taken_in_once(province, renewal, another_renewal):
    province.hand_over(renewal)
    again = another_renewal()
    again["device"] |= {key: renewal["device"][key] for key in ("serialNo", "manufacturer")}
    assert province.hand_over(again).code == 40901


def test_a_registration_is_taken_in_once_however_it_is_written(province, renewal, another_renewal):
    province.hand_over(renewal)
    again = another_renewal()
    again["device"]["previousRegistrationNo"] = (
        renewal["device"]["previousRegistrationNo"].replace("-", " ").lower()
    )
    assert province.hand_over(again).code == 40901


def test_files_that_are_not_there_are_named(province, renewal):
    absent = [attachment(os.urandom(20)), attachment(os.urandom(20))]
    renewal["files"] += [*absent, absent[0]]
    answer = province.hand_over(renewal)
    assert (answer.status, answer.code) == (400, 40002)
    assert answer.data["missing"] == [file["sm3"] for file in absent]


def test_a_renewal_refused_for_missing_files_is_new_when_they_are_there(province, renewal):
    content = os.urandom(20)
    renewal["files"].append(attachment(content))
    assert province.hand_over(renewal).code == 40002
    province.put_file(content)
    assert province.hand_over(renewal).status == 202


def test_a_file_of_another_size_is_refused(province, renewal):
    renewal["files"] = [{**renewal["files"][0], "size": 1}]
    assert province.hand_over(renewal).fields == ["files.0.size"]


@pytest.mark.parametrize("holder", ["body", "owner"])
def test_another_region_is_not_this_apps_business(province, renewal, holder):
    place = renewal if holder == "body" else renewal["owner"]
    place["regionCode"] = "440100"
    answer = province.hand_over(renewal)
    assert (answer.status, answer.code) == (403, 40301)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(province, body):
    answer = province.hand_over(body)
    assert (answer.status, answer.code, answer.fields) == (400, 40001, ["body"])


def test_everything_that_is_wrong_is_told_at_once(province, renewal):
    wrong = copy.deepcopy(renewal) | {"remark": "not in the contract"}
    wrong["owner"]["uscc"] = "91442000DEM000014I"
    wrong["device"]["serviceLifeYears"] = 61
    del wrong["device"]["serialNo"]
    wrong["parameters"][1]["unit"] = None
    expected = {"remark", "owner.uscc", "device.serviceLifeYears", "device.serialNo", "parameters.1.unit"}
    assert set(province.hand_over(wrong).fields) == expected


def test_a_receipt_is_found_by_client_ref(province, renewal):
    number = province.hand_over(renewal).data["acceptanceNo"]
    assert province.find(renewal["clientRef"]).data["acceptanceNo"] == number


def test_an_unknown_client_ref_is_not_found(province):
    answer = province.find("HZ20260601-UNKNOWN")
    assert (answer.status, answer.code) == (404, 40401)
