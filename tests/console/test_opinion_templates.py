"""意见模板: the city words them; a decision keeps what it said."""

from __future__ import annotations

import pytest
from django.urls import reverse

from audit.models import CityChange
from ground.glossary import ApprovalStatus
from renewals.models import OpinionTemplate, Remark, RenewalApplication
from renewals.opinions import load_built_in, opinion_templates, sentences_by_code
from tests import cases
from tests.pages import keep_shown, text_of

pytestmark = pytest.mark.django_db
LIST = "console:renewals_opiniontemplate_changelist"
ADD = "console:renewals_opiniontemplate_add"
TEXT = "铭牌照片看不清型号，请重新拍摄后添加。"


def row(code: str) -> OpinionTemplate:
    return OpinionTemplate.objects.get(code=code)


def change(code: str) -> str:
    return reverse("console:renewals_opiniontemplate_change", args=[row(code).pk])


def delete(code: str) -> str:
    return reverse("console:renewals_opiniontemplate_delete", args=[row(code).pk])


def form(code: str, **typed) -> dict[str, object]:
    kept = row(code)
    fields = {name: getattr(kept, name) for name in ("text", "path", "kind", "grounds", "order")}
    return {**fields, "is_on": "on", "seen": kept.revision, **typed}


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)


def offered(client, case) -> str:
    return client.get(reverse("console:renewal_review", args=[case.reference])).content.decode()


def test_every_migrated_database_has_the_first_templates_and_loading_again_adds_none():
    assert OpinionTemplate.objects.count() == 25
    assert load_built_in() == 0
    codes = [template.code for template in opinion_templates()]
    assert codes[:2] == ["RJ01", "RJ02"]
    assert "RJ24" not in codes


def test_what_the_city_worded_or_removed_is_not_overwritten_by_loading(office):
    keep_shown(office, change("RJ20"), form("RJ20", text=TEXT))
    office.post(delete("RJ21"), {"post": "yes"})
    load_built_in()
    assert row("RJ20").text == TEXT
    assert "RJ21" not in [template.code for template in opinion_templates()]


def test_a_change_shows_at_once_on_the_review_page_and_leaves_a_trace(office, clerk, reviewer, signed_in):
    case = cases.waiting(clerk, reviewer)
    keep_shown(office, change("RJ20"), form("RJ20", text=TEXT))
    assert TEXT in offered(signed_in(reviewer), case)
    (trace,) = CityChange.objects.of("opinion:RJ20")
    assert trace.after["意见内容"] == TEXT
    assert TEXT in text_of(office.get(change("RJ20")))


def test_one_that_is_switched_off_is_not_offered(office, clerk, reviewer, signed_in):
    case = cases.waiting(clerk, reviewer)
    sentence = row("RJ20").text
    given = form("RJ20")
    del given["is_on"]
    keep_shown(office, change("RJ20"), given)
    assert sentence not in offered(signed_in(reviewer), case)


def test_the_order_is_the_citys(office):
    keep_shown(office, change("RJ20"), form("RJ20", order=1))
    assert opinion_templates()[0].code == "RJ20"


def test_a_template_of_ones_own_is_added(office):
    given = {"code": "RJ25", "text": TEXT, "path": "attachments.nameplate_photo", "order": "5", "is_on": "on"}
    assert keep_shown(office, reverse(ADD), given).status_code == 302
    assert opinion_templates()[0].path == "attachments.nameplate_photo"


def test_a_code_that_was_used_once_is_not_given_again(office):
    office.post(delete("RJ21"), {"post": "yes"})
    answer = keep_shown(office, reverse(ADD), {"code": "RJ21", "text": TEXT, "order": "5"})
    assert "这个编号已用过" in text_of(answer)


@pytest.mark.parametrize("code", ["RJ24", "RJ99"])
def test_what_the_house_needs_is_not_removed(office, code):
    assert office.post(delete(code), {"post": "yes"}).status_code == 403
    assert row(code).removed_at is None


def test_what_the_system_uses_is_shown_and_not_changed(office):
    assert "不能修改或删除" in text_of(office.get(change("RJ24")))
    assert keep_shown(office, change("RJ24"), form("RJ24", text=TEXT)).status_code == 403


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": "　 \t "}, "该字段是必填项"),
        ({"text": "不行"}, "至少 5 个字"),
        ({"text": "长" * 10_000}, "300"),
        ({"text": "铭牌\x00不清，请重拍。"}, "空字符"),
        ({"kind": "statutory"}, "至少勾选一种法定情形"),
        ({"path": "device.nowhere"}, "device.nowhere"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_stays_on_the_page(office, typed, said):
    before = OpinionTemplate.objects.filter(code="RJ20").values().get()
    answer = keep_shown(office, change("RJ20"), form("RJ20", order=7, **typed))
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert OpinionTemplate.objects.filter(code="RJ20").values().get() == before
    assert answer.context["adminform"].form["order"].value() == "7"


def test_the_second_of_two_administrators_is_told_and_keeps_what_was_typed(office):
    stale = form("RJ20", text=TEXT)
    keep_shown(office, change("RJ20"), form("RJ20", text="铭牌照片模糊，请重拍铭牌。"))
    answer = keep_shown(office, change("RJ20"), stale)
    assert "已有变化" in text_of(answer)
    assert TEXT in answer.content.decode()
    assert row("RJ20").text == "铭牌照片模糊，请重拍铭牌。"


def test_one_that_was_removed_meanwhile_is_not_changed(office):
    stale, address = form("RJ20", text=TEXT), change("RJ20")
    office.post(delete("RJ20"), {"post": "yes"})
    keep_shown(office, address, stale)
    assert row("RJ20").text != TEXT


def test_a_decision_goes_through_with_the_text_of_a_template_that_was_removed_meanwhile(
    office, clerk, reviewer, signed_in
):
    case = cases.waiting(clerk, reviewer)
    sentence = row("RJ20").sentence
    office.post(delete("RJ20"), {"post": "yes"})
    typed = {"opinion": sentence, "remark:attachments.nameplate_photo": sentence, "kind": "correction"}
    signed_in(reviewer).post(
        reverse("console:renewal_review", args=[case.reference]), cases.decision(case, "reject", **typed)
    )
    assert RenewalApplication.objects.get(pk=case.pk).approval_status == ApprovalStatus.REJECTED
    remark = Remark.objects.get()
    assert (remark.text, remark.code) == (sentence, "")


def test_a_remark_in_the_words_of_a_template_counts_for_it_for_ever(office, clerk, reviewer, signed_in):
    case = cases.waiting(clerk, reviewer)
    sentence = row("RJ20").sentence
    typed = {"opinion": sentence, "remark:attachments.nameplate_photo": sentence, "kind": "correction"}
    signed_in(reviewer).post(
        reverse("console:renewal_review", args=[case.reference]), cases.decision(case, "reject", **typed)
    )
    office.post(delete("RJ20"), {"post": "yes"})
    assert Remark.objects.get().code == "RJ20"
    assert sentences_by_code()["RJ20"] == sentence


@pytest.mark.parametrize("person", ["reviewer", "head", "supervisor"])
def test_who_does_not_keep_them_is_refused(person, signed_in, request):
    client = signed_in(request.getfixturevalue(person))
    assert client.get(reverse(LIST)).status_code == 403
    assert client.post(change("RJ20"), form("RJ20", text=TEXT)).status_code == 403
    assert client.post(delete("RJ20"), {"post": "yes"}).status_code == 403
