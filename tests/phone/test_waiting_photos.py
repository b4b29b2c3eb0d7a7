"""Pictures for machines of a batch without a renewal: they wait in the batch and are added by 生成申请."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from devices.models import Device
from documents.models import Attachment, SubjectKind
from ground.glossary import Step
from renewals.batch.choosing import Choice, start_batch
from renewals.batch.intake.making import start_intake_batch
from renewals.models import BatchMachine, PackFile, PhotoLink
from tests.batch.books import FIRST, checked, downloaded, fill_in, of_batch, work
from tests.cases import MODEL, recorded, registered, start
from tests.documents.sample_files import jpeg
from tests.pages import of_renewal, text_of, words_of
from tests.phone.test_photos import KIND, send_in_pieces
from tests.phone.test_the_desk_sees import look

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(clerk, reviewer):
    return registered(clerk, reviewer, 1)


@pytest.fixture
def batch(clerk, machine):
    return start_batch(user=clerk, choice=Choice(ids=(machine.pk,)))


@pytest.fixture
def here(link, batch, machine) -> str:
    """The machine's page on the phone."""
    return f"{link(of_batch(batch, 'phone/'))}m/{machine.pk}/"


def make_renewals(portal, batch) -> None:
    checked(portal, batch, fill_in(downloaded(portal, batch), FIRST, model=MODEL))
    portal.post(of_batch(batch, "make/"))
    work()


def test_a_photo_waits_and_is_added_with_its_mark_when_the_renewal_is_made(
    portal, phone, here, batch, machine
) -> None:
    page = words_of(phone.get(here))
    assert "生成申请后自动添加" in page
    assert machine.factory_number in page
    assert send_in_pieces(phone, here, jpeg()).json()["count"] == 1
    assert not Attachment.objects.filter(photo_link_id__isnull=False).exists()
    seen = look(portal, rows="")
    assert "已收到 1 个文件" in seen
    assert "其中 1 个的设备还没有生成申请" in seen
    assert of_batch(batch, "papers/") in text_of(portal.get(of_batch(batch)))
    assert "待生成后添加 1" in text_of(portal.get(of_batch(batch, "papers/")))
    make_renewals(portal, batch)
    added = Attachment.objects.get(photo_link_id__isnull=False)
    renewal = BatchMachine.objects.get().renewal
    assert (added.subject, added.subject_id, added.kind) == (SubjectKind.RENEWAL, renewal.pk, KIND)
    assert added.photo_link_id == PhotoLink.objects.get().pk
    assert "扫码上传" in words_of(portal.get(of_renewal(renewal)))
    assert "其中" not in look(portal, rows="")
    assert PackFile.objects.get().verdict == "taken"


def test_the_history_of_the_machine_names_link_and_maker(phone, here, machine, clerk) -> None:
    send_in_pieces(phone, here, jpeg())
    entry = HistoryEntry.objects.of_device(machine.pk).first()
    assert entry.step == Step.PHOTO_ADDED
    assert entry.actor_id == str(clerk.pk)
    assert "生成申请后添加" in entry.opinion


def test_the_same_photo_waits_once_and_counts_once(phone, here) -> None:
    photo = jpeg()
    assert [send_in_pieces(phone, here, photo).json()["count"] for _ in range(2)] == [1, 1]
    assert PackFile.objects.count() == PhotoLink.objects.get().files == 1


def test_several_kinds_and_files_wait_together(phone, here, portal, batch) -> None:
    send_in_pieces(phone, here, jpeg((1200, 800)))
    send_in_pieces(phone, here, jpeg((1000, 800)), name="二.jpg")
    send_in_pieces(phone, here, jpeg((1100, 800)), name="铭牌.jpg", kind="nameplate_photo")
    make_renewals(portal, batch)
    assert Attachment.objects.filter(photo_link_id__isnull=False).count() == 3


def test_room_is_looked_at_before_it_waits(phone, here, settings) -> None:
    settings.ATTACH_LIMITS = {"files_per_kind": 1}
    assert send_in_pieces(phone, here, jpeg()).status_code == 200
    refused = send_in_pieces(phone, here, jpeg((900, 700)))
    assert refused.status_code == 422
    assert "最多添加 1 个文件" in refused.json()["detail"]
    assert PackFile.objects.count() == 1


def test_once_the_renewal_is_there_photos_go_to_it(phone, here, clerk, machine) -> None:
    renewal = start(machine, clerk, 1)
    assert send_in_pieces(phone, here, jpeg()).json()["count"] == 1
    assert Attachment.objects.of(SubjectKind.RENEWAL, renewal.pk).filter(kind=KIND).count() == 1
    assert not PackFile.objects.exists()


def test_a_machine_that_cannot_be_renewed_takes_nothing(phone, here, machine) -> None:
    Device.objects.filter(pk=machine.pk).update(certificate_status="deferred")
    page = phone.get(here)
    assert (page.status_code, "暂不换证" in words_of(page)) == (409, True)
    assert send_in_pieces(phone, here, jpeg()).status_code == 409
    assert "已不能传图" in words_of(phone.get(here.partition("/m/")[0] + "/"))
    assert not PackFile.objects.exists()


def test_a_record_of_an_intake_batch_still_says_why_not(phone, link, clerk) -> None:
    device = recorded(clerk, 5)
    intake = start_intake_batch(user=clerk)
    BatchMachine.objects.create(batch=intake, device=device)
    path = link(of_batch(intake, "phone/"))
    assert "还没有生成换证申请" in words_of(phone.get(path))
    assert phone.get(f"{path}m/{device.pk}/").status_code == 409
