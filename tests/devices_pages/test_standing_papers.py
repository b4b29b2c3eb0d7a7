"""企业公共附件: given once on the firm's page, at hand on every form, frozen with every submission."""

from __future__ import annotations

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from devices.services.standing_papers import keep_standing_papers
from documents.models import Attachment, SubjectKind
from documents.services import store_bytes
from documents.staging import Staged
from ground.errors import NotAllowed, RuleBroken
from renewals.models import Submission
from tests.cases import PNG, corrected, drafted, recorded, rejected, submitted, waiting
from tests.documents.sample_files import pdf
from tests.pages import of_device, of_renewal, png, text_of, words_of

pytestmark = pytest.mark.django_db
PAGE = "/portal/enterprise/"


@pytest.fixture
def portal(signed_in, clerk):
    return signed_in(clerk)


def standing(firm) -> list[Attachment]:
    return list(Attachment.objects.of(SubjectKind.ENTERPRISE, firm.pk))


def give(person, kind: str = "business_license", data: bytes = b"", name: str = "执照.pdf") -> None:
    """The firm's paper, given by the service."""
    file = store_bytes(data=data or pdf(), media_type="application/pdf")
    keep_standing_papers(user=person, staged=[Staged(file, name, kind)], removed=[])


def frozen(renewal, round_number: int = 1) -> dict[str, list[str]]:
    """The names of the submission's papers by kind."""
    found: dict[str, list[str]] = {}
    for item in Submission.objects.get(renewal=renewal, round=round_number).attachments:
        found.setdefault(item["kind"], []).append(item["name"])
    return found


def test_a_paper_is_added_seen_and_opened(portal, firm) -> None:
    answer = portal.post(PAGE, {"attachments.business_license": png("执照.png")}, follow=True)
    assert "企业公共附件已保存" in text_of(answer)
    assert "已上传" not in words_of(answer)
    [paper] = standing(firm)
    assert portal.get(f"/files/{paper.pk}/{paper.name}").status_code == 200


def test_a_paper_is_replaced_in_one_go_and_the_old_one_can_still_be_read(portal, clerk, firm) -> None:
    give(clerk)
    [old] = standing(firm)
    portal.post(PAGE, {"remove_attachment": old.pk, "attachments.business_license": png("新执照.png")})
    assert [paper.name for paper in standing(firm)] == ["新执照.png"]
    assert portal.get(f"/files/{old.pk}/{old.name}").status_code == 200


def test_the_same_file_may_come_and_go_again(portal, clerk, firm) -> None:
    for _ in range(3):
        give(clerk)
        [paper] = standing(firm)
        portal.post(PAGE, {"remove_attachment": paper.pk})
    assert standing(firm) == []
    assert Attachment.objects.filter(subject=SubjectKind.FORMER_OF_ENTERPRISE).count() == 3


def test_a_second_click_changes_nothing(portal, clerk, firm) -> None:
    give(clerk)
    [paper] = standing(firm)
    again = {"remove_attachment": paper.pk}
    portal.post(PAGE, again)
    answer = portal.post(PAGE, again, follow=True)
    assert answer.status_code == 200
    for _ in range(2):
        portal.post(PAGE, {"attachments.authenticity_commitment": png("承诺书.png")})
    assert [paper.kind for paper in standing(firm)] == ["authenticity_commitment"]


def test_an_empty_form_says_that_nothing_was_added(portal) -> None:
    assert "没有添加或移除文件" in text_of(portal.post(PAGE, {}, follow=True))


def test_a_bad_file_is_refused_at_its_row_and_the_good_one_is_kept_for_the_next_try(portal, firm) -> None:
    bad = SimpleUploadedFile("执照.pdf", b"no pdf", "application/pdf")
    answer = portal.post(
        PAGE, {"attachments.business_license": bad, "attachments.authenticity_commitment": png("承诺书.png")}
    )
    assert answer.status_code == 422
    assert "执照.pdf：" in text_of(answer)
    assert "承诺书.png" in text_of(answer)
    assert standing(firm) == []


def test_too_many_of_a_kind_are_refused_at_the_kind(portal, clerk, firm) -> None:
    for number in range(10):
        give(clerk, data=f"%PDF-1.7 {number}".encode())
    answer = portal.post(PAGE, {"attachments.business_license": png()})
    assert (answer.status_code, "最多添加 10 个文件" in text_of(answer)) == (422, True)
    assert len(standing(firm)) == 10


def test_a_machines_own_paper_is_none_of_the_firms(clerk) -> None:
    with pytest.raises(RuleBroken, match="不是企业公共附件"):
        give(clerk, "nameplate_photo")


def test_a_firm_touches_its_own_papers_alone(clerk, stranger, reviewer, signed_in, firm) -> None:
    give(clerk)
    [paper] = standing(firm)
    signed_in(stranger).post(PAGE, {"remove_attachment": paper.pk})
    assert signed_in(stranger).get(f"/files/{paper.pk}/{paper.name}").status_code == 404
    refused = signed_in(reviewer).post(PAGE, {"remove_attachment": paper.pk})
    assert (refused.status_code, "请由企业用户、企业管理员办理" in text_of(refused)) == (403, True)
    with pytest.raises(NotAllowed):
        keep_standing_papers(user=reviewer, staged=[], removed=[paper.pk])
    assert Client().post(PAGE, {}).url == f"/accounts/login/?next={PAGE}"
    assert standing(firm) == [paper]


def test_every_form_shows_the_papers_as_at_hand(portal, clerk, reviewer) -> None:
    give(clerk)
    renewal, device = drafted(clerk, reviewer), recorded(clerk, 2)
    for address in (of_renewal(renewal, "edit/"), of_device(device, "edit/")):
        assert "使用企业公共附件，无需重复添加" in words_of(portal.get(address))
    for address in (of_renewal(renewal), of_device(device)):
        assert "企业公共附件" in words_of(portal.get(address))


def test_a_submission_takes_the_firms_papers_with_it(clerk, reviewer) -> None:
    give(clerk)
    renewal = waiting(clerk, reviewer)
    assert frozen(renewal)["business_license"] == ["执照.pdf"]


def test_the_renewals_own_paper_goes_before_the_firms(clerk, reviewer, firm) -> None:
    give(clerk)
    renewal = drafted(clerk, reviewer)
    Attachment.objects.create(
        file=store_bytes(data=PNG, media_type="image/png"),
        kind="business_license",
        name="本件执照.png",
        enterprise=firm,
        subject=SubjectKind.RENEWAL,
        subject_id=renewal.pk,
    )
    assert frozen(submitted(renewal, clerk))["business_license"] == ["本件执照.png"]


def test_a_round_keeps_the_paper_it_was_handed_in_with(portal, clerk, reviewer, firm, signed_in) -> None:
    give(clerk)
    renewal = rejected(clerk, reviewer)
    [old] = standing(firm)
    portal.post(PAGE, {"remove_attachment": old.pk, "attachments.business_license": png("新执照.png")})
    corrected(renewal, clerk, max_working_radius="59")
    assert frozen(renewal)["business_license"] == ["执照.pdf"]
    assert frozen(renewal, 2)["business_license"] == ["新执照.png"]
    assert signed_in(reviewer).get(f"/files/{old.pk}/{old.name}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_paper_at_once_add_it_once(clerk, manager, firm) -> None:
    begin, trouble = threading.Barrier(2), []

    def add(person) -> None:
        from django.db import connection

        begin.wait(10)
        try:
            give(person)
        except Exception as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=(person,)) for person in (clerk, manager)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert trouble == []
    assert len(standing(firm)) == 1
