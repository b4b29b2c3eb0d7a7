"""What the open form at the desk sees of the pictures that arrive, and the one code of a batch."""

from __future__ import annotations

import pytest

from documents.models import Attachment, SubjectKind
from renewals.batch.choosing import Choice, start_batch
from renewals.models import PhotoLink
from renewals.phone.views.desk import LOOKS
from tests.cases import recorded, registered, start, waiting
from tests.documents.sample_files import jpeg
from tests.pages import ADD, of_device, of_renewal, record_form, renewal_form, text_of, words_of
from tests.phone.test_photos import KIND, send_in_pieces

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


def look(client, **asked) -> str:
    made = PhotoLink.objects.latest("pk")
    return text_of(client.get(f"/portal/phone/{made.pk}/arrived/", {"rows": 1, **asked}, headers=HTMX))


def test_a_photo_is_told_once_to_the_forms_own_list(portal, phone, link, clerk) -> None:
    path = link(of_device(recorded(clerk), "phone/"))
    assert "等待手机传图" in look(portal)
    send_in_pieces(phone, path, jpeg())
    seen = look(portal)
    photo = Attachment.objects.get(kind=KIND)
    assert f'hx-swap-oob="afterbegin:[data-paper={KIND}] .files"' in seen
    assert f'name="remove_attachment" value="{photo.pk}"' in seen
    later = look(portal, since=photo.pk)
    assert "hx-swap-oob" not in later
    assert "已收到 1 个文件" in later


def test_the_looking_ends_with_the_link_and_after_a_while(portal, link, clerk) -> None:
    link(of_device(recorded(clerk), "phone/"))
    assert "every 3s" in look(portal)
    tired = look(portal, looks=LOOKS)
    assert "every 3s" not in tired
    assert "已暂停刷新" in tired
    portal.post(f"/portal/phone/{PhotoLink.objects.get().pk}/end/")
    ended = look(portal)
    assert "every 3s" not in ended
    assert "已不能再用" in ended


def test_a_form_that_is_not_saved_yet_is_saved_first(portal, clerk, reviewer) -> None:
    added = portal.post(ADD, record_form() | {"after": "phone"})
    assert added["Location"].endswith("/edit/#phone")
    device = registered(clerk, reviewer, 2)
    page = text_of(portal.get(of_device(device, "renewal/")))
    assert "扫码传图(先存草稿)" in page
    begun = portal.post(
        of_device(device, "renewal/"), renewal_form(2, revision=device.revision) | {"after": "phone"}
    )
    assert begun["Location"].endswith("/edit/#phone")
    assert 'data-dialog="phone"' in text_of(portal.get(begun["Location"]))


def test_photos_by_phone_are_marked_on_form_and_page(portal, phone, link, clerk) -> None:
    device = recorded(clerk)
    send_in_pieces(phone, link(of_device(device, "phone/")), jpeg())
    for address in (of_device(device), of_device(device, "edit/")):
        assert "扫码上传" in words_of(portal.get(address))
    assert "扫码传图" in words_of(portal.get(of_device(device)))


@pytest.fixture
def batch(clerk, reviewer):
    """Three machines: a draft, one handed in, one without a renewal."""
    machines = [registered(clerk, reviewer, number) for number in (1, 2, 3)]
    made = start_batch(user=clerk, choice=Choice(ids=tuple(machine.pk for machine in machines)))
    return made, machines


def test_one_code_of_a_batch_lists_its_machines_and_finds_them_by_serial(
    portal, phone, link, clerk, reviewer, batch
) -> None:
    made, machines = batch
    renewal = start(machines[0], clerk, 1)
    path = link(f"/portal/batches/{made.pk}/phone/")
    page = text_of(phone.get(path))
    assert f"{path}m/{machines[0].pk}/" in page
    assert "去拍照，生成申请后添加" in page
    found = words_of(phone.get(path, {"q": machines[1].factory_number}))
    assert machines[1].factory_number in found
    assert machines[0].factory_number not in found
    here = f"{path}m/{machines[0].pk}/"
    assert machines[0].factory_number in words_of(phone.get(here))
    assert send_in_pieces(phone, here, jpeg()).json()["count"] == 1
    assert Attachment.objects.of(SubjectKind.RENEWAL, renewal.pk).filter(kind=KIND).count() == 1
    assert "已收到 1 个文件" in look(portal, rows="")


def test_what_is_in_no_batch_or_waits_for_intake_takes_nothing(phone, link, clerk, reviewer, batch) -> None:
    made, _machines = batch
    path = link(f"/portal/batches/{made.pk}/phone/")
    elsewhere = waiting(clerk, reviewer, 9)
    page = phone.get(f"{path}m/{elsewhere.device_id}/")
    assert (page.status_code, "没有找到" in words_of(page)) == (409, True)
    assert send_in_pieces(phone, f"{path}m/{elsewhere.device_id}/", jpeg()).status_code == 409
    assert send_in_pieces(phone, path, jpeg()).status_code == 409
    assert not Attachment.objects.filter(photo_link_id__isnull=False).exists()


def test_the_phones_list_costs_the_same_for_every_machine(
    phone, link, clerk, batch, django_assert_max_num_queries
) -> None:
    path = link(f"/portal/batches/{batch[0].pk}/phone/")
    with django_assert_max_num_queries(12):
        phone.get(path)


def test_the_words_of_the_phones_pages_are_the_houses(phone, link, clerk, reviewer) -> None:
    renewal = start(registered(clerk, reviewer), clerk, 1)
    words = words_of(phone.get(link(of_renewal(renewal, "phone/"))))
    assert "None" not in words
    assert "已上传" not in words
    assert "必备" in words or "已有" in words
