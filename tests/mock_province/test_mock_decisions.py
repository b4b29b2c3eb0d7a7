"""What the province decides, and how a city follows it."""

import copy
import time
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.mock_province.bodies import PHOTO, attachment, make_renewal

SERIAL_REASON = "出厂编号与制造单位报送的数据不一致"


def resubmitted(returned, **device):
    """The corrected renewal, under a new clientRef."""
    corrected = copy.deepcopy(returned) | {
        "clientRef": f"HZ-{uuid.uuid4().hex}",
        "supersedes": returned["clientRef"],
    }
    corrected["device"] |= device
    return corrected


def test_ordinary_data_are_issued(province, renewal):
    result = province.result_of(renewal)
    assert (result["status"], result["revision"], result["reason"]) == ("ISSUED", 3, None)


def test_a_final_status_stays(province, renewal):
    number = province.hand_over(renewal).data["acceptanceNo"]
    assert province.ask([number]).data == province.ask([number]).data


@pytest.mark.parametrize(
    ("device", "parameter", "reason"),
    [
        ({"model": "QTZ80 退回样例"}, {}, "规格型号"),
        ({"manufacturedOn": "2005-03-18"}, {}, "已超过使用年限 20 年"),
        ({"manufacturedOn": "2999-01-01"}, {}, "晚于今天"),
        ({"previousRegistrationNo": "粤T-S{:05}"}, {}, "类别代码"),
        ({"previousRegistrationNo": "粤TA-T2025{:05}"}, {}, "已是电子证照编号"),
        ({}, {"value": "80", "unit": "t·m"}, "旧单位"),
        ({}, {"value": "8", "unit": "kN·m"}, "不在合理范围"),
        ({}, {"value": "很大", "unit": "kN·m"}, "不在合理范围"),
    ],
)
def test_doubtful_data_are_returned_with_the_reason(province, renewal, device, parameter, reason):
    number = uuid.uuid4().int % 100_000
    renewal["device"] |= {name: value.format(number) for name, value in device.items()}
    renewal["parameters"][0] |= parameter
    result = province.result_of(renewal)
    assert (result["status"], result["certificate"]) == ("RETURNED", None)
    assert reason in result["reason"]


@pytest.mark.parametrize(("days", "status"), [(0, "ISSUED"), (1, "RETURNED")])
def test_the_last_day_of_the_service_life_still_counts(province, renewal, days, status):
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    made = today.replace(year=today.year - 20) - timedelta(days=days)
    renewal["device"]["manufacturedOn"] = made.isoformat()
    assert province.result_of(renewal)["status"] == status


def test_every_reason_is_told_in_one_return(province, renewal):
    renewal["device"] |= {"model": "退回", "manufacturedOn": "2005-03-18"}
    reason = province.result_of(renewal)["reason"]
    assert "规格型号" in reason
    assert "使用年限" in reason


def test_a_doubtful_serial_number_is_returned_once_and_issued_when_something_was_changed(province, renewal):
    renewal["device"]["serialNo"] += "-RETURN"
    assert SERIAL_REASON in province.result_of(renewal)["reason"]
    assert province.result_of(resubmitted(renewal, model="QTZ80(TC6012A)"))["status"] == "ISSUED"


def test_a_doubtful_serial_number_is_returned_again_when_nothing_was_changed(province, renewal):
    renewal["device"]["serialNo"] += "-RETURN"
    province.result_of(renewal)
    unchanged = resubmitted(renewal)
    assert SERIAL_REASON in province.result_of(unchanged)["reason"]
    assert (
        province.result_of(resubmitted(unchanged, serialNo=renewal["device"]["serialNo"][:-7]))["status"]
        == "ISSUED"
    )


def test_a_returned_machine_comes_again_only_with_supersedes(province, renewal):
    renewal["device"]["model"] = "退回"
    province.result_of(renewal)
    assert province.hand_over(resubmitted(renewal) | {"supersedes": None}).code == 40901


def test_only_what_was_returned_can_be_superseded(province, renewal, another_renewal):
    province.result_of(renewal)
    issued, unknown = resubmitted(renewal), another_renewal() | {"supersedes": "HZ-unknown-1"}
    assert province.hand_over(issued).fields == ["supersedes"]
    assert province.hand_over(unknown).fields == ["supersedes"]


def test_another_machine_cannot_be_superseded(province, renewal, another_renewal):
    renewal["device"]["model"] = "退回"
    province.result_of(renewal)
    assert province.hand_over(another_renewal() | {"supersedes": renewal["clientRef"]}).fields == [
        "supersedes"
    ]


def test_only_the_last_return_can_be_superseded(province, renewal):
    renewal["device"]["model"] = "退回"
    province.result_of(renewal)
    province.result_of(resubmitted(renewal))
    assert province.hand_over(resubmitted(renewal, model="QTZ80")).fields == ["supersedes"]


def test_unknown_numbers_are_listed_and_the_others_answered_in_order(province, another_renewal):
    numbers = [province.hand_over(another_renewal()).data["acceptanceNo"] for _ in range(3)][::-1]
    answer = province.ask([numbers[0], "SL-unknown", *numbers[1:]]).data
    assert [item["acceptanceNo"] for item in answer["items"]] == numbers
    assert answer["unknown"] == ["SL-unknown"]


def test_a_hundred_numbers_may_be_asked(province):
    assert len(province.ask([f"SL-{n}" for n in range(100)]).data["unknown"]) == 100


def test_more_than_a_hundred_are_over_the_limit(province):
    answer = province.ask([f"SL-{n}" for n in range(101)])
    assert (answer.status, answer.code) == (400, 40003)


@pytest.mark.parametrize("numbers", [[], ["SL-1", "SL-1"], [5], ["x" * 65]])
def test_a_batch_that_is_none_is_refused(province, numbers):
    assert province.ask(numbers).code == 40001


def test_a_renewal_moves_forward_in_time(start_province):
    city, _ = start_province(seconds="2")
    city.put_file(PHOTO)
    number = city.hand_over(make_renewal(attachment(PHOTO))).data["acceptanceNo"]
    seen = []
    while not seen or seen[-1][0] != "ISSUED":
        item = city.ask([number]).data["items"][0]
        seen.append((item["status"], item["revision"]))
        time.sleep(0.1)
        assert len(seen) < 100
    assert sorted(set(seen), key=seen.index) == [("RECEIVED", 1), ("PROCESSING", 2), ("ISSUED", 3)]
