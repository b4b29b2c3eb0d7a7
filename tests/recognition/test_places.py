"""Which text belongs to which label."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devices.recognition import understand

from .pages import line, page, rows, told

MOMENT, CAPACITY, RADIUS = (
    "parameters.rated_load_moment",
    "parameters.max_lifting_capacity",
    "parameters.max_working_radius",
)
SERIAL, MODEL, MADE = "device.factory_number", "device.model", "device.manufacture_date"


def values(found):
    return {path: one.value for path, one in found.items()}


def test_beside_it_in_its_row():
    found = told(rows([("规格型号", "QTZ80(TC6012)"), ("额定起重力矩", "800kN·m"), ("最大起重量", "6t")]))
    assert values(found) == {MODEL: "QTZ80(TC6012)", MOMENT: "800", CAPACITY: "6000"}


def test_behind_it_in_one_line_with_a_colon_or_without():
    found = told(
        page(
            line(50, 50, "额定起重力矩:800kN·m"),
            line(50, 120, "最大起重量 6t"),
            line(50, 190, "出厂编号：2019-0345"),
        )
    )
    assert values(found) == {MOMENT: "800", CAPACITY: "6000", SERIAL: "2019-0345"}


def test_two_pairs_in_one_line():
    found = told(
        page(
            line(50, 50, "额定起重力矩800kN·m最大起重量6t"),
            line(50, 120, "出厂编号:2019-0345 出厂日期:2019.05.12"),
        )
    )
    assert values(found) == {MOMENT: "800", CAPACITY: "6000", SERIAL: "2019-0345", MADE: "2019-05-12"}


def test_two_columns_of_pairs():
    found = told(
        page(
            line(50, 50, "额定起重力矩"), line(300, 50, "800kN·m"), line(600, 50, "最大起重量"), line(850, 50, "6t"),
            line(50, 120, "最大幅度"), line(300, 120, "60m"), line(600, 120, "出厂编号"), line(850, 120, "2019-0345"),
        )
    )  # fmt: skip
    assert values(found) == {MOMENT: "800", CAPACITY: "6000", RADIUS: "60", SERIAL: "2019-0345"}


def test_below_it():
    found = told(
        page(
            line(50, 50, "额定起重力矩"), line(400, 50, "最大起重量"), line(750, 50, "最大幅度"),
            line(70, 110, "800kN·m"), line(430, 110, "6t"), line(780, 110, "60m"),
        )
    )  # fmt: skip
    assert values(found) == {MOMENT: "800", CAPACITY: "6000", RADIUS: "60"}


def test_a_column_of_units_before_or_behind_the_values():
    before = [
        line(50, 50, "额定起重力矩"),
        line(400, 50, "kN·m"),
        line(700, 50, "800"),
        line(50, 120, "最大起重量"),
        line(400, 120, "t"),
        line(700, 120, "6"),
    ]
    behind = [
        line(50, 50, "额定起重力矩"),
        line(400, 50, "800"),
        line(700, 50, "kN·m"),
        line(50, 120, "最大起重量"),
        line(400, 120, "6"),
        line(700, 120, "t"),
    ]
    assert values(told(page(*before))) == values(told(page(*behind))) == {MOMENT: "800", CAPACITY: "6000"}


def test_rows_that_rise():
    pairs = [
        ("规格型号", "QTZ80(TC6012)"),
        ("额定起重力矩", "800kN·m"),
        ("最大起重量", "6t"),
        ("最大工作幅度", "60m"),
        ("独立高度", "40.5m"),
        ("出厂编号", "2019-0345"),
    ]
    level = values(told(rows(pairs)))
    assert values(told(rows(pairs, slope=0.14))) == values(told(rows(pairs, slope=-0.14))) == level
    assert len(level) == 6


def test_a_label_in_two_lines_or_with_its_signs_apart():
    found = told(
        page(
            line(50, 50, "最大幅度处"), line(50, 82, "额定起重量"), line(400, 66, "1.2t"),
            line(50, 200, "型"), line(140, 200, "号"), line(400, 200, "QTZ80(TC6012)"),
        )
    )  # fmt: skip
    assert values(found) == {"parameters.capacity_at_max_radius": "1200", MODEL: "QTZ80(TC6012)"}


def test_a_firm_in_two_lines():
    found = told(
        page(line(50, 66, "制造单位"), line(400, 50, "中山市恒远建筑机"), line(400, 84, "械制造有限公司"))
    )
    assert values(found) == {"device.manufacturer": "中山市恒远建筑机械制造有限公司"}


def test_a_firm_across_the_foot_of_a_plate_made_it():
    found = told(page(line(300, 50, "塔式起重机"), line(250, 800, "中山市恒远建筑机械有限公司")))
    assert found["device.manufacturer"].value == "中山市恒远建筑机械有限公司"


def test_a_date_in_the_blanks_of_a_form():
    found = told(
        page(line(50, 50, "出厂日期"), line(300, 50, "2019年"), line(480, 50, "5月"), line(600, 50, "12日"))
    )
    assert values(found) == {MADE: "2019-05-12"}


def test_a_certificate_in_running_text():
    found = told(
        page(
            line(600, 50, "编号：粤T-T01234"),
            line(50, 110, "根据《建筑起重机械安全监督管理规定》，经审查，该设备符合备案条件，准予备案。"),
            line(50, 180, "设备名称：塔式起重机        规格型号：QTZ63(TC5013)"),
            line(50, 250, "制造厂家：中山市恒远建筑机械制造有限公司   出厂编号：0612-35"),
            line(600, 700, "备案机关(章)：中山市建设局"),
            line(700, 770, "2010年6月2日"),
        ),
        source="old_certificate",
    )
    assert values(found) == {
        "device.device_name": "塔式起重机", MODEL: "QTZ63(TC5013)", SERIAL: "0612-35", "device.manufacturer": "中山市恒远建筑机械制造有限公司",
        "device.old_registration_number": "粤T-T01234", "device.old_issuing_authority": "中山市建设局", "device.old_registration_date": "2010-06-02",
    }  # fmt: skip


def test_heights_of_one_label_in_one_line():
    found = told(page(line(50, 50, "起升高度 独立式 40.5 m 附着式 150 m")))
    assert values(found) == {
        "parameters.max_freestanding_height": "40.5",
        "parameters.max_anchored_height": "150",
    }


def test_of_two_firms_nobody_knows_which_made_it():
    found = told(
        page(line(250, 700, "中山市恒远建筑机械有限公司"), line(250, 800, "佛山市达正起重设备有限公司"))
    )
    assert "device.manufacturer" not in found


def test_words_that_only_hold_a_label_are_none():
    found = told(
        page(
            line(50, 50, "最大起重量限制器"),
            line(500, 50, "6t"),
            line(50, 120, "制造许可证规定的范围"),
            line(50, 190, "请按型号选用"),
        )
    )
    assert found == {}


def test_what_no_form_asks_for_takes_its_own_value():
    found = told(rows([("执行标准", "GB/T 5031-2019"), ("出厂编号", ""), ("联系电话", "0760-00000000")]))
    assert found == {}


def test_a_misread_sign_of_a_label_is_seen_through_but_none_that_tells():
    assert values(told(rows([("额定起重力距", "800kN·m")]))) == {MOMENT: "800"}
    assert values(told(rows([("最小起重量", "6t")]))) == {}


def test_the_category_is_told_by_name_model_and_number():
    hoist = page(
        line(300, 20, "施工升降机"), *rows([("额定载重量", "2000kg"), ("规格型号", "SC200/200")]).lines
    )
    assert told(hoist, category="")["parameters.rated_load_per_cage"].value == "2000"
    goods = page(line(300, 20, "货用施工升降机"), *rows([("额定载重量", "1000kg")]).lines)
    assert told(goods, category="")["parameters.rated_load"].value == "1000"


def test_a_firm_named_after_its_trade_tells_no_category():
    found = told(
        page(
            line(50, 50, "佛山中东塔机制造有限公司"),
            line(50, 120, "型号:SSE120/120"),
            line(50, 190, "额定起重量:1200kg"),
        ),
        category="",
    )
    assert found["parameters.rated_load"].value == "1200"


def test_an_unknown_category_still_tells_what_every_machine_has():
    assert values(told(rows([("出厂编号", "2019-0345"), ("额定载重量", "2000kg")]), category="")) == {
        SERIAL: "2019-0345"
    }


lines = st.builds(
    line,
    st.floats(-50, 1300),
    st.floats(-50, 1000),
    st.text(max_size=30)
    | st.sampled_from(["额定起重力矩", "型号", "制造", "单位", "有限公司", "800kN·m", "t", "—", "2×2000"]),
)


@given(
    st.lists(lines, max_size=25),
    st.sampled_from(["", "tower_crane", "construction_hoist", "material_hoist", "other_lifting", "nonsense"]),
)
def test_no_lines_break_it(some, category):
    for one in understand([page(*some)], source="nameplate", category=category):
        assert 0 <= one.confidence <= 1
        assert one.value
