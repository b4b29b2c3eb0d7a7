"""What people type becomes one stored form, or a sentence that says what is expected."""

from __future__ import annotations

import pytest

from devices.catalogue import built_in
from devices.values import ValueRefused, as_province, date_precision, display, parse

BOOK = built_in()
TOWER, HOIST = BOOK.category("tower_crane"), BOOK.category("construction_hoist")
GOODS = BOOK.category("material_hoist")
MOMENT, WIDTH = TOWER.parameter("rated_load_moment"), TOWER.parameter("mast_section_width")
VALID_UNTIL = HOIST.parameter("safety_device_valid_until")
SIZE, MONITOR = GOODS.parameter("mast_section_size"), TOWER.parameter("safety_monitoring_system")
BASE, SERIALS = TOWER.parameter("base_type"), HOIST.parameter("safety_device_serial")


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (MOMENT, "８００", "800"),
        (MOMENT, " 1,250.50 ", "1250.5"),
        (MOMENT, "800 kN·m", "800"),
        (MOMENT, "800kN.m", "800"),
        (MOMENT, "0800.0", "800"),
        (MOMENT, "", ""),
        (MOMENT, "   ", ""),
        (WIDTH, "1800毫米", "1800"),
        (VALID_UNTIL, "2015/6/2", "2015-06-02"),
        (VALID_UNTIL, "2015.6.2", "2015-06-02"),
        (VALID_UNTIL, "2015年6月2日", "2015-06-02"),
        (VALID_UNTIL, "20150602", "2015-06-02"),
        (VALID_UNTIL, "２０１５－０６－０２", "2015-06-02"),
        (VALID_UNTIL, "2015-06-02 00:00:00", "2015-06-02"),
        (BOOK.common_field("manufacture_date"), "2015年6月", "2015-06-01"),
        (BASE, "行走式、固定式", "fixed,travelling"),
        (BASE, "travelling,fixed", "fixed,travelling"),
        (TOWER.parameter("luffing_mode"), "小车变幅", "trolley"),
        (BOOK.common_field("sub_type"), "SC", "rack_pinion"),
        (BOOK.common_field("storage_town"), "东升镇", "442000118"),
        (HOIST.parameter("has_counterweight"), "是", "true"),
        (GOODS.parameter("load_limiter"), "无", "false"),
        (SERIALS, "A1；A2", "A1;A2"),
        (SIZE, "800×800×1508 mm", "800x800x1508"),
        (SIZE, "800*800*1508", "800x800x1508"),
        (MONITOR, "有：HXJ-1", "yes:HXJ-1"),
        (MONITOR, "有(HXJ-1)", "yes:HXJ-1"),
        (MONITOR, "无", "no"),
        (BOOK.common_field("model"), "QTZ80（TC6012）", "QTZ80(TC6012)"),
        (BOOK.common_field("storage_address"), "示例路１号，二楼", "示例路1号，二楼"),
        (BOOK.common_field("remark"), "第一行\n第二行", "第一行\n第二行"),
        (BOOK.common_field("manufacturer"), "<b>示例</b>厂", "<b>示例</b>厂"),
    ],
)
def test_the_usual_ways_to_write_a_value_are_understood(field, typed, stored):
    assert parse(field, typed) == stored


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        (MOMENT, "八百", "VALUE-NUMBER"),
        (MOMENT, "1e5", "VALUE-NUMBER"),
        (MOMENT, "NaN", "VALUE-NUMBER"),
        (MOMENT, "-5", "VALUE-NEGATIVE"),
        (MOMENT, "80 t·m", "VALUE-UNIT"),
        (MOMENT, "10²", "VALUE-NUMBER"),
        (MOMENT, "800.55", "VALUE-PLACES"),
        (MOMENT, "123456789", "VALUE-DIGITS"),
        (MOMENT, "9" * 500, "VALUE-DIGITS"),
        (WIDTH, "1800.5", "VALUE-PLACES"),
        (MOMENT, "800😀", "VALUE-CHARACTERS"),
        (BOOK.common_field("remark"), "坏\x00字符", "VALUE-CHARACTERS"),
        (BOOK.common_field("model"), "Q" * 51, "VALUE-LENGTH"),
        (VALID_UNTIL, "2015-02-30", "VALUE-DATE"),
        (VALID_UNTIL, "2015-06", "VALUE-DATE"),
        (VALID_UNTIL, "明天", "VALUE-DATE"),
        (TOWER.parameter("luffing_mode"), "飞行", "VALUE-CHOICE"),
        (HOIST.parameter("has_counterweight"), "也许", "VALUE-BOOLEAN"),
        (SIZE, "800×800", "VALUE-DIMENSIONS"),
    ],
)
def test_what_cannot_be_a_value_is_refused_at_its_field(field, typed, code):
    with pytest.raises(ValueRefused) as refusal:
        parse(field, typed)
    assert (refusal.value.code, refusal.value.path) == (code, field.path)
    assert refusal.value.message.startswith(field.label)


def test_a_wrong_unit_is_answered_with_the_right_one():
    with pytest.raises(ValueRefused, match="kN·m"):
        parse(MOMENT, "80 t·m")


def test_people_read_labels():
    assert display(BASE, "fixed,travelling") == "固定式、行走式"
    assert display(MONITOR, "yes:HXJ-1") == "有：HXJ-1"
    assert display(HOIST.parameter("has_counterweight"), "false") == "否"
    assert display(SIZE, "800x800x1508") == "800×800×1508"
    assert display(MOMENT, "") == ""


def test_the_province_gets_numbers_texts_and_booleans():
    assert as_province(MOMENT, "800") == 800
    assert as_province(TOWER.parameter("hoisting_speed"), "1.333") == 1.333
    assert as_province(HOIST.parameter("has_counterweight"), "false") is False
    assert as_province(BASE, "fixed,travelling") == "fixed,travelling"


def test_a_date_of_year_and_month_is_known_as_such():
    assert date_precision("2015年6月") == "month"
    assert date_precision("2015-06-02") == "day"
