"""Registration numbers, codes, licences and telephones as people write them."""

from __future__ import annotations

import pytest

from devices import identifiers, numbers, uscc
from devices.catalogue import built_in
from devices.numbers import NumberRefused
from devices.uscc import UsccRefused


@pytest.mark.parametrize(
    "typed",
    [
        "粤T-T01234",
        "粤t—ｔ０１２３４",
        " 粤 T-T 01234 ",
        "T-T01234",
        "tt01234",
        "粤TT01234",
        "粤T－T01234",
        "粤T--T01234",
    ],
)
def test_one_old_number_is_understood_however_it_is_written(typed):
    number = numbers.parse(typed)
    assert (number.text, number.key, number.kind) == ("粤T-T01234", "粤TT01234", "old")


@pytest.mark.parametrize(
    ("typed", "kind", "region", "letter", "year"),
    [
        ("粤T-S00087", "old", "T", "S", None),
        ("粤TA-W00012", "old", "TA", "W", None),
        ("粤A-T05678", "old", "A", "T", None),
        ("桂AA-T00321", "old", "AA", "T", None),
        ("粤TA-T202600001", "electronic", "TA", "T", 2026),
        ("TA-Q202600002", "electronic", "TA", "Q", 2026),
        ("粤T-X01234", "unrecognised", "", "", None),
        ("粤1-T0001", "unrecognised", "", "", None),
        ("粤TA-T26-00001", "unrecognised", "", "", None),
    ],
)
def test_a_number_is_taken_apart(typed, kind, region, letter, year):
    number = numbers.parse(typed)
    assert (number.kind, number.region, number.category_letter, number.year) == (kind, region, letter, year)


@pytest.mark.parametrize(
    ("typed", "home"), [("粤TA-W00012", True), ("粤A-T05678", False), ("桂T-T00321", False)]
)
def test_zhongshan_is_known_by_province_and_city(typed, home):
    assert numbers.parse(typed).is_zhongshan is home


@pytest.mark.parametrize("typed", ["", "  ", "粤T😀01234", "T" * 60])
def test_what_is_no_number_at_all_is_refused(typed):
    with pytest.raises(NumberRefused):
        numbers.parse(typed)


def test_provinces_and_the_city_of_the_catalogue_agree_with_the_numbers():
    book = built_in()
    assert all(numbers.parse(f"{char}A-T01234").kind == "old" for char in book.provinces)
    assert dict(book.cities)["T"] == "中山"


@pytest.mark.parametrize(
    "code",
    ["91442000DEM000014P", "91442000dem000022j", " 9144 2000 DEM0 0003 0D ", "９１４４０１００DEM000049N"],
)
def test_a_right_credit_code_passes(code):
    assert uscc.is_valid(code)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91442000DEM000014Q", "USCC-CHECK"),
        ("91442000DEM000014", "USCC-LENGTH"),
        ("91442000OEM000014P", "USCC-FORM"),
        ("中山中山中山中山中山中山中山中山中山", "USCC-FORM"),
    ],
)
def test_a_wrong_credit_code_says_what_is_wrong(code, problem):
    with pytest.raises(UsccRefused) as refusal:
        uscc.check(code)
    assert refusal.value.code == problem


def test_only_the_check_digit_of_an_early_code_can_be_waived():
    assert uscc.check("91442000DEM000014Q", waived=True) == "91442000DEM000014Q"
    with pytest.raises(UsccRefused):
        uscc.check("91442000OEM000014P", waived=True)


def test_the_region_in_the_code_is_compared_by_city():
    assert not uscc.differs_from_region("91442000DEM000014P", "442000")
    assert uscc.differs_from_region("91440100DEM000049N", "442000")


@pytest.mark.parametrize("number", ["TS2444123-2025", "TS2410A0B-2030", "XK21-006-00159", "ts2444123-2025"])
def test_known_licence_numbers_are_recognised(number):
    assert identifiers.is_licence_number(number)


@pytest.mark.parametrize("number", ["TS1444123-2025", "TS2444123-1999", "TS2474123-2025", "XK21-6-159", "无"])
def test_others_are_not(number):
    assert not identifiers.is_licence_number(number)


@pytest.mark.parametrize(
    "phone", ["13800000001", "138 0000 0001", "138-0000-0001", "0760-88880000", "(0760)88880000"]
)
def test_mobile_and_landline_numbers_are_telephones(phone):
    assert identifiers.is_phone(phone)


@pytest.mark.parametrize("phone", ["12800000001", "1380000000", "88880000", "电话"])
def test_other_digits_are_none(phone):
    assert not identifiers.is_phone(phone)


def test_serials_and_makers_are_compared_without_their_dress():
    assert identifiers.factory_number_key("No.2015-1187") == identifiers.factory_number_key("２０１５-1187 ")
    assert identifiers.factory_number_key("1-11") != identifiers.factory_number_key("11-1")
    assert identifiers.manufacturer_key("示例（中山）机械有限责任公司") == identifiers.manufacturer_key(
        "示例(中山)机械有限公司"
    )
