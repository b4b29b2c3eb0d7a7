"""What is read out of the first field of 证照查验, whatever was typed, pasted or scanned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.reading import Asked, plate_token, read_asked

MARK = "11100000000013338W999.11442000DEM00009XM.T202600001.001.1"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("粤T-T00001", "粤T-T00001"),
        ("t-t00001", "粤T-T00001"),
        ("ＴＡ－Ｔ２０２６００００１", "粤TA-T202600001"),
        ("粤TA—T202600001", "粤TA-T202600001"),
        ("原 粤T-T00001，现 粤TA-T202600001", "粤TA-T202600001"),
        ("http://a.example/?q=TA-T202600001#x", "粤TA-T202600001"),
        ("QTZ80(TC6012) 粤T-S00087 QT5013", "粤T-S00087"),
        ("桂AA-T00321", "桂AA-T00321"),
        ("中建 77 号", "中建 77 号"),
    ],
)
def test_the_number_is_found(text: str, number: str) -> None:
    assert read_asked(text, "1") == Asked(number=number, serial="1")


@pytest.mark.parametrize(
    "before", ["", "1.2.156.3005.2.", "证照标识：1.2.156.3005.2.", "https://x.example/c?id="]
)
def test_the_mark_is_found_without_its_root(before: str) -> None:
    assert read_asked(before + MARK, "1").identifier == MARK
    assert read_asked(before + MARK.lower(), "1").identifier == MARK


def test_a_slip_in_the_mark_is_noticed_before_the_database_is_asked() -> None:
    for slip in (MARK.replace("202600001", "202600010"), MARK[:-1] + "2"):
        asked = read_asked(slip, "1")
        assert "校验位不符" in asked.problem
        assert not asked.complete


@pytest.mark.parametrize("text", ["https://example.com/", "http://x.example/?q=" + "7" * 3000, "无" * 60])
def test_a_text_without_a_number_says_so(text: str) -> None:
    asked = read_asked(text, "1")
    assert "没有从所填内容中读出" in asked.problem
    assert not asked.complete


def test_a_serial_in_the_text_does_not_replace_a_typed_one() -> None:
    text = "备案号 粤T-T00001；出厂编号：2018-0001；产权单位：示例"
    assert read_asked(text).serial == "2018-0001"
    assert read_asked(text, "7").serial == "7"


def test_a_plate_of_another_host_is_read_and_a_forged_one_is_not() -> None:
    token = plate_token(number="粤TA-T202600001", serial="2018-0001")
    read = read_asked(f"https://former.example/verify/{token}/")
    assert (read.number, read.serial, read.plate) == ("粤TA-T202600001", "20180001", True)
    assert not read_asked(f"https://former.example/verify/x{token}/").complete


@given(st.text(max_size=400), st.text(max_size=40))
def test_no_text_upsets_it(text: str, serial: str) -> None:
    asked = read_asked(text, serial)
    assert not (asked.problem and asked.what)
    asked.what.encode()


@given(st.binary(max_size=200))
def test_no_escapes_upset_it(raw: bytes) -> None:
    read_asked("https://x.example/?q=" + "".join(f"%{byte:02x}" for byte in raw)).what.encode()
    read_asked("".join(f"\\u{byte:02x}{byte:02x}" for byte in raw)).what.encode()
