"""公共栏目: named and explained as the city says; what nothing depends on is asked for, or not."""

from __future__ import annotations

import pytest

from devices.catalogue import additions
from devices.models import CatalogueDraft
from devices.services.catalogue import read_draft
from renewals.models import Submission
from renewals.tasks import move_drafts
from tests import cases
from tests.catalogues import (  # noqa: F401 (the fixture is used by being here)
    _no_version_of_another_test,
    published,
)
from tests.pages import of_renewal, text_of, words_of

pytestmark = pytest.mark.django_db
DRAFT = "/console/catalogue/draft/"


@pytest.fixture
def office(signed_in, administrator):
    client = signed_in(administrator)
    client.post(f"{DRAFT}start/")
    return client


def the_draft() -> CatalogueDraft:
    return CatalogueDraft.objects.get()


def keep(client, code: str, **typed):
    return client.post(f"{DRAFT}common/{code}/", {"revision": str(the_draft().revision), **typed})


def common(code: str, **given):
    return lambda data: additions.with_common(data, code, given)


def test_a_label_and_a_hint_are_changed_and_the_differences_name_them(office):
    assert keep(office, "manufacturer", label="制造厂家", hint="照铭牌").status_code == 302
    field = read_draft(the_draft()).common_field("manufacturer")
    assert (field.label, field.hint, field.required) == ("制造厂家", "照铭牌", "required")
    page = words_of(office.get(DRAFT))
    assert "公共栏目 制造单位 名称 制造单位 制造厂家" in page


def test_what_rules_and_the_province_need_cannot_be_switched_off(office):
    page = text_of(office.get(f"{DRAFT}common/manufacturer/"))
    assert 'name="required"' not in page
    assert "不能停用" in page
    keep(office, "manufacturer", label="制造单位", hint="", required="optional")
    assert read_draft(the_draft()).common_field("manufacturer").required == "required"


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"label": "　"}, "名称"), ({"label": "长" * 41}, "40"), ({"label": "栏\x00目"}, "空字符")],
)
def test_a_label_that_is_none_is_refused(office, typed, said):
    answer = keep(office, "manufacturer", **typed)
    assert answer.status_code == 422
    assert said in text_of(answer)


@pytest.mark.parametrize("code", ["nowhere", "sub_type", "manufacture_date_precision"])
def test_what_is_no_field_of_its_own_is_not_found(office, code):
    assert office.get(f"{DRAFT}common/{code}/").status_code == 404


def test_the_firm_reads_the_new_label_on_form_findings_and_list_of_changes(
    administrator, clerk, reviewer, signed_in
):
    draft = cases.drafted(clerk, reviewer, common={"manufacture_date": "2030-01-02"})
    published(administrator, common("manufacture_date", label="制造日期"))
    move_drafts()
    page = words_of(signed_in(clerk).get(of_renewal(draft, "edit/")))
    assert "名称由“出厂日期”改为“制造日期”。" in page
    assert "制造日期：不能晚于今天" in page
    assert "出厂日期：" not in page


def test_what_is_asked_for_no_more_is_on_no_form_and_in_no_new_submission(
    administrator, clerk, reviewer, signed_in
):
    draft = cases.drafted(clerk, reviewer, common={"internal_number": "12号机"})
    earlier = cases.waiting(clerk, reviewer, 2, common={"internal_number": "7号机"})
    published(administrator, common("internal_number", off=True))
    move_drafts()
    page = text_of(signed_in(clerk).get(of_renewal(draft, "edit/")))
    assert 'name="device.internal_number"' not in page
    cases.submitted(cases.again(draft), clerk)
    assert "internal_number" not in Submission.objects.get(renewal=draft).body["common"]
    assert Submission.objects.get(renewal=earlier).body["common"]["internal_number"] == "7号机"


def test_what_is_required_now_keeps_a_draft_from_being_handed_in(administrator, clerk, reviewer, signed_in):
    draft = cases.drafted(clerk, reviewer)
    published(administrator, common("quality_cert_no", required="required"))
    move_drafts()
    assert "产品合格证编号：必填" in words_of(signed_in(clerk).get(of_renewal(draft, "edit/")))
