"""扫码传图: what a phone sends belongs to the firm's draft, and to nothing else."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from audit.account_events import AccountEvent
from audit.models import HistoryEntry
from documents.models import Attachment, StagedUpload, SubjectKind
from documents.services import store_bytes
from ground.errors import RuleBroken
from ground.glossary import Step
from renewals.models import PhotoLink
from renewals.phone.receiving import add_photo
from renewals.services.submitting import submit_renewal
from tests.cases import (
    PNG,
    accepted,
    again,
    drafted,
    handed_in,
    recorded,
    registered,
    rejected,
    voided,
    waiting,
)
from tests.documents.sample_files import jpeg, pdf, upload
from tests.pages import of_device, of_renewal, png, renewal_form, text_of, words_of

pytestmark = pytest.mark.django_db
KIND = "device_photo"
FIELD = f"attachments.{KIND}"
JSON = {"accept": "application/json"}


def of(subject: SubjectKind, thing) -> list[Attachment]:
    return list(Attachment.objects.of(subject, thing.pk).filter(kind=KIND))


def send_in_pieces(client, path: str, data: bytes, name: str = "整机.jpg", kind: str = KIND):
    """What the page's script does with one file."""
    begun = client.post(f"{path}uploads/", {"name": name, "size": len(data)}, headers=JSON)
    if begun.status_code != 200:
        return begun
    return client.post(
        f"{path}uploads/{begun.json()['token']}/?kind={kind}",
        data,
        content_type="application/octet-stream",
        headers={**JSON, "upload-offset": "0"},
    )


def test_a_photo_arrives_at_the_renewal_and_is_traced_to_the_link_and_its_maker(
    phone, link, clerk, reviewer
) -> None:
    renewal = drafted(clerk, reviewer)
    answer = send_in_pieces(phone, link(of_renewal(renewal, "phone/")), jpeg())
    assert (answer.status_code, answer.json()["count"]) == (200, 1)
    [photo] = of(SubjectKind.RENEWAL, renewal)
    [made] = PhotoLink.objects.all()
    assert (photo.photo_link_id, photo.added_by, photo.enterprise) == (made.pk, clerk, renewal.enterprise)
    entry = HistoryEntry.objects.get(step=Step.PHOTO_ADDED)
    assert (entry.renewal_id, entry.actor_id) == (renewal.pk, str(clerk.pk))
    assert (entry.detail["link"], entry.detail["attachment"]) == (made.pk, photo.pk)
    assert (made.files, made.size) == (1, photo.file.size)
    assert AccountEvent.objects.filter(step="photo_link_made", account_id=clerk.pk).count() == 1


def test_a_draft_of_a_machine_and_the_firms_standing_papers_take_them_too(phone, link, clerk, firm) -> None:
    device = recorded(clerk)
    send_in_pieces(phone, link(of_device(device, "phone/")), jpeg())
    assert len(of(SubjectKind.DEVICE, device)) == 1
    path = link("/portal/enterprise/phone/")
    assert send_in_pieces(phone, path, pdf(), "执照.pdf", "business_license").json()["count"] == 1
    assert Attachment.objects.of(SubjectKind.ENTERPRISE, firm.pk).get().photo_link_id
    assert AccountEvent.objects.filter(step="photo_added").count() == 1


def test_a_phone_without_script_sends_all_at_once_and_a_bad_file_keeps_none_back(
    phone, link, clerk, reviewer
) -> None:
    renewal = drafted(clerk, reviewer)
    path = link(of_renewal(renewal, "phone/"))
    assert "已收到 1 个文件" in text_of(phone.post(path, {FIELD: png("整机.png")}, follow=True))
    mixed = phone.post(path, {FIELD: [upload(b"GIF89a", "动.gif"), upload(jpeg(), "侧面.jpg")]})
    assert mixed.status_code == 422
    assert "整机照片 动.gif：" in text_of(mixed)
    assert [photo.name for photo in of(SubjectKind.RENEWAL, renewal)] == ["整机.png", "侧面.jpg"]
    assert "没有选择文件" in text_of(phone.post(path, {}, follow=True))


