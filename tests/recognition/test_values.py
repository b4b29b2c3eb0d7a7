"""What stands beside a label becomes what the form stores."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.recognition import codes, days, measures

from .pages import rows, told, value

MOMENT, CAPACITY, RADIUS = (
    "parameters.rated_load_moment",
    "parameters.max_lifting_capacity",
    "parameters.max_working_radius",
)
SPEED, SLEWING, POWER = "parameters.hoisting_speed", "parameters.slewing_speed", "parameters.total_power"


@pytest.mark.parametrize(
    ("label", "text", "path", "stored"),
    [
        ("额定起重力矩", "800kN·m", MOMENT, "800"),
        ("额定起重力矩", "800 KN.M", MOMENT, "800"),
        ("额定起重力矩", "80t·m", MOMENT, "800"),
        ("额定起重力矩", "Rated moment 800kN·m", MOMENT, "800"),
        ("额定起重力矩(t·m)", "80", MOMENT, "800"),
        ("额定起重力矩（kN·m）", "800", MOMENT, "800"),
        ("公称起重力矩", "800kN·m(80t·m)", MOMENT, "800"),
        ("最大起重量", "6t", CAPACITY, "6000"),
        ("最大起重量", "6000kg", CAPACITY, "6000"),
        ("最大起重量", "6,000 kg", CAPACITY, "6000"),
        ("最大起重量", "60kN", CAPACITY, "6000"),
        ("最大起重量", "6吨", CAPACITY, "6000"),
        ("最大起重量(t)", "6", CAPACITY, "6000"),
        ("最大起重量", "6000（kg）", CAPACITY, "6000"),
        ("最大幅度", "60m", RADIUS, "60"),
        ("工作幅度", "2.5~60m", RADIUS, "60"),
        ("最小幅度", "2.5~60m", "parameters.min_working_radius", "2.5"),
        ("起升速度", "80m/min", SPEED, "1.333"),
        ("起升速度", "0~80 m/min", SPEED, "1.333"),
        ("起升速度", "80/40/8.5m/min", SPEED, "1.333"),
        ("起升速度", "1.333m/s", SPEED, "1.333"),
        ("回转速度", "0.6r/min", SLEWING, "0.6"),
        ("回转速度", "O.6r/min", SLEWING, "0.6"),
        ("总功率", "38,2kW", POWER, "38.2"),
        ("工作级别", "A4", "parameters.work_class", "A4"),
        ("设计使用年限", "15年", "device.design_service_life", "15"),
    ],
)
def test_a_measure_is_stored_in_the_new_unit(label, text, path, stored):
    assert value(label, text, path) == stored


def test_a_load_times_its_cages_tells_both():
    found = told(rows([("额定载重量", "2×2000kg"), ("规格型号", "SC200/200")]), category="construction_hoist")
    assert found["parameters.rated_load_per_cage"].value == "2000"
    assert found["parameters.cage_count"].value == "2"


def test_two_hooks_of_a_gantry_crane():
    found = told(rows([("额定起重量", "50/10t")]), category="other_lifting")
    assert (found["parameters.rated_capacity"].value, found["parameters.aux_capacity"].value) == (
        "50000",
        "10000",
    )


def test_power_times_motors_tells_both():
    found = told(rows([("电机功率", "3×11kW")]), category="construction_hoist")
    assert (found["parameters.motor_power"].value, found["parameters.motors_per_cage"].value) == ("11", "3")


@pytest.mark.parametrize("text", ["1.6×1.6×2.8m", "1600x1600x2800mm", "1600*1600*2800", "1.6m×1.6m×2.8m"])
def test_a_size_is_three_parameters(text):
    found = told(rows([("标准节尺寸", text)]))
    sides = [found[f"parameters.mast_section_{side}"].value for side in ("width", "depth", "height")]
    assert sides == ["1600", "1600", "2800"]


def test_values_of_the_intake_are_in_the_old_units():
    found = told(rows([("额定起重力矩", "800kN·m"), ("标准节尺寸", "1600×1600×2800mm")]), phase="intake")
    assert found[MOMENT].value == "80"
    assert found["parameters.mast_section_height"].value == "2.8"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2019年5月12日", "2019-05-12"), ("2019.05.12", "2019-05-12"), ("2019/5/12", "2019-05-12"), ("20190512", "2019-05-12"), ("2019-05-12", "2019-05-12"),
        ("2019 年 5 月 12 日", "2019-05-12"), ("2019 5 12", "2019-05-12"), ("二〇一九年五月十二日", "2019-05-12"), ("二○一九年十二月", "2019-12-01"), ("2O19年O5月12日", "2019-05-12"),
        ("2019年5月", "2019-05-01"), ("2019 年 5 月 日", "2019-05-01"), ("2019.05", "2019-05-01"), ("201905", "2019-05-01"), ("2019 5", "2019-05-01"), ("19-05", "2019-05-01"), ("19.5.12", "2019-05-12"),
    ],
)  # fmt: skip
def test_dates_in_all_usual_forms(text, stored):
    assert value("出厂日期", text, "device.manufacture_date") == stored


def test_a_month_without_a_day_says_so():
    assert "month_only" in told(rows([("出厂日期", "2019年5月")]))["device.manufacture_date"].doubts


@pytest.mark.parametrize("text", ["2019年13月", "2019年2月30日", "1919年5月", "合格", "2019-0345", ""])
def test_what_is_no_date_is_none(text):
    assert value("出厂日期", text, "device.manufacture_date") == ""


@pytest.mark.parametrize(
    ("text", "stored"),
    [("粤T-T01234", "粤T-T01234"), ("粤T—T01234", "粤T-T01234"), ("粤T T01234", "粤T-T01234"), ("奥T-TO1234", "粤T-T01234"), ("粤TA-T202600001", "粤TA-T202600001"), ("桂AA-T00321", "桂AA-T00321")],
)  # fmt: skip
def test_registration_numbers_by_their_rules(text, stored):
    found = told(rows([("备案编号", text)]), source="old_certificate")
    assert found["device.old_registration_number"].value == stored


def test_a_registration_number_of_another_category_is_doubted():
    found = told(rows([("备案编号", "粤T-S01234")]), source="old_certificate")
    assert found["device.old_registration_number"].doubts == ("irregular",)


@pytest.mark.parametrize(
    "text", ["TS2444123-2025", "TS2444123—2025", "T52444123-2025", "TS24441232025", "编号TS2444123-2O25"]
)
def test_licences_by_their_form(text):
    code = codes.licence(text)
    assert code
    assert (code.value, code.regular) == ("TS2444123-2025", True)


def test_one_misread_sign_of_a_credit_code_is_put_right_by_its_check_digit():
    right = "91442000DEM000014P"
    assert codes.credit_code(right) == codes.Code(right, True)
    assert codes.credit_code("9I442000DEM000014P") == codes.Code(right, True, True)
    misread = "91442000DEM00001AP"
    assert codes.credit_code(misread, [0.99] * 16 + [0.4, 0.99]) == codes.Code(right, True, True)


def test_a_credit_code_that_nothing_proves_is_not_sure():
    found = codes.credit_code("91442000DEM009914P")
    assert found
    assert not found.regular


@pytest.mark.parametrize(
    ("text", "stored"),
    [("QTZ80(TC6012)", "QTZ80(TC6012)"), ("QTZ80（TC6012）", "QTZ80(TC6012)"), ("QTZ8O(TC6O12)", "QTZ80(TC6012)"), ("QTZ80(TC6012", "QTZ80(TC6012)"), ("TC6013A-6", "TC6013A-6")],
)  # fmt: skip
def test_models_are_made_whole(text, stored):
    assert value("规格型号", text, "device.model") == stored


def test_a_letter_at_the_end_of_a_model_stays_one():
    assert value("型号", "SC150B", "device.model", category="construction_hoist") == "SC150B"


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text):
    for reader in (
        measures.measure,
        days.day,
        codes.licence,
        codes.credit_code,
        codes.serial,
        codes.paper_number,
    ):
        reader(text)
    codes.registration(text, "T")


@given(
    st.decimals(min_value="0.01", max_value="99999", places=2),
    st.sampled_from(["kN·m", "t", "kg", "m", "mm", "m/min", "m/s", "kW", "MPa", "r/min"]),
)
def test_any_number_with_its_unit_is_read_back(number, unit):
    read = measures.measure(f"{number} {unit}")
    assert read
    assert (read.numbers, read.unit, read.repaired) == ((number,), unit.lower(), False)


@given(st.dates(min_value=date(1985, 1, 1), max_value=date(2060, 12, 31)))
def test_any_day_is_read_back(day):
    for form in ("%Y年%m月%d日", "%Y-%m-%d", "%Y.%m.%d", "%Y%m%d", "%Y/%m/%d"):
        read = days.day(day.strftime(form))
        assert read
        assert (read.value, read.precision) == (day, "day")
