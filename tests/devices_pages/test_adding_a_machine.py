"""添加设备: the record is kept as a draft, whatever is still missing."""

from __future__ import annotations

import pytest

from devices.models import Device, RegistrationNumber
from documents.models import Attachment, StoredFile
from ground.glossary import IntakeStatus
from tests.cases import registered
from tests.doors import asks_to_log_in, names_who_may
from tests.pages import ADD, error_at, png, record_form, text_of, with_papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


def test_the_record_is_kept_as_a_draft_with_its_papers(portal, firm) -> None:
    answer = portal.post(ADD, {**record_form(), **with_papers()})
    device = Device.objects.get()
    assert answer.status_code == 302
    assert (device.enterprise, device.intake_status, device.revision) == (firm, IntakeStatus.DRAFT, 1)
    assert device.parameters["rated_load_moment"]["value"] == "80"
    assert set(Attachment.objects.values_list("kind", flat=True)) == {"old_certificate", "nameplate_photo"}


def test_the_page_says_where_the_record_is_and_what_comes_next(portal) -> None:
    answer = portal.post(ADD, record_form(), follow=True)
    assert "已保存到“未审核通过设备信息”。核对无误后，请点“提交入库”交审批办审核。" in text_of(answer)


def test_an_almost_empty_record_is_kept(portal) -> None:
    answer = portal.post(ADD, {"category": "tower_crane", "revision": "1", "device.model": "QTZ63"})
    assert answer.status_code == 302
    assert Device.objects.get().model == "QTZ63"


def test_the_category_is_asked_first(portal) -> None:
    answer = portal.get(ADD)
    assert "塔式起重机" in text_of(answer)
    assert "parameters." not in text_of(answer)


@pytest.mark.parametrize("category", ["rocket", "", "tower_crane' OR 1=1", "塔"])
def test_an_unknown_category_leads_back_to_the_choice(portal, category) -> None:
    answer = portal.post(ADD, record_form() | {"category": category})
    assert "塔式起重机" in text_of(answer)
    assert not Device.objects.exists()


@pytest.mark.parametrize("category", ["tower_crane", "construction_hoist", "material_hoist", "other_lifting"])
def test_each_category_has_its_own_form(portal, category) -> None:
    page = portal.get(ADD, {"category": category})
    assert page.status_code == 200
    assert f'value="{category}"' in text_of(page)
    assert 'name="parameters.' in text_of(page)


def test_a_draft_reserves_no_number(portal, stranger, signed_in) -> None:
    portal.post(ADD, record_form())
    assert signed_in(stranger).post(ADD, record_form()).status_code == 302
    assert not RegistrationNumber.objects.exists()


def test_the_same_machine_twice_in_the_firm_is_said_at_its_serial_number(portal) -> None:
    portal.post(ADD, record_form())
    answer = portal.post(ADD, {**record_form(), **with_papers()})
    assert answer.status_code == 422
    assert "与贵企业的另一台设备" in error_at(answer, "device.factory_number")
    assert 'value="QTZ80(TC6012)"' in text_of(answer)
    assert Device.objects.count() == 1
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("same", ["１-11", "No.1-11", " 1 - 11 "])
def test_a_serial_written_otherwise_is_the_same_machine(portal, same) -> None:
    portal.post(ADD, record_form(device__factory_number="1-11"))
    answer = portal.post(ADD, record_form(device__factory_number=same))
    assert answer.status_code == 422
    assert "与贵企业的另一台设备" in error_at(answer, "device.factory_number")


def test_a_hyphen_at_another_place_is_another_machine(portal) -> None:
    portal.post(ADD, record_form(device__factory_number="1-11"))
    assert portal.post(ADD, record_form(device__factory_number="11-1")).status_code == 302
    assert Device.objects.count() == 2


def test_the_serial_of_a_deleted_record_is_free_again(portal) -> None:
    portal.post(ADD, record_form())
    device = Device.objects.get()
    portal.post(f"/portal/devices/{device.pk}/delete/", {"revision": device.revision})
    assert portal.post(ADD, record_form()).status_code == 302


def test_an_owner_elsewhere_gets_the_official_words_and_no_form(signed_in, outsider) -> None:
    for answer in (signed_in(outsider).get(ADD), signed_in(outsider).post(ADD, record_form())):
        assert "非中山市企业名下的设备请回企业所在属地办理换证" in text_of(answer)
        assert '<form method="post" enctype' not in text_of(answer)
    assert not Device.objects.exists()


def test_a_closed_intake_says_so_to_everybody(portal, settings) -> None:
    settings.INTAKE_POLICY = "closed"
    assert "市网已停止受理产权备案证(旧证)入库" in text_of(portal.get(ADD))


def test_an_open_intake_lets_owners_elsewhere_in(signed_in, outsider, settings) -> None:
    settings.INTAKE_POLICY = "open"
    assert signed_in(outsider).post(ADD, record_form()).status_code == 302


def test_the_owner_is_the_persons_firm_whatever_is_posted(portal, firm, other_firm) -> None:
    forged = {
        "device.owner_enterprise": other_firm.name,
        "device.owner_uscc": other_firm.uscc,
        "enterprise": other_firm.pk,
        "intake_status": "approved",
        "certificate_status": "renewed",
    }
    portal.post(ADD, record_form() | forged)
    device = Device.objects.get()
    assert (device.enterprise_id, device.intake_status, device.certificate_status) == (firm.pk, "draft", "")
    assert "owner_uscc" not in device.details


def test_the_same_serial_as_another_firms_machine_stays_a_draft_in_silence(
    portal, stranger, reviewer
) -> None:
    registered(stranger, reviewer)
    answer = portal.post(ADD, record_form(), follow=True)
    assert answer.status_code == 200
    assert "已登记的另一台设备" not in text_of(answer)


def test_a_file_without_a_record_is_not_kept_as_anybodys(portal) -> None:
    portal.post(ADD, {**record_form(device__manufacture_date="昨天"), "attachments.nameplate_photo": png()})
    assert StoredFile.objects.count() == 1
    assert not Attachment.objects.exists()


def test_others_do_not_get_the_form(reviewer) -> None:
    names_who_may(ADD, record_form(), reviewer)
    asks_to_log_in(ADD, record_form())
    assert not Device.objects.exists()
