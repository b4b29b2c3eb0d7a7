"""How makers and offices write the same otherwise: words, broken cells, two values in one, two languages, sentences."""

from __future__ import annotations

import pytest

from devices.recognition import codes, days

from .pages import line, page, rows, told, value

MODEL, SERIAL, MADE, MAKER = (
    "device.model",
    "device.factory_number",
    "device.manufacture_date",
    "device.manufacturer",
)
FREE, ANCHORED = "parameters.max_freestanding_height", "parameters.max_anchored_height"
RADIUS, TIP = "parameters.max_working_radius", "parameters.capacity_at_max_radius"


def values(found):
    return {path: one.value for path, one in found.items()}


@pytest.mark.parametrize(
    ("label", "text", "path", "stored", "category"),
    [
        ("额定载质量", "2000kg", "parameters.rated_load_per_cage", "2000", "construction_hoist"),
        ("电动机功率", "11kW", "parameters.motor_power", "11", "construction_hoist"),
        ("额定荷载", "1000kg", "parameters.rated_load", "1000", "material_hoist"),
        ("产品序列号", "2019-0345", SERIAL, "2019-0345", "tower_crane"),
        ("设备出厂年月", "2019.05.12", MADE, "2019-05-12", "tower_crane"),
        ("生产企业名称", "中山市恒远建筑机械有限公司", MAKER, "中山市恒远建筑机械有限公司", "tower_crane"),
        ("末端起重量", "1.2t", TIP, "1200", "tower_crane"),
        ("最大自立高度", "40.5m", FREE, "40.5", "tower_crane"),
    ],
)
def test_words_that_mean_the_same(label, text, path, stored, category):
    assert value(label, text, path, category=category) == stored


def test_a_label_that_breaks_within_its_bracket():
    found = told(
        page(
            line(50, 50, "起升高度(独"), line(50, 82, "立式)"), line(400, 66, "40.5m"),
            line(50, 200, "起升高度(附"), line(50, 232, "着式)(m)"), line(400, 216, "160"),
            line(50, 350, "额定起重力矩(kN"), line(50, 382, "·m)"), line(400, 366, "800"),
            line(50, 500, "整机质量(不含平"), line(50, 532, "衡重)"), line(400, 516, "33.2t"),
        )
    )  # fmt: skip
    assert values(found) == {
        FREE: "40.5",
        ANCHORED: "160",
        "parameters.rated_load_moment": "800",
        "parameters.total_mass": "33200",
    }


def test_a_unit_behind_a_slash_or_two_brackets():
    found = told(
        page(
            line(50, 50, "起升高度(固定独立"), line(50, 82, "式)/m"), line(400, 66, "40.5"),
            line(50, 200, "最大幅度处起重"), line(50, 232, "量/kg"), line(400, 216, "1100"),
            line(50, 350, "总功率/千瓦："), line(400, 350, "36.2"),
            line(50, 420, "起升速度（m/min)）：80"), line(50, 490, "变幅速度.(M/min)：36"),
        )
    )  # fmt: skip
    assert values(found) == {
        FREE: "40.5",
        TIP: "1100",
        "parameters.total_power": "36.2",
        "parameters.hoisting_speed": "1.333",
        "parameters.trolley_speed": "0.6",
    }


def test_a_machine_s_name_in_two_lines_below_its_label():
    found = told(
        page(line(50, 50, "设备名称"), line(400, 50, "型号"), line(50, 110, "自升式塔式起"), line(50, 142, "重机"), line(400, 126, "QTZ80")),
        source="old_certificate",
    )  # fmt: skip
    assert found["device.device_name"].value == "自升式塔式起重机"


