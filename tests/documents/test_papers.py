"""The papers of the demonstration are real files that the checks take."""

from __future__ import annotations

import datetime
import io

import pypdfium2
import pytest
from PIL import Image

from documents.checking import check
from documents.pictures import small_picture_warning
from zhongshan_crane.demo.papers import nameplate_jpeg, old_certificate_pdf, plain_paper_pdf

FACE = {
    "设备名称": "塔式起重机",
    "规格型号": "QTZ80(TC6012)",
    "出厂编号": "1506-02",
    "制造单位": "示例重机有限公司",
}
CERTIFICATE = {
    "registration_number": "粤T-T01234",
    "device_name": "塔式起重机",
    "model": "QTZ80(TC6012)",
    "factory_number": "1506-02",
    "made_on": datetime.date(2015, 6, 2),
    "manufacturer": "示例重机有限公司",
    "licence_number": "TS2410000-2018",
    "owner": "中山示例租赁有限公司",
    "uscc": "91442000MA0000001X",
    "issued_on": datetime.date(2015, 7, 15),
}


def text_of(data: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


@pytest.mark.parametrize(
    ("make", "media_type"),
    [
        (lambda: nameplate_jpeg(FACE), "image/jpeg"),
        (lambda: nameplate_jpeg({f"第{n}项": "9" * 40 for n in range(14)}), "image/jpeg"),
        (lambda: nameplate_jpeg({}), "image/jpeg"),
        (lambda: old_certificate_pdf(**CERTIFICATE), "application/pdf"),
        (lambda: plain_paper_pdf("产品合格证", ["准予出厂。"]), "application/pdf"),
    ],
)
def test_papers_are_small_always_the_same_and_taken_by_the_checks(make, media_type):
    data = make()
    assert len(data) < 150_000
    assert make() == data
    assert check(data, name="资料", path="attachments.other").media_type == media_type


def test_the_old_certificate_tells_the_machine_and_that_it_is_none():
    text = text_of(old_certificate_pdf(**CERTIFICATE))
    for expected in ("粤T-T01234", "QTZ80(TC6012)", "2015 年 6 月 2 日", "中山示例租赁有限公司", "演示"):
        assert expected in text


def test_what_looks_like_markup_in_a_paper_stays_text():
    assert "#panic() *<b>" in text_of(plain_paper_pdf("合格证", ["#panic() *<b>"]))


def test_a_nameplate_is_large_enough_to_be_read_and_differs_by_machine():
    data = nameplate_jpeg(FACE)
    assert small_picture_warning(data) == ""
    assert Image.open(io.BytesIO(data)).mode == "RGB"
    assert nameplate_jpeg({**FACE, "出厂编号": "1506-03"}) != data
