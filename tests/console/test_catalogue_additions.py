"""新增参数 and 公共栏目: what the city adds or names otherwise follows everywhere by itself."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.utils import timezone

from devices.catalogue import built_in
from devices.models import CatalogueDraft, CatalogueVersion
from devices.services.catalogue import put_into_force, read_draft
from devices.values import parse
from provincial_sync.exact_json import exact_json
from provincial_sync.payload import renewal_bytes
from renewals.batch.columns import columns_of
from renewals.models import RenewalApplication, Submission
from renewals.tasks import move_drafts
from tests import cases
from tests.catalogues import (  # noqa: F401 (the fixture is used by being here)
    CRANE,
    REASON,
    _no_version_of_another_test,
)
from tests.mock_province.contract import is_renewal
from tests.pages import of_renewal, text_of, words_of

pytestmark = pytest.mark.django_db
DRAFT = "/console/catalogue/draft/"
ADD = f"{DRAFT}additions/{CRANE}/"
NOISE = {
    "code": "noise_level",
    "label": "司机室噪声",
    "group": "safety",
    "required": "optional",
    "added": "on",
    "unit": "dB",
    "places": "1",
    "digits": "4",
    "error_low": "20",
    "error_high": "140",
    "place": "3",
}
FUEL = {"code": "drive_kind", "label": "动力型式", "group": "mechanism", "required": "optional", "place": "1"}
CHOICES = "diesel 柴油机\nelectric 电动机"


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)


@pytest.fixture
def draft(office):
    office.post(f"{DRAFT}start/")
    return the_draft()


def the_draft() -> CatalogueDraft:
    return CatalogueDraft.objects.get()


def add(client, kind: str, given: dict[str, str], **typed):
    data = {"revision": str(the_draft().revision), **given, **typed}
    return client.post(f"{ADD}?kind={kind}", data)


def in_force(user) -> CatalogueVersion:
    today = timezone.localdate()
    return put_into_force(user=user, revision=the_draft().revision, effective_on=today, reason=REASON)


def review_of(renewal) -> str:
    return f"/console/renewals/{renewal.reference}/review/"


def test_a_parameter_is_added_where_it_is_wanted_and_the_differences_name_it(office, draft):
    assert "请选择类型" not in text_of(office.get(ADD))
    assert add(office, "decimal", NOISE).status_code == 302
    category = read_draft(the_draft()).category(CRANE)
    assert category.parameters[2].code == "noise_level"
    assert category.parameter("noise_level").unit == "dB"
    page = words_of(office.get(DRAFT))
    assert "司机室噪声 参数 — 启用：必填 选填，新单位 dB，拦截范围 20–140" in page
    assert "本市增加" in page


def test_the_page_says_what_the_province_s_interface_allows(office, draft):
    assert "省网接口接受任意代码的参数" in text_of(office.get(f"{ADD}?kind=decimal"))


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("decimal", {"code": "Noise"}, "小写字母"),
        ("decimal", {"code": "n"}, "小写字母"),
        ("decimal", {"code": "噪声"}, "小写字母"),
        ("decimal", {"code": "total_power"}, "本类别已有代码为 total_power 的参数“总功率"),
        ("decimal", {"code": "manufacturer"}, "已用于公共栏目"),
        ("decimal", {"code": "sub_type"}, "已用于公共栏目"),
        ("decimal", {"digits": "1"}, "总位数须大于小数位数"),
        ("decimal", {"old_unit": "B"}, "请填写换算系数"),
        ("decimal", {"required": "conditional"}, "请选择填写条件"),
        ("decimal", {"when": ["luffing_mode|trolley", "anchorable|true"]}, "只能取自同一项"),
        ("decimal", {"when": ["luffing_mode|nowhere"]}, "选择"),
        ("decimal", {"group": "nowhere"}, "选择"),
        ("choice", {"choices": " \n "}, "选项"),
        ("choice", {"choices": "柴油机"}, "读不出代码和名称"),
        ("choice", {"choices": "a 柴油机\na 电动机"}, "“a”出现了两次"),
        ("choice", {"choices": "a 柴油机\nb 柴油机"}, "“柴油机”出现了两次"),
        ("text", {"max_length": "0"}, "最多字数"),
    ],
)
def test_what_cannot_be_a_parameter_is_refused_and_stays_on_the_page(office, draft, kind, typed, said):
    whole = {**NOISE, "choices": CHOICES, "max_length": "50", "hint": "照铭牌填写"}
    answer = add(office, kind, whole, **typed)
    assert answer.status_code == 422, text_of(answer)
    assert said in text_of(answer)
    assert "照铭牌填写" in text_of(answer)
    assert the_draft().data == draft.data


@pytest.mark.parametrize("kind", ["decimal", "integer", "choice", "multi_choice", "text", "date", "boolean"])
def test_every_kind_is_asked_for_on_the_form(office, draft, kind):
    answer = add(office, kind, {**NOISE, "choices": CHOICES, "max_length": "50"})
    assert answer.status_code == 302, text_of(answer)
    page = text_of(office.get(f"{DRAFT}preview/{CRANE}/"))
    assert 'name="parameters.noise_level"' in page


def test_choices_are_its_own_and_one_in_use_by_a_condition_stays(office, draft):
    assert add(office, "choice", FUEL, choices=CHOICES).status_code == 302
    add(office, "decimal", NOISE, required="conditional", when=["drive_kind|diesel"])
    parameter = read_draft(the_draft()).category(CRANE).parameter("noise_level")
    assert not parameter.applies({"drive_kind": "electric"})
    assert parameter.is_required({"drive_kind": "diesel"})
    address = f"{DRAFT}parameters/{CRANE}/drive_kind/"
    given = {**FUEL, "on": "on", "revision": str(the_draft().revision)}
    refused = office.post(address, {**given, "choices": "electric 电动机"})
    assert "填写条件用到的选项 diesel 不存在" in text_of(refused)
    assert office.post(address, {**given, "choices": "diesel 柴油发动机\ngas 汽油机"}).status_code == 302
    labels = [c.label for c in read_draft(the_draft()).category(CRANE).parameter("drive_kind").choices]
    assert labels == ["柴油发动机", "汽油机"]


def test_one_that_no_version_has_is_deleted_one_that_was_in_force_is_not(office, draft, administrator):
    add(office, "decimal", NOISE)
    drop = f"{ADD}noise_level/drop/"
    assert office.post(drop, {"revision": str(the_draft().revision)}).status_code == 302
    assert the_draft().data == draft.data
    add(office, "decimal", NOISE)
    in_force(administrator)
    office.post(f"{DRAFT}start/")
    refused = office.post(drop, {"revision": str(the_draft().revision)})
    assert refused.status_code == 422
    assert "请停用" in text_of(refused)


def test_a_products_parameter_is_not_deleted(office, draft):
    answer = office.post(f"{ADD}total_power/drop/", {"revision": str(the_draft().revision)})
    assert answer.status_code == 422
    assert the_draft().data == draft.data


def test_a_code_of_an_earlier_version_never_gets_another_meaning(office, draft, administrator):
    first = CatalogueVersion.objects.in_force()
    add(office, "decimal", NOISE)
    in_force(administrator)
    office.post(f"{DRAFT}start/", {"base": str(first.pk)})
    answer = add(office, "text", {**NOISE, "max_length": "20"}, label="另一含义")
    assert answer.status_code == 422
    assert "已用过代码 noise_level" in text_of(answer)


def test_the_second_of_two_who_add_the_same_is_told(office, draft):
    stale = str(the_draft().revision)
    add(office, "decimal", NOISE)
    answer = add(office, "decimal", NOISE, revision=stale)
    assert answer.status_code == 409
    assert (
        len([p for p in the_draft().data["categories"][0]["parameters"] if p["code"] == "noise_level"]) == 1
    )


def test_form_workbook_comparison_and_payload_follow_by_themselves(
    office, draft, administrator, clerk, reviewer, signed_in
):
    begun = cases.drafted(clerk, reviewer)
    earlier = cases.waiting(clerk, reviewer, 2)
    add(office, "decimal", NOISE)
    version = in_force(administrator)
    move_drafts()
    page = words_of(signed_in(clerk).get(of_renewal(begun, "edit/")))
    assert "新增填写项(必填 选填，新单位 dB，拦截范围 20–140)。" in page
    assert "司机室噪声(dB)" in [column.label for column in columns_of(version.catalogue, CRANE)]
    renewal = cases.corrected(begun, clerk, noise_level="80.5")
    assert "80.5 dB" in words_of(signed_in(reviewer).get(review_of(renewal)))
    sent = sent_to_the_province(renewal, version)
    assert exact_json({"code": "noise_level", "value": Decimal("80.5"), "unit": "dB"}) in sent
    assert is_renewal(json.loads(sent))
    assert signed_in(reviewer).get(review_of(earlier)).status_code == 200
    assert RenewalApplication.objects.get(pk=earlier.pk).catalogue.digest == built_in().digest


def test_a_number_is_typed_with_the_new_unit_behind_it(office, draft, administrator):
    add(office, "decimal", NOISE)
    parameter = in_force(administrator).catalogue.category(CRANE).parameter("noise_level")
    assert parse(parameter, "80 dB") == "80"


def sent_to_the_province(renewal: RenewalApplication, version: CatalogueVersion) -> bytes:
    return renewal_bytes(
        body=Submission.objects.get(renewal=renewal).body,
        attachments=[],
        catalogue=version.catalogue,
        region_code="442000",
        supersedes="",
        accepted_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
    )