def test_an_answer_that_was_lost_adds_the_photo_once(phone, link, clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    path = link(of_renewal(renewal, "phone/"))
    for _ in range(2):
        send_in_pieces(phone, path, jpeg())
    assert (len(of(SubjectKind.RENEWAL, renewal)), PhotoLink.objects.get().files) == (1, 1)
    assert HistoryEntry.objects.filter(step=Step.PHOTO_ADDED).count() == 1


def test_the_form_that_was_open_meanwhile_can_still_be_saved(portal, phone, link, clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    form = renewal_form(revision=renewal.revision)
    send_in_pieces(phone, link(of_renewal(renewal, "phone/")), jpeg())
    assert portal.post(of_renewal(renewal, "edit/"), form).status_code == 302
    assert len(of(SubjectKind.RENEWAL, renewal)) == 1


@pytest.mark.parametrize(
    ("make", "word"),
    [(waiting, "已提交备案"), (accepted, "已接受备案"), (lambda c, r: voided(c, r, c), "已作废")],
)
def test_after_the_hand_over_nothing_more_is_taken(phone, link, clerk, manager, reviewer, make, word) -> None:
    renewal = drafted(clerk, reviewer, 2)
    path = link(of_renewal(renewal, "phone/"))
    closed = voided(clerk, reviewer, manager, 1) if word == "已作废" else make(clerk, reviewer, 1)
    PhotoLink.objects.update(subject_id=closed.pk)
    page = phone.get(path)
    assert (page.status_code, word in words_of(page), "拍照" in words_of(page)) == (409, True, False)
    begun = send_in_pieces(phone, path, jpeg())
    assert (begun.status_code, word in begun.json()["detail"]) == (409, True)
    assert phone.post(path, {FIELD: png()}).status_code == 409
    assert of(SubjectKind.RENEWAL, closed) == []
    assert PhotoLink.objects.get().files == 0


def test_what_was_begun_before_the_hand_over_is_refused_when_it_arrives(phone, link, clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    path, data = link(of_renewal(renewal, "phone/")), jpeg()
    token = phone.post(f"{path}uploads/", {"name": "1.jpg", "size": len(data)}, headers=JSON).json()["token"]
    submit_renewal(renewal_id=renewal.pk, revision=renewal.revision, user=clerk, declared=True)
    late = phone.post(
        f"{path}uploads/{token}/?kind={KIND}",
        data,
        content_type="application/octet-stream",
        headers={**JSON, "upload-offset": "0"},
    )
    assert (late.status_code, "已提交备案" in late.json()["detail"]) == (409, True)
    assert of(SubjectKind.RENEWAL, renewal) == []


def test_a_refused_renewal_takes_photos_again(phone, link, clerk, reviewer) -> None:
    renewal = rejected(clerk, reviewer)
    assert send_in_pieces(phone, link(of_renewal(renewal, "phone/")), jpeg()).status_code == 200
    assert again(renewal).approval_status == "rejected"


@pytest.mark.parametrize("make", [handed_in, lambda c: None])
def test_a_machine_under_review_or_in_the_register_gets_no_link(portal, clerk, reviewer, make) -> None:
    device = make(clerk) or registered(clerk, reviewer, 2)
    answer = portal.post(of_device(device, "phone/"))
    assert (answer.status_code, "不能再传图" in text_of(answer)) == (409, True)
    assert PhotoLink.objects.count() == 0


@pytest.mark.parametrize("kind", ["", "no_such_paper", "business_license"])
def test_a_kind_that_is_not_asked_for_is_refused(phone, link, clerk, reviewer, kind) -> None:
    path = link(of_renewal(drafted(clerk, reviewer), "phone/"))
    assert send_in_pieces(phone, path, jpeg(), kind=kind).json()["code"] == "photo_kind"
    assert not Attachment.objects.filter(photo_link_id__isnull=False).exists()


def test_a_link_brings_so_many_files_and_bytes_and_no_more(phone, link, clerk, reviewer, settings) -> None:
    path = link(of_renewal(drafted(clerk, reviewer), "phone/"))
    settings.ATTACH_LIMITS = {"link_files": 2}
    assert [send_in_pieces(phone, path, jpeg((1000 + n, 20))).status_code for n in range(3)] == [
        200,
        200,
        404,
    ]
    settings.ATTACH_LIMITS = {"link_bytes": PhotoLink.objects.get().size + 10}
    full = send_in_pieces(phone, path, jpeg((1100, 700)))
    assert (full.status_code, full.json()["code"]) == (422, "photo_link_full")
    assert PhotoLink.objects.get().files == 2


def test_the_limits_of_the_draft_hold_for_the_phone(phone, link, clerk, reviewer, settings) -> None:
    path = link(of_renewal(drafted(clerk, reviewer), "phone/"))
    settings.ATTACH_LIMITS = {"files_per_kind": 1}
    assert send_in_pieces(phone, path, jpeg()).status_code == 200
    assert "最多添加 1 个文件" in send_in_pieces(phone, path, jpeg((1300, 900))).json()["detail"]


def test_a_file_on_its_way_is_the_links_alone(phone, portal, link, clerk, reviewer) -> None:
    first, second = drafted(clerk, reviewer), drafted(clerk, reviewer, 2)
    path, other = link(of_renewal(first, "phone/")), link(of_renewal(second, "phone/"))
    token = phone.post(f"{path}uploads/", {"name": "1.jpg", "size": 10}, headers=JSON).json()["token"]
    assert phone.get(f"{other}uploads/{token}/", headers=JSON).json()["code"] == "upload_gone"
    assert portal.get(f"/files/uploads/{token}/", headers=JSON).json()["code"] == "upload_gone"
    assert StagedUpload.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_phone_and_desk_at_once_no_more_than_ten_are_kept(link, clerk, reviewer) -> None:
    renewal = drafted(clerk, reviewer)
    token = link(of_renewal(renewal, "phone/")).split("/")[2]
    files = [store_bytes(data=PNG + bytes([n]), media_type="image/png") for n in range(14)]
    refused: list[str] = []

    def send(mine) -> None:
        try:
            for file in mine:
                add_photo(token=token, machine_id=None, kind=KIND, name="整机.png", file=file)
        except RuleBroken as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(files[at::2],)) for at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(of(SubjectKind.RENEWAL, renewal)) == 10
    assert set(refused) == {"too_many_files"}
    assert PhotoLink.objects.get().files == 10
