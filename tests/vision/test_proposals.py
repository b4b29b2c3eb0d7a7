"""识别铭牌 on 添加设备 and 证件换发: proposed beside what is typed, never imposed; nobody reads another firm's papers."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Attachment
from documents.services import take_bytes
from tests.cases import drafted, recorded
from tests.pages import ADD, of_renewal, record_form
from tests.vision import written
from tests.vision.conftest import photo
from tests.vision.papers import PLATE, RECOGNISE, address, attached, stored, token_for, work
from vision.models import Reading

pytestmark = pytest.mark.django_db


def test_a_photo_is_first_read_and_then_proposed_with_crop_and_confidence(signed_in, clerk) -> None:
    portal, file = signed_in(clerk), stored(PLATE)
    asked = {
        "recognise": "nameplate_photo",
        "staged": token_for(clerk, file),
        "device.model": "QTZ80(TC6012)",
    }
    waiting = portal.post(address(), asked).content.decode()
    assert "正在识别" in waiting
    assert "data-take" not in waiting
    work()
    page = portal.post(address(), asked).content.decode()
    assert "铭牌上识别出 3 项" in page
    assert 'data-take="device.model" data-value="QTZ100(TC6513)"' in page
    assert "已填 QTZ80(TC6012)" in page
    assert "替换" in page
    assert "把握高" in page
    assert (
        'data-take="parameters.rated_load_moment" data-value="100"' in page
    )  # in t·m, as the old certificate
    crop = portal.get(re.search(r'src="(/files/crops/[^"]+)"', page)[1])
    assert (crop.status_code, crop["Content-Type"], crop["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, no-cache",
    )
    assert portal.get(crop.request["PATH_INFO"], headers={"If-None-Match": crop["ETag"]}).status_code == 304


def test_what_is_typed_already_and_agrees_needs_no_button(signed_in, clerk) -> None:
    portal, file = signed_in(clerk), stored(["规格型号：QTZ100(TC6513)"])
    asked = {
        "recognise": "nameplate_photo",
        "staged": token_for(clerk, file),
        "device.model": " QTZ100(TC6513) ",
    }
    portal.post(address(), asked)
    work()
    page = portal.post(address(), asked).content.decode()
    assert "与已填内容一致" in page
    assert "data-take" not in page


def test_only_the_blank_fields_are_filled_by_taking_all(signed_in, clerk) -> None:
    portal, file = signed_in(clerk), stored(PLATE)
    asked = {
        "recognise": "nameplate_photo",
        "staged": token_for(clerk, file),
        "device.model": "QTZ80(TC6012)",
    }
    portal.post(address(), asked)
    work()
    page = portal.post(address(), asked).content.decode()
    assert "全部采用(填入 2 个空白项)" in page
    assert len(re.findall(r"data-blank>", page)) == 2


def test_a_stranger_s_paper_is_not_read_for_anybody_else(signed_in, clerk, stranger) -> None:
    device = recorded(clerk, 1)
    paper = attached(device, clerk, stored(PLATE))
    work()
    page = (
        signed_in(stranger)
        .post(address(), {"recognise": "nameplate_photo", "held": str(paper.pk)})
        .content.decode()
    )
    assert "请先在" in page
    theirs = signed_in(stranger).post(
        address(), {"recognise": "nameplate_photo", "staged": token_for(clerk, paper.file)}
    )
    assert "请先在" in theirs.content.decode()
    mine = (
        signed_in(clerk)
        .post(address(), {"recognise": "nameplate_photo", "held": str(paper.pk)})
        .content.decode()
    )
    crop = re.search(r'src="(/files/crops/[^"]+)"', mine)[1]
    assert signed_in(clerk).get(crop).status_code == 200
    assert signed_in(stranger).get(crop).status_code == 404


def test_a_crop_ends_with_the_right_to_see_the_paper(signed_in, clerk) -> None:
    device = recorded(clerk, 1)
    paper = attached(device, clerk, stored(PLATE))
    work()
    page = (
        signed_in(clerk)
        .post(address(), {"recognise": "nameplate_photo", "held": str(paper.pk)})
        .content.decode()
    )
    crop = re.search(r'src="(/files/crops/[^"]+)"', page)[1]
    Attachment.objects.filter(pk=paper.pk).delete()
    assert signed_in(clerk).get(crop).status_code == 404


def test_a_removed_paper_is_not_read(signed_in, clerk) -> None:
    device = recorded(clerk, 1)
    paper = attached(device, clerk, stored(PLATE))
    asked = {"recognise": "nameplate_photo", "held": str(paper.pk), "remove_attachment": str(paper.pk)}
    assert "请先在" in signed_in(clerk).post(address(), asked).content.decode()


def test_what_cannot_be_read_is_said_and_can_be_tried_again(signed_in, clerk) -> None:
    file = take_bytes(data=photo(90), name="墙.jpg", path="attachments.nameplate_photo").file
    asked = {"recognise": "nameplate_photo", "staged": token_for(clerk, file)}
    portal = signed_in(clerk)
    portal.post(address(), asked)
    work()
    page = portal.post(address(), asked).content.decode()
    assert "没有认出文字" in page
    assert "data-again" in page
    written.write(photo(90), PLATE)
    assert "正在识别" in portal.post(address(), asked | {"again": "1"}).content.decode()
    work()
    assert "识别出 3 项" in portal.post(address(), asked).content.decode()


def test_a_page_that_waits_for_ever_is_told_to_go_on_by_hand(signed_in, clerk) -> None:
    asked = {"recognise": "nameplate_photo", "staged": token_for(clerk, stored(PLATE)), "looks": "60"}
    page = signed_in(clerk).post(address(), asked).content.decode()
    assert "识别还没有完成" in page
    assert "hx-trigger" not in page


def test_without_recognition_there_is_no_trace_of_it(signed_in, clerk, reviewer, settings) -> None:
    settings.RECOGNITION = "off"
    portal, renewal = signed_in(clerk), drafted(clerk, reviewer)
    for page in (f"{ADD}?category=tower_crane", of_renewal(renewal, "edit/")):
        text = portal.get(page).content.decode()
        assert "recognise" not in text
        assert "识别铭牌" not in text
    asked = {"recognise": "nameplate_photo", "staged": token_for(clerk, stored(PLATE))}
    assert portal.post(address(), asked).status_code == 409
    portal.post(
        ADD,
        record_form(2)
        | {"attachments.nameplate_photo": SimpleUploadedFile("a.jpg", photo(80), "image/jpeg")},
    )
    assert not Reading.objects.exists()


def test_with_recognition_the_forms_offer_it(signed_in, clerk, reviewer) -> None:
    portal, renewal = signed_in(clerk), drafted(clerk, reviewer)
    for page in (f"{ADD}?category=tower_crane", of_renewal(renewal, "edit/")):
        answer = portal.get(page)
        assert "data-recognise" in answer.content.decode()
        assert len(answer.content) <= 56 * 1024


def test_what_a_page_cannot_mean_is_refused_in_words(signed_in, clerk) -> None:
    portal = signed_in(clerk)
    for where, kind in (
        (f"{RECOGNISE}?for=intake.no_such.1", "nameplate_photo"),
        (RECOGNISE, "nameplate_photo"),
        (address(), "other"),
    ):
        answer = portal.post(where, {"recognise": kind}, headers={"HX-Request": "true"})
        assert answer.status_code == 422
        assert "请刷新页面后再试" in answer.content.decode()


def test_the_page_looks_again_with_what_it_asked_for(signed_in, clerk) -> None:
    device = recorded(clerk, 1)
    paper = attached(device, clerk, stored(PLATE))
    page = (
        signed_in(clerk)
        .post(address(), {"recognise": "nameplate_photo", "held": str(paper.pk)})
        .content.decode()
    )
    said = re.search(r'hx-vals="([^"]+)"', page)[1].replace("&quot;", '"')
    assert json.loads(said) == {"recognise": "nameplate_photo", "held": [str(paper.pk)], "looks": 1}
