"""The head of the review page: the machine's names beside the old certificate, and the past behind them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import cases
from tests.pages import words_of


def page_of(office, case):
    return office.get(reverse("console:renewal_review", args=[case.reference]))


@pytest.fixture
def office(reviewer, signed_in):
    return signed_in(reviewer)


def test_what_is_as_on_the_certificate_is_said_to_be(clerk, reviewer, office):
    page = page_of(office, cases.waiting(clerk, reviewer))
    identity = page.context["identity"]
    assert [item.label for item in identity.items][:3] == ["原备案号", "产权单位", "制造单位"]
    assert identity.differing == 0
    assert "与旧证一致" in words_of(page)


def test_what_differs_is_marked_by_a_word_with_both_values(clerk, reviewer, office):
    case = cases.waiting(clerk, reviewer, common={"model": "QTZ80(TC6012-6)"})
    page = page_of(office, case)
    model = next(item for item in page.context["identity"].items if item.label == "规格型号")
    assert (model.old, model.new, model.differs) == (cases.MODEL, "QTZ80(TC6012-6)", True)
    assert "与旧证有 1 项不同" in words_of(page)


def test_a_firm_that_was_renamed_since_is_marked(clerk, reviewer, office):
    case = cases.waiting(clerk, reviewer)
    firm = case.enterprise
    firm.name = "中山示例新名称有限公司"
    firm.save()
    assert page_of(office, case).context["identity"].differing == 1


def test_each_value_says_where_it_is_from(clerk, reviewer, office):
    page = page_of(office, cases.waiting(clerk, reviewer, common={"model": "QTZ80(TC6012-6)"}))
    sources = {
        noted.subject.path: noted.subject.provenance
        for group in page.context["groups"]
        for noted in group["rows"]
        if noted.subject.new
    }
    assert sources["device.model"] == "本次填写"
    assert sources["device.factory_number"] == "原值"
    assert sources["parameters.rated_load_moment"] == "换算"
    assert all(sources.values())


def test_the_past_of_machine_and_firm_stands_beside(clerk, reviewer, office):
    refused = cases.rejected(clerk, reviewer, 2)
    page = words_of(page_of(office, cases.waiting(clerk, reviewer, 1)))
    assert "设备经过" in page
    assert "入库审核通过" in page
    assert refused.reference in page
    assert cases.OPINION in page


def test_the_keys_are_in_view(clerk, reviewer, office):
    page = words_of(page_of(office, cases.waiting(clerk, reviewer)))
    assert "写意见" in page
    assert "键盘快捷键" in page
