"""上报疑似问题 by anybody: what is kept, what is refused, and how one learns what became of it."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from cases.models import Case, CaseEvent, CasePhoto
from cases.reporting import new_form_key
from documents.models import StoredFile
from tests import cases
from tests.documents.sample_files import pdf, upload
from tests.pages import png, text_of
from tests.reported.ways import ANSWER, LOOK_UP, REPORT, TEXT, press, reported, send, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(clerk, reviewer):
    return cases.registered(clerk, reviewer)


def look_up(reference: str, code: str):
    return Client().post(LOOK_UP, {"reference": reference, "code": code})


def test_a_report_is_kept_with_the_machine_and_a_code(device):
    case, code = reported(contact="13800001234", photos=[png("号牌.png")])
    assert (case.device, case.kind, case.text) == (device, "plate_differs", TEXT)
    assert case.photos.get().name == "号牌.png"
    assert len(code) == 8
    assert code not in case.code_digest
    assert [event.step for event in CaseEvent.objects.all()] == ["reported"]


def test_the_result_page_of_a_check_leads_to_it(device):
    query = {"number": "粤T-T00001", "serial": "2018-0001"}
    page = text_of(Client().get("/verify/", query))
    address = "/verify/report/?number=%E7%B2%A4T-T00001&serial=2018-0001"
    assert address in page
    form = text_of(Client().get(address))
    assert 'value="粤T-T00001"' in form
    assert device.enterprise.name in form


def test_a_number_that_nobody_has_is_reported_too(db):
    case, _code = reported(number="粤T-T99999", serial="NOBODY")
    assert case.device is None


def test_what_became_of_it_is_told_by_number_and_code(device, reviewer):
    case, code = reported()
    assert "等待审批办处理" in text_of(look_up(case.reference, code))
    press(reviewer, case, "claim")
    assert "正在核查" in text_of(look_up(case.reference.lower().replace("-", ""), code.lower()))
    press(reviewer, case, "settle", ANSWER)
    page = text_of(look_up(f" {case.reference} ", code))
    assert ANSWER in page
    assert "已办结" in page
    assert reviewer.masked_name not in page


def test_a_wrong_number_and_a_wrong_code_answer_alike(device):
    case, code = reported()
    wrong = [look_up(case.reference, "22222222"), look_up("YS20260101-2222222", code), look_up("？", "？")]
    assert {answer.status_code for answer in wrong} == {422}
    assert all("没有同时符合" in text_of(answer) for answer in wrong)
    assert all(TEXT not in text_of(answer) for answer in wrong)


def test_the_same_page_sent_twice_makes_one_case(device):
    key = new_form_key()
    first, second = send(form_key=key), send(form_key=key)
    assert first.context["code"] == second.context["code"]
    assert first.context["case"] == second.context["case"]
    assert Case.objects.count() == CaseEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": ""}, "请选择问题"),
        ({"kind": "nonsense"}, "请从列表中选择"),
        ({"text": "　 "}, "请写明看到的情况"),
        ({"text": "长" * 10_000}, "最多 1000 字"),
        ({"number": "", "serial": "", "place": ""}, "至少填写一项"),
        ({"number": "1" * 100}, "最多 64 个字"),
        ({"contact": "1" * 100}, "最多 60 个字"),
        ({"website": "https://example.com"}, "提交没有被接受"),
        ({"photos": [upload(pdf(), "合同.pdf")]}, "请添加照片"),
        ({"photos": [upload(b"MZ", "木马.png")]}, "木马.png"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(db, changes, sentence):
    answer = send(**changes)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "石岐街道示例工地" in text_of(answer) or "place" in changes
    assert not Case.objects.exists()


def test_nul_characters_do_no_harm(db):
    answer = send(text="塔身上的号牌\x00对不上。")
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_photos_stay_on_the_page_when_something_else_is_wrong(db):
    answer = send(kind="", photos=[png("号牌.png")])
    page = text_of(answer)
    assert "号牌.png" in page
    token = answer.context["photos"].staged[0][0]
    case, _code = reported(photo=[token])
    assert case.photos.get().name == "号牌.png"
    other, _code = reported(photo=[token], drop_photo=[token])
    assert not other.photos.exists()


def test_more_pictures_than_allowed_are_refused(db):
    four = [upload(_picture(shade), f"{shade}.png") for shade in range(4)]
    answer = send(photos=four)
    assert answer.status_code == 422
    assert "照片最多 3 张" in text_of(answer)
    assert not CasePhoto.objects.exists()
    with override_settings(CASE_ASSUMPTIONS={"photo_bytes": 10}):
        assert "不能超过" in text_of(send(photos=[png()]))


def _picture(shade: int) -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, 0, 0)).save(out, "PNG")
    return out.getvalue()


def test_how_often_an_address_reports_and_asks_is_bounded(device):
    with override_settings(CASE_ASSUMPTIONS={"per_minute": 2}):
        assert [send().status_code for _ in range(3)] == [200, 200, 429]
        refused = send()
        assert "一分钟后" in text_of(refused)
        assert TEXT in text_of(refused)
        assert refused["Retry-After"] == "60"
        assert [look_up("x", "y").status_code for _ in range(3)] == [422, 422, 429]
    assert Case.objects.count() == 2


def test_everybody_together_is_bounded_by_the_day(device):
    with override_settings(CASE_ASSUMPTIONS={"per_day": 1}):
        reported()
        answer = send()
    assert answer.status_code == 422
    assert "直接联系审批办" in text_of(answer)
    assert Case.objects.count() == 1


def test_pictures_of_a_report_are_no_orphans(device):
    import datetime as dt

    from django.utils import timezone

    from documents.sweeping import remove_orphans

    reported(photos=[png()])
    StoredFile.objects.update(created_at=timezone.now() - dt.timedelta(days=30))
    named = CasePhoto.objects.get().file.sm3
    assert named not in remove_orphans(older_than=dt.timedelta(days=7), keep=set(), dry_run=True)


def test_history_of_a_case_is_only_added(device):
    reported()
    event = CaseEvent.objects.get()
    for change in (event.save, event.delete, CaseEvent.objects.all().delete):
        with pytest.raises(TypeError):
            change()


def test_the_pages_need_no_account_and_no_browser_keeps_them(db):
    for address in (REPORT, LOOK_UP):
        answer = Client().get(address)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    assert typed()["form_key"] != typed()["form_key"]
