"""Certificates as PDF and as OFD, a batch that is asked for at once, and a feed full of owners elsewhere."""

import re
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from xml.etree import ElementTree

import pypdfium2
import pytest

from documents.ofd_checks import require_sound_ofd
from tests.mock_province.bodies import make_renewal
from tests.mock_province.caller import sm3
from tests.mock_province.contract import check_answer
from tests.mock_province.test_mock_operation import command


def text_of(content, media_type):
    """The words of a certificate, without blanks."""
    if media_type == "application/ofd":
        page = zipfile.ZipFile(BytesIO(content)).read("Doc_0/Pages/Page_0/Content.xml")
        return re.sub(r"\s", "", "".join(ElementTree.fromstring(page).itertext()))
    document = pypdfium2.PdfDocument(content)
    words = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return re.sub(r"\s", "", words)


@pytest.mark.parametrize("wanted", ["pdf", "ofd"])
def test_each_face_shows_its_own_record(province, set_to, another_renewal, wanted):
    set_to(certificate_format=wanted)
    for renewal in [another_renewal() for _ in range(4)]:
        issued = province.result_of(renewal)["certificate"]
        assert issued["mediaType"] == f"application/{wanted}"
        file = province.certificate_file(issued["certificateNo"])
        assert file.headers["Content-Type"] == issued["mediaType"]
        face = text_of(file.content, issued["mediaType"])
        device, owner = renewal["device"], renewal["owner"]
        for word in (
            issued["registrationNo"],
            issued["certificateNo"],
            issued["issuer"],
            owner["name"],
            owner["uscc"],
            device["previousRegistrationNo"],
            device["model"],
            device["serialNo"],
            device["manufacturer"],
            "800kN·m",
        ):
            assert re.sub(r"\s", "", word) in face


def test_an_ofd_is_whole_and_the_announced_one(province, set_to, renewal):
    set_to(certificate_format="ofd")
    issued = province.result_of(renewal)["certificate"]
    content = province.certificate_file(issued["certificateNo"]).content
    require_sound_ofd(content, path="file")
    assert (len(content), sm3(content)) == (issued["fileSize"], issued["fileSm3"])


def test_names_with_signs_of_xml_stay_text(province, set_to, renewal):
    set_to(certificate_format="ofd")
    renewal["owner"]["name"] = "示例<租赁> & “公司”"
    issued = province.result_of(renewal)["certificate"]
    assert "示例<租赁>&“公司”" in text_of(
        province.certificate_file(issued["certificateNo"]).content, "application/ofd"
    )


def test_a_batch_of_fresh_ones_is_answered_before_all_are_typeset(province, photo):
    with ThreadPoolExecutor(4) as threads:
        receipts = list(threads.map(province.hand_over, [make_renewal(photo) for _ in range(24)]))
    numbers = [receipt.data["acceptanceNo"] for receipt in receipts]
    first = province.ask(numbers).data["items"]
    assert {item["status"] for item in first} <= {"ISSUED", "PROCESSING"}
    assert any(item["status"] == "PROCESSING" for item in first), "the answer waited for the whole batch"
    deadline = time.monotonic() + 120
    while any(item["status"] != "ISSUED" for item in province.ask(numbers).data["items"]):
        assert time.monotonic() < deadline
        time.sleep(0.5)
    found = [item["certificate"]["registrationNo"] for item in province.ask(numbers).data["items"]]
    assert len(set(found)) == 24


def test_the_generator_announces_owners_elsewhere_the_same_for_one_seed(start_province):
    feeds = []
    for _ in range(2):
        city, data = start_province(seconds="0")
        assert command(data, "generate_registrations", "--count", "150", "--seed", "7").returncode == 0
        items = city.feed("?limit=500").data["items"]
        feeds.append([{name: item[name] for name in item if name != "changedAt"} for item in items])
    assert feeds[0] == feeds[1]
    assert len(feeds[0]) == 150
    assert {item["owner"]["regionCode"] for item in feeds[0]}.isdisjoint({"442000"})
    assert {item["status"] for item in feeds[0]} == {"VALID", "CANCELLED"}


def test_transfers_and_cancellations_tell_of_machines_announced_before(start_province):
    city, _ = start_province(seconds="0")
    answer = city.http.post(city.base + "/control/registrations", json={"count": 200, "seed": 3})
    assert answer.json() == {"announced": 200}
    owner_of, transfers, cancelled = {}, 0, 0
    for item in city.feed("?limit=500").data["items"]:
        number = item["registrationNo"]
        if item["status"] == "CANCELLED":
            assert number in owner_of
            cancelled += 1
        transfers += number in owner_of and owner_of[number] != item["owner"]["uscc"]
        owner_of[number] = item["owner"]["uscc"]
    assert transfers > 5
    assert cancelled > 5


def test_the_feed_may_say_things_twice_but_in_order(start_province):
    city, _ = start_province(seconds="0")
    city.http.post(city.base + "/control/registrations", json={"count": 30, "seed": 3})
    city.http.put(city.base + "/control/conditions", json={"duplicate_percent": 100})
    answer = city.feed("?limit=10")
    check_answer("listRegistrations", 200, answer.http.json())
    assert [item["sequence"] for item in answer.data["items"]] == [n for n in range(1, 11) for _ in range(2)]


@pytest.mark.parametrize("given", [{"count": 0}, {"count": "many"}, {"count": 10**6}])
def test_the_generator_refuses_what_makes_no_sense(province, given):
    assert province.http.post(province.base + "/control/registrations", json=given).status_code in (400, 422)