def test_a_label_in_three_lines_and_one_of_two_labels():
    found = told(
        page(
            line(50, 50, "产权单位统"), line(50, 82, "一社会信用"), line(50, 114, "代码"), line(400, 82, "91442000DEM000014P"),
            line(50, 250, "制造许可证"), line(50, 282, "编号"), line(400, 266, "TS2410123-2022"),
        ),
        source="old_certificate",
    )  # fmt: skip
    assert values(found) == {
        "device.owner_uscc": "91442000DEM000014P",
        "device.license_number": "TS2410123-2022",
    }


def test_two_labels_in_rows_of_their_own_stay_two():
    found = told(rows([("规格", "QTZ80(TC6012)"), ("型号规格", ""), ("出厂编号", "2019-0345")], step=48))
    assert found[SERIAL].value == "2019-0345"


def test_two_values_under_one_label():
    assert values(told(rows([("起升高度(独立/附着)", "40.5/160m")]))) == {FREE: "40.5", ANCHORED: "160"}
    assert values(told(rows([("独立/附着高度(m)", "40.5/160")]))) == {FREE: "40.5", ANCHORED: "160"}
    assert values(told(rows([("最大幅度/起重量", "60m/1.2t")]))) == {RADIUS: "60", TIP: "1200"}
    assert values(told(rows([("最大幅度/起重量", "60m")]))) == {}
    assert value("最大起重量", "6t/14.5m", "parameters.max_lifting_capacity") == "6000"
    speeds = told(rows([("小车/大车运行速度", "20/30m/min")]), category="other_lifting")
    assert values(speeds) == {"parameters.trolley_speed": "0.333", "parameters.travelling_speed": "0.5"}
    loads = told(rows([("额定载重/人数", "2000kg/24人")]), category="construction_hoist")
    assert values(loads) == {"parameters.rated_load_per_cage": "2000", "parameters.rated_passengers": "24"}


def test_the_number_of_a_part_is_none_of_the_machine():
    found = told(
        rows([("安全器型号/编号", "SAJ40-1.2/2019123"), ("某装置型号/编号", "AB-1/2019124")]),
        category="construction_hoist",
    )
    assert found == {}


def test_the_letter_that_a_drawing_gives_a_size_is_no_unit():
    found = told(rows([("跨度S", "22.5m")]), category="other_lifting")
    assert values(found) == {"parameters.span": "22.5"}
    assert found["parameters.span"].doubts == ()


def test_a_firm_before_a_bracket_and_an_office_below_its_label():
    text = "产权单位：中山市宏升建筑机械租赁有限公司（统一社会信用代码：91442000DEM000014P）"
    found = told(
        page(
            line(50, 50, text), line(50, 120, "备案编号：粤T-T01234"), line(50, 190, "出厂编号：0345"), line(50, 260, "设备名称：塔式起重机"),
            line(700, 700, "备案机关：（盖章）"), line(650, 745, "中山市住房和城乡建设局"),
        ),
        source="old_certificate",
    )  # fmt: skip
    assert found["device.owner_enterprise"].value == "中山市宏升建筑机械租赁有限公司"
    assert found["device.old_issuing_authority"].confidence > 0.85


def test_a_range_of_radii_tells_the_least_as_well():
    found = told(rows([("工作幅度", "2.5~60m")]))
    assert values(found) == {RADIUS: "60", "parameters.min_working_radius": "2.5"}


def test_a_remark_in_brackets_is_part_of_the_label():
    assert values(told(rows([("起升高度(固定独立式)", "40.5m")]))) == {FREE: "40.5"}
    assert values(told(rows([("运行速度(大车)", "30m/min")]), category="other_lifting")) == {
        "parameters.travelling_speed": "0.5"
    }
    least = {RADIUS: "60", "parameters.min_working_radius": "2.5"}
    assert values(told(rows([("工作幅度(最小~最大)", "2.5~60m")]))) == least


def test_a_count_needs_no_unit():
    found = told(
        rows([("吊笼数", "1"), ("额定载重量", "2000kg"), ("提升速度", "36m/min")]),
        category="construction_hoist",
    )
    assert found["parameters.cage_count"].doubts == ()
    assert found["parameters.cage_count"].confidence > 0.9


