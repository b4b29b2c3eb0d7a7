"""下载: many certificates in one ZIP, and 归档包 of a finished renewal."""

from __future__ import annotations

import csv
import datetime as dt
import io
import xml.etree.ElementTree as ET
import zipfile

import pytest
from django.http import FileResponse
from django.utils import timezone

from certificates.models import ElectronicCertificate
from devices.models import Device
from ground.digests import sm3_hex
from tests.cases import issued, rejected, uploading
from tests.pages import of_renewal, text_of, words_of

pytestmark = pytest.mark.django_db
BUNDLE, LIST = "/certificates/bundle/", "/portal/certificates/"


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


def zip_of(answer: FileResponse) -> zipfile.ZipFile:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith("attachment")
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def index_of(package: zipfile.ZipFile) -> list[dict[str, str]]:
    text = package.read("证照清单.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_all_are_there_with_index_and_digests(portal, clerk, reviewer):
    issued(clerk, reviewer, 1)
    issued(clerk, reviewer, 2)
    package = zip_of(portal.get(BUNDLE, {"all": "1"}))
    name = "粤TF-T202600001_2018-0001.pdf"
    assert package.read(name) == b"%PDF-1.7 certificate 1"
    rows = index_of(package)
    assert [row["备案号"] for row in rows] == ["粤TF-T202600002", "粤TF-T202600001"]
    assert {row["原备案号"] for row in rows} == {"粤T-T00001", "粤T-T00002"}
    for line in package.read("SM3.txt").decode().splitlines():
        sm3, _, file = line.partition("  ")
        assert sm3_hex(package.read(file)) == sm3


def test_filter_and_ticks_choose(portal, clerk, reviewer):
    first, second = issued(clerk, reviewer, 1), issued(clerk, reviewer, 2)
    found = zip_of(portal.get(BUNDLE, {"all": "1", "q": "2018-0002"}))
    assert [row["出厂编号"] for row in index_of(found)] == ["2018-0002"]
    ticked = zip_of(portal.get(BUNDLE, {"certificate": [first.pk]}))
    assert [row["出厂编号"] for row in index_of(ticked)] == ["2018-0001"]
    assert f'value="{second.pk}"' in text_of(portal.get(LIST))


def test_what_is_not_the_firms_is_not_found(signed_in, clerk, reviewer, stranger):
    theirs = issued(clerk, reviewer)
    other = signed_in(stranger)
    assert other.get(BUNDLE, {"certificate": [theirs.pk]}).status_code == 404
    assert other.get(BUNDLE, {"all": "1"}).status_code == 422
    assert other.get(f"/certificates/archive/{theirs.renewal.reference}/").status_code == 404


def test_nothing_too_many_and_nonsense_are_answered_in_words(portal, clerk, reviewer, monkeypatch):
    assert "还没有选择" in text_of(portal.get(BUNDLE))
    assert portal.get(BUNDLE, {"certificate": ["x"]}).status_code == 404
    issued(clerk, reviewer, 1)
    issued(clerk, reviewer, 2)
    monkeypatch.setattr("certificates.bundling.MOST", 1)
    assert "一次最多下载" in text_of(portal.get(BUNDLE, {"all": "1"}))
    monkeypatch.setattr("certificates.bundling.MOST", 10)
    monkeypatch.setattr("certificates.bundling.MOST_BYTES", 10)
    assert "上限" in text_of(portal.get(BUNDLE, {"all": "1"}))


def test_names_are_safe_and_cells_are_no_formulas(portal, clerk, reviewer):
    certificate = issued(clerk, reviewer)
    Device.objects.filter(pk=certificate.device_id).update(model="=HYPERLINK(1)", factory_number="../../x/1")
    package = zip_of(portal.get(BUNDLE, {"all": "1"}))
    assert not any("/" in name or "\\" in name for name in package.namelist())
    assert index_of(package)[0]["规格型号"] == "'=HYPERLINK(1)"


def test_expiry_is_shown_and_filtered(portal, clerk, reviewer):
    today = timezone.localdate()
    for number, until in ((1, today + dt.timedelta(days=60)), (2, today - dt.timedelta(days=1)), (3, None)):
        issued(clerk, reviewer, number)
        ElectronicCertificate.objects.filter(device__factory_number=f"2018-000{number}").update(
            valid_until=until
        )
    page = words_of(portal.get(LIST))
    assert "60 天后到期" in page
    assert "已过有效期" in page
    assert "证照未载明" in page
    for wanted, numbers in (
        ("near", {"1"}),
        ("over", {"2"}),
        ("standing", {"1", "2", "3"}),
        ("cancelled", set()),
    ):
        shown = text_of(portal.get(LIST, {"validity": wanted}))
        assert {n for n in "123" if f"粤TF-T20260000{n}" in shown} == numbers, wanted


def test_an_archive_holds_everything_and_its_digests_fit(portal, clerk, reviewer):
    certificate = issued(clerk, reviewer)
    renewal = certificate.renewal
    address = f"/certificates/archive/{renewal.reference}/"
    assert address in text_of(portal.get(of_renewal(renewal)))
    package = zip_of(portal.get(address))
    names = package.namelist()
    assert package.read("01_证件换发申请表.pdf").startswith(b"%PDF")
    assert any(name.startswith("03_附件/") and "产权备案证" in name for name in names)
    assert any(name.startswith("06_电子证照_粤TF-T202600001") for name in names)
    assert "接受备案" in package.read("04_备案意见.txt").decode()
    lines = package.read("摘要清单_SM3.txt").decode().splitlines()
    told = dict(reversed(line.split("  ", 1)) for line in lines)
    assert told == {name: sm3_hex(package.read(name)) for name in names if name != "摘要清单_SM3.txt"}
    root = ET.fromstring(package.read("元数据.xml"))
    named = {"": "urn:zhongshan-crane:archive:1"}
    assert root.findtext("标识/备案号", namespaces=named) == "粤TF-T202600001"
    assert root.findtext("来源系统/申报内容摘要", namespaces=named) == renewal.current_submission().sm3
    assert len(root.findall("文件清单/文件", namespaces=named)) == len(names) - 2


def test_the_office_has_it_too_and_supervisors_have_figures(signed_in, clerk, reviewer, head, supervisor):
    renewal = issued(clerk, reviewer).renewal
    address = f"/certificates/archive/{renewal.reference}/"
    for person in (reviewer, head):
        assert zip_of(signed_in(person).get(address)).namelist()
    assert signed_in(supervisor).get(address).status_code == 403
    assert address in text_of(signed_in(reviewer).get(f"/console/renewals/{renewal.reference}/review/"))


@pytest.mark.parametrize("state", [uploading, rejected])
def test_what_is_not_finished_has_no_archive(portal, clerk, reviewer, state):
    renewal = state(clerk, reviewer)
    answer = portal.get(f"/certificates/archive/{renewal.reference}/")
    assert answer.status_code == 409
    assert "尚未换证完成" in text_of(answer)
