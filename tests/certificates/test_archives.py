"""归档包 and 归档移交: metadata by its schema, the same bytes each time, each package handed over once."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from lxml import etree

from audit.models import AccountEvent
from certificates.archives.handing_over import hand_over_round, problems, waiting
from certificates.archives.metadata import NAMESPACE, SCHEMA
from certificates.archives.packing import archive
from certificates.models import ArchivePackage
from certificates.tasks import hand_over_archives
from documents import storage
from ground.digests import sm3_hex
from ground.glossary import AccountStep
from renewals.models import RenewalApplication
from renewals.printing.sources import printable
from tests.cases import issued
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.ARCHIVE_DIR = str(tmp_path / "archive")
    return tmp_path / "archive"


@pytest.fixture
def renewal(clerk, reviewer) -> RenewalApplication:
    return issued(clerk, reviewer).renewal


def package_of(renewal: RenewalApplication) -> bytes:
    with archive(printable(RenewalApplication.objects).get(pk=renewal.pk)) as package:
        return package.read()


def test_the_metadata_keep_to_the_schema_that_lies_beside_them(renewal, settings):
    settings.ARCHIVE_FONDS = "J123"
    package = zipfile.ZipFile(io.BytesIO(package_of(renewal)))
    document = etree.fromstring(package.read("元数据.xml"))
    etree.XMLSchema(etree.fromstring(package.read("元数据.xsd"))).assertValid(document)
    told = {node.tag.removeprefix(f"{{{NAMESPACE}}}"): node.text for node in document.iter()}
    assert (told["全宗号"], told["受理编号"], told["保管期限"]) == ("J123", renewal.reference, "永久")
    assert told["申报内容摘要"] == sm3_hex(package.read("02_申报内容.json"))
    assert "openssl dgst -sm3" in package.read("如何核对.txt").decode()


def test_the_schema_refuses_a_document_without_its_files(renewal):
    package = zipfile.ZipFile(io.BytesIO(package_of(renewal)))
    document = etree.fromstring(package.read("元数据.xml"))
    document.remove(document[-1])
    assert not etree.XMLSchema(etree.parse(str(SCHEMA))).validate(document)


def test_one_renewal_always_gives_the_same_bytes(renewal):
    first = package_of(renewal)
    with time_machine.travel(timezone.now() + dt.timedelta(days=400)):
        assert package_of(renewal) == first


def test_what_is_finished_is_handed_over_once_with_a_list_and_digests(folder, renewal):
    assert hand_over_round(seconds=60) == {"handed_over": 1}
    assert hand_over_round(seconds=60) == {}
    package = ArchivePackage.objects.get()
    data = (folder / package.name).read_bytes()
    assert (sm3_hex(data), len(data)) == (package.sm3, package.size)
    listed = (folder / package.name).parent / "移交清单.csv"
    rows = list(csv.DictReader(io.StringIO(listed.read_text(encoding="utf-8-sig"))))
    assert [(row["受理编号"], row["SM3"]) for row in rows] == [(renewal.reference, package.sm3)]
    assert listed.with_name("移交清单.csv.sm3").read_text().split()[0] == sm3_hex(listed.read_bytes())
    assert not list(folder.rglob("*.part"))
    assert list(problems()) == []


def test_what_died_before_it_was_noted_is_repeated_with_the_same_bytes(folder, renewal):
    hand_over_round(seconds=60)
    before = ArchivePackage.objects.get()
    ArchivePackage.objects.all().delete()
    hand_over_round(seconds=60)
    assert ArchivePackage.objects.get().sm3 == before.sm3


def test_one_that_cannot_be_made_is_noted_and_holds_up_no_other(folder, clerk, reviewer, renewal):
    good = issued(clerk, reviewer, number=2).renewal
    lost = renewal.certificate.file.sm3
    kept = storage.read(lost)
    storage.remove(lost)
    assert hand_over_round(seconds=60) == {"handed_over": 1, "failed": 1}
    assert ArchivePackage.objects.handed_over().get().renewal == good
    assert "丢失或损坏" in ArchivePackage.objects.failed().get().problem
    assert hand_over_round(seconds=60) == {}, "a matter for people is not tried each time"
    storage.write(lost, kept)
    call_command("hand_over_archives")
    assert not waiting().exists()
    assert ArchivePackage.objects.handed_over().count() == 2


def test_each_package_handed_over_is_an_entry_of_its_renewal_once(folder, renewal):
    call_command("hand_over_archives")
    hand_over_archives.apply()
    event = AccountEvent.objects.get(step=AccountStep.PACKAGE_HANDED_OVER)
    package = ArchivePackage.objects.get()
    assert (event.subject_kind, event.subject_id) == ("renewal", renewal.pk)
    assert event.detail == {"file": package.name, "sm3": package.sm3, "bytes": package.size}
    assert event.actor_unit == "命令"


def test_a_period_takes_its_own_alone(folder, renewal):
    RenewalApplication.objects.filter(pk=renewal.pk).update(completed_at="2026-03-31T23:59:00+08:00")
    april, march = dt.date(2026, 4, 1), dt.date(2026, 3, 31)
    assert hand_over_round(seconds=60, since=april) == {}
    assert hand_over_round(seconds=60, until=march - dt.timedelta(days=1)) == {}
    assert hand_over_round(seconds=60, since=march, until=march) == {"handed_over": 1}
    assert ArchivePackage.objects.get().name.startswith("2026/03/")


def test_what_is_changed_or_lost_in_the_folder_is_named(folder, renewal, capsys):
    hand_over_round(seconds=60)
    path = folder / ArchivePackage.objects.get().name
    path.write_bytes(b"PK")
    with pytest.raises(CommandError, match="1 处问题"):
        call_command("hand_over_archives", check=True)
    path.unlink()
    assert [problem[-2:] for problem in problems()] == ["缺失"]


def test_without_a_folder_nothing_is_handed_over(settings, renewal):
    settings.ARCHIVE_DIR = ""
    hand_over_archives.apply()
    assert not ArchivePackage.objects.exists()
    with pytest.raises(CommandError, match="ARCHIVE_DIR"):
        call_command("hand_over_archives")


def test_a_folder_that_cannot_be_written_is_said_so(settings, renewal, tmp_path):
    (tmp_path / "file").write_text("")
    settings.ARCHIVE_DIR = str(tmp_path / "file" / "archive")
    with pytest.raises(CommandError, match="无法写入"):
        call_command("hand_over_archives")


def test_the_console_shows_how_many_are_there_wait_and_failed(
    folder, clerk, reviewer, renewal, signed_in, administrator
):
    page = text_of(signed_in(administrator).get("/console/archives/"))
    assert "已移交 0 件 · 待移交 1 件 · 未成功 0 件" in page
    storage.remove(renewal.certificate.file.sm3)
    hand_over_round(seconds=60)
    page = text_of(signed_in(administrator).get("/console/archives/?state=failed"))
    assert "已移交 0 件 · 待移交 1 件 · 未成功 1 件" in page
    assert "丢失或损坏" in page
    assert signed_in(clerk).get("/console/archives/").status_code in {302, 403}