def test_a_letter_of_a_licence_is_a_digit_only_where_it_was_read_badly():
    assert codes.licence("TS241034B-2009").value == "TS241034B-2009"
    badly = [0.99] * 8 + [0.5] + [0.99] * 5
    assert codes.licence("TS241034B-2009", badly).value == "TS2410348-2009"


def test_a_label_in_two_languages():
    found = told(
        page(
            line(50, 50, "额定起重力矩 Rated Moment：800kN·m"),
            line(50, 120, "制造单位 Manufacturer：中山市恒远建筑机械有限公司"),
            line(50, 190, "出厂日期 Date of Manufacture 2019.05.12"),
            line(50, 260, "制造许可证 License No.：TS2410123-2022"),
        )
    )
    assert values(found) == {
        "parameters.rated_load_moment": "800",
        MAKER: "中山市恒远建筑机械有限公司",
        MADE: "2019-05-12",
        "device.license_number": "TS2410123-2022",
    }


def test_a_label_does_not_begin_within_the_word_before_a_gap():
    found = told(page(line(50, 50, "设备名称：塔式起重机    规格型号：QTZ63(TC5013)")))
    assert values(found) == {"device.device_name": "塔式起重机", MODEL: "QTZ63(TC5013)"}


def test_codes_within_a_sentence():
    text = "产品型号：QTZ80(TC6012)，出厂编号：2019-0345，经检验合格，准予出厂。"
    assert values(told(page(line(50, 50, text)), source="quality_certificate")) == {
        MODEL: "QTZ80(TC6012)",
        SERIAL: "2019-0345",
    }
    assert codes.serial("2019-0345,准予出厂").value == "2019-0345"
    assert codes.paper_number("2008-289·").value == "2008-289"
    assert value("规格型号", "QTZ80平头塔式起重机", MODEL) == "QTZ80"


@pytest.mark.parametrize(
    ("text", "stored"), [("24/05/2016", "2016-05-24"), ("05.05.2016", "2016-05-05"), ("04/05/2016", "")]
)
def test_a_day_before_its_month_only_where_it_is_no_month(text, stored):
    found = days.day(text)
    assert (found.value.isoformat() if found else "") == stored


def test_a_name_that_the_trade_knows_may_be_read_badly_in_one_sign():
    found = told(
        page(line(50, 50, "设备名称"), line(400, 50, "龙内架物料提升机", sure=0.8)), category="material_hoist"
    )
    name = found["device.device_name"]
    assert (name.value, name.doubts) == ("龙门架物料提升机", ("repaired",))
    assert name.confidence > 0.8
    either = told(page(line(50, 50, "设备名称"), line(400, 50, "挤式起重机", sure=0.8)))["device.device_name"]
    assert either.confidence < 0.8


def test_no_crane_is_called_after_the_inside():
    found = told(rows([("设备名称", "通用内式起重机")]), category="other_lifting")["device.device_name"]
    assert (found.value, found.doubts) == ("通用门式起重机", ("repaired",))


def test_the_end_of_a_firm_s_name_is_none():
    found = told(rows([("制造商", "重机集团有限公司")]))["device.manufacturer"]
    assert found.confidence < 0.8


def test_a_shop_and_a_works_company_are_firms():
    for name in ("中山市德英建筑机械设备租赁部", "河南恒达建工机械厂有限责任公司"):
        found = told(rows([("产权单位", name)]), source="old_certificate")["device.owner_enterprise"]
        assert (found.value, found.doubts) == (name, ())


def test_the_office_that_signs_a_certificate():
    found = told(
        page(line(50, 50, "备案编号：粤T-T01234"), line(600, 700, "中山市住房和城乡建设局"), line(650, 760, "2010年6月2日")),
        source="old_certificate",
    )  # fmt: skip
    assert found["device.old_issuing_authority"].value == "中山市住房和城乡建设局"
