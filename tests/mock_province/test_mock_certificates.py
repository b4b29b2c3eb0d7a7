"""The certificate: its numbers, its bytes, its face, the public page."""

import re
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest
from stdnum.iso7064 import mod_37_36

from tests.mock_province.bodies import PHOTO, attachment, make_renewal
from tests.mock_province.caller import sm3


@pytest.fixture
def certificate(province, renewal):
    return province.result_of(renewal)["certificate"]


def test_the_file_is_what_was_announced(province, certificate):
    file = province.certificate_file(certificate["certificateNo"])
    assert (len(file.content), sm3(file.content)) == (certificate["fileSize"], certificate["fileSm3"])
    assert file.headers["content-type"] == certificate["mediaType"] == "application/pdf"


def test_an_unknown_certificate_is_not_found(province):
    answer = province.certificate_file("1.2.3")
    assert (answer.status_code, answer.json()["code"]) == (404, 40401)


@pytest.mark.parametrize(
    ("category", "letter"),
    [("TOWER_CRANE", "T"), ("CONSTRUCTION_HOIST", "S"), ("MATERIAL_HOIST", "W"), ("OTHER", "Q")],
)
def test_the_registration_number_names_place_category_and_year(province, renewal, category, letter):
    renewal["device"] |= {"category": category, "previousRegistrationNo": f"旧证 {renewal['clientRef']}"}
    issued = province.result_of(renewal)["certificate"]
    assert re.fullmatch(rf"粤TA-{letter}{issued['issuedOn'][:4]}\d{{5}}", issued["registrationNo"])


def test_the_certificate_number_carries_its_check_character(certificate):
    parts = certificate["certificateNo"].split(".")
    assert parts[2] == certificate["registrationNo"].rpartition("-")[2]
    assert mod_37_36.is_valid("".join(parts))


def test_it_is_valid_to_the_end_of_the_service_life(certificate):
    assert certificate["validUntil"] == "2035-03-18"


def test_numbers_given_out_at_the_same_moment_differ_and_leave_no_gap(province, another_renewal):
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(province.result_of, [another_renewal() for _ in range(8)]))
    serials = sorted(int(result["certificate"]["registrationNo"][-5:]) for result in results)
    assert serials == list(range(serials[0], serials[0] + 8))


def test_one_renewal_asked_for_by_many_is_issued_once(province, renewal):
    number = province.hand_over(renewal).data["acceptanceNo"]
    with ThreadPoolExecutor(6) as threads:
        for answer in threads.map(province.ask, [[number]] * 6):
            assert answer.code == 0
    city_items = [i for i in all_items(province) if i["clientRef"] == renewal["clientRef"]]
    assert len(city_items) == 1


def all_items(province):
    items, after = [], ""
    while True:
        page = province.feed(f"?limit=500{after}").data
        items += page["items"]
        after = f"&after={page['cursor']}"
        if not page["more"]:
            return items


def test_the_face_shows_what_was_handed_over(province, renewal, certificate):
    pdf = pypdfium2.PdfDocument(province.certificate_file(certificate["certificateNo"]).content)
    assert len(pdf) == 1
    face = pdf[0].get_textpage().get_text_range()
    pdf.close()
    device, owner = renewal["device"], renewal["owner"]
    for text in (
        "建筑起重机械产权备案证",
        certificate["registrationNo"],
        f"1.2.156.3005.2.{certificate['certificateNo']}",
        certificate["issuer"],
        owner["name"],
        owner["uscc"],
        device["model"],
        device["serialNo"],
        device["manufacturer"],
        device["licenseNo"],
        "2015年3月18日",
        "2015年6月2日",
        "20 年",
        "800 kN·m",
        "6000 kg",
        "演示环境签发",
    ):
        assert text in face


def test_long_names_stay_on_one_page(province, renewal):
    renewal["owner"]["name"] = "中山市示例建筑机械租赁有限公司" * 13
    renewal["device"] |= {"model": "QTZ" + "8" * 61, "serialNo": renewal["device"]["serialNo"] + "X" * 45}
    renewal["device"]["manufacturer"] = "示例重工机械有限公司" * 20
    issued = province.result_of(renewal)["certificate"]
    pdf = pypdfium2.PdfDocument(province.certificate_file(issued["certificateNo"]).content)
    pages = len(pdf)
    pdf.close()
    assert pages == 1


def test_the_public_page_shows_the_face(province, renewal, certificate):
    page = province.http.get(f"{province.base}/verify/{certificate['certificateNo']}")
    assert page.status_code == 200
    assert certificate["registrationNo"] in page.text
    assert renewal["device"]["serialNo"] in page.text


def test_the_public_page_knows_no_other_certificate(province):
    assert province.http.get(f"{province.base}/verify/1.2.3").status_code == 404


def test_numbering_begins_where_it_is_told(start_province):
    city, _ = start_province(**{"seconds": "0", "first-serial": "70001"})
    city.put_file(PHOTO)
    assert city.result_of(make_renewal(attachment(PHOTO)))["certificate"]["registrationNo"].endswith("70001")


def test_a_certificate_that_the_disk_has_lost_is_an_internal_error(province_and_data, certificate):
    province, data = province_and_data
    digest = certificate["fileSm3"]
    (data / "certificates" / digest[:2] / digest).unlink()
    answer = province.certificate_file(certificate["certificateNo"])
    assert (answer.status_code, answer.json()["code"]) == (500, 50001)
