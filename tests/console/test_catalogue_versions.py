"""参数目录: a draft is made from the version in force, checked, and put into force by its date."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import CityChange
from devices.catalogue import built_in
from devices.models import CatalogueDraft, CatalogueVersion
from devices.services.catalogue import publish_built_in, read_draft
from tests import cases
from tests.catalogues import (  # noqa: F401 (the fixture is used by being here)
    CRANE,
    REASON,
    TONNES,
    _no_version_of_another_test,
    changing,
    in_tonnes,
    published,
)
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
HOME, DRAFT = "/console/catalogue/", "/console/catalogue/draft/"
PARAMETER = f"{DRAFT}parameters/{CRANE}/"


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)


@pytest.fixture
def draft(office):
    office.post(f"{DRAFT}start/")
    return the_draft()


def the_draft() -> CatalogueDraft:
    return CatalogueDraft.objects.get()


def form_of(client, address: str, **typed) -> dict[str, str]:
    """The form as the page shows it, with what is typed over it."""
    page = client.get(address)
    fields = {field.html_name: field.value() for field in page.context["form"]}
    given = {name: value for name, value in fields.items() if value not in (None, False)}
    given = {name: "on" if value is True else value for name, value in given.items()}
    given["revision"] = page.context["revision"]
    return {name: value for name, value in {**given, **typed}.items() if value is not None}


def keep(client, code: str, **typed):
    address = f"{PARAMETER}{code}/"
    return client.post(address, form_of(client, address, **typed))


def publishing(day: dt.date | None = None, **typed) -> dict[str, str]:
    day = day or timezone.localdate()
    return {
        "revision": str(the_draft().revision),
        "effective_on": day.isoformat(),
        "reason": REASON,
        "confirmed": "on",
        **typed,
    }


def test_a_draft_says_what_the_version_in_force_says_and_changes_nothing(office, draft):
    assert draft.number == "2026.2"
    assert "还没有差别" in text_of(office.get(DRAFT))
    assert CatalogueVersion.objects.in_force().number == built_in().version


def test_there_is_one_draft_at_a_time(office, draft):
    assert office.post(f"{DRAFT}start/").status_code == 409
    assert CatalogueDraft.objects.count() == 1


def test_a_parameter_is_changed_and_the_differences_name_it(office, draft):
    typed = {name: value for name, value in TONNES.items() if name in ("unit", "old_unit")}
    bounds = {"warn_low": "２．５", "warn_high": "64", "error_low": "1", "error_high": "400"}
    answer = keep(office, "max_lifting_capacity", **typed, **bounds, factor="", places="3")
    assert answer.status_code == 302, text_of(answer)
    parameter = read_draft(the_draft()).category(CRANE).parameter("max_lifting_capacity")
    assert (parameter.unit, parameter.unit_changed, str(parameter.warn.low)) == ("t", False, "2.5")
    page = text_of(office.get(DRAFT))
    assert "新单位" in page
    assert "2.5–64" in page


def test_a_parameter_is_switched_off_and_on_and_moved(office, draft):
    keep(office, "slewing_type", on=None)
    assert not read_draft(the_draft()).category(CRANE).has_parameter("slewing_type")
    assert "停用" in text_of(office.get(DRAFT))
    keep(office, "slewing_type", on="on", place="1")
    assert read_draft(the_draft()).category(CRANE).parameters[0].code == "slewing_type"


@pytest.mark.parametrize(
    ("code", "typed", "said"),
    [
        ("rated_load_moment", {"factor": "0"}, "换算系数应大于 0"),
        ("rated_load_moment", {"factor": "十"}, "请填写换算系数"),
        ("rated_load_moment", {"factor": "1/0"}, "请填写换算系数"),
        ("rated_load_moment", {"old_unit": "kN·m"}, "换算系数应留空"),
        ("rated_load_moment", {"warn_low": "9000"}, "上限应不小于下限"),
        ("rated_load_moment", {"warn_low": "1"}, "须在拦截范围以内"),
        ("rated_load_moment", {"warn_low": ""}, "都填写，或都留空"),
        ("rated_load_moment", {"warn_low": "-1"}, "不小于 0 的数字"),
        ("rated_load_moment", {"warn_low": "1e3"}, "不小于 0 的数字"),
        ("rated_load_moment", {"label": "　"}, "名称"),
        ("rated_load_moment", {"label": "长" * 10_000}, "40"),
        ("rated_load_moment", {"label": "力矩\x00"}, "空字符"),
        ("rated_load_moment", {"on": None}, "额定起重力矩 不存在或已停用"),
        ("anchorable", {"on": None}, "是否可附着 不存在或已停用"),
    ],
)
def test_what_would_contradict_itself_is_refused_and_stays_on_the_page(office, draft, code, typed, said):
    answer = keep(office, code, hint="照铭牌填写", **typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "照铭牌填写" in answer.content.decode()
    assert the_draft().data == draft.data


def test_papers_ages_and_banned_models_are_the_citys_too(office, draft):
    paper = f"{DRAFT}papers/device_photo/"
    office.post(paper, form_of(office, paper, renewal="required", **{f"renewal.{CRANE}": "off"}))
    age = f"{DRAFT}ages/0/"
    office.post(age, form_of(office, age, years="9"))
    model = {"begins": "qtz40", "category": CRANE, "severity": "error", "basis": "省厅通知"}
    office.post(f"{DRAFT}tables/", {"revision": str(the_draft().revision), **model})
    fresh = read_draft(the_draft())
    assert fresh.attachment("device_photo").level("renewal", CRANE) == "off"
    assert fresh.attachment("device_photo").level("renewal", "material_hoist") == "required"
    assert fresh.age_rules[0].years == 9
    assert fresh.eliminated_models[-1].pattern == "QTZ40.*"
    count = len(fresh.eliminated_models)
    office.post(f"{DRAFT}tables/", {"revision": str(the_draft().revision), "remove": "0"})
    assert len(read_draft(the_draft()).eliminated_models) == count - 1


def test_the_preview_shows_the_form_that_would_be_filled_in(office, draft):
    keep(office, "max_load_moment", label="最大起重力矩(铭牌)")
    page = text_of(office.get(f"{DRAFT}preview/{CRANE}/"))
    assert "最大起重力矩(铭牌)" in page
    assert office.get(f"{DRAFT}preview/nowhere/").status_code == 404


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(office, draft):
    address = f"{PARAMETER}total_power/"
    stale = form_of(office, address, hint="不含顶升电机")
    keep(office, "total_power", hint="含变频器")
    answer = office.post(address, stale)
    assert answer.status_code == 409
    assert "不含顶升电机" in answer.content.decode()
    assert read_draft(the_draft()).category(CRANE).parameter("total_power").hint == "含变频器"


def test_before_it_comes_into_force_the_page_names_differences_and_drafts(office, draft, clerk, reviewer):
    cases.drafted(clerk, reviewer)
    keep(office, "total_power", required="optional")
    page = words_of(office.get(f"{DRAFT}publish/"))
    assert "总功率(不含顶升)" in page
    assert "未提交、被退回的换证申请： 1" in page


def test_put_into_force_it_is_what_new_records_take_and_is_never_changed(office, draft, administrator):
    keep(office, "total_power", required="optional")
    assert office.post(f"{DRAFT}publish/", publishing()).status_code == 302
    version = CatalogueVersion.objects.in_force()
    assert (version.number, version.published_by, version.reason) == ("2026.2", administrator, REASON)
    assert version.catalogue.category(CRANE).parameter("total_power").required == "optional"
    assert not CatalogueDraft.objects.exists()
    with pytest.raises(TypeError):
        version.save()
    assert CityChange.objects.of("catalogue").first().reason == REASON


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"confirmed": ""}, "再勾选确认"),
        ({"reason": "　"}, "修改原因"),
        ({"effective_on": "2020-01-01"}, "不能早于今天"),
        ({"effective_on": "9999-12-31"}, "三年以内"),
        ({"effective_on": "明天"}, "日期有误"),
    ],
)
def test_without_confirmation_reason_or_a_day_that_can_be_it_stays_a_draft(office, draft, typed, said):
    keep(office, "total_power", required="optional")
    answer = office.post(f"{DRAFT}publish/", publishing(**typed))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert CatalogueVersion.objects.count() == 1


def test_without_a_difference_nothing_comes_into_force(office, draft):
    answer = office.post(f"{DRAFT}publish/", publishing())
    assert answer.status_code == 422
    assert CatalogueVersion.objects.count() == 1


def test_who_confirms_what_was_changed_since_is_told_to_look_again(office, draft):
    keep(office, "total_power", required="optional")
    seen = publishing()
    keep(office, "total_power", hint="含变频器")
    assert office.post(f"{DRAFT}publish/", seen).status_code == 409
    assert CatalogueVersion.objects.count() == 1


def test_a_second_click_finds_it_in_force(office, draft):
    keep(office, "total_power", required="optional")
    given = publishing()
    office.post(f"{DRAFT}publish/", given)
    assert office.post(f"{DRAFT}publish/", given).status_code == 409
    assert CatalogueVersion.objects.count() == 2


def test_one_that_waits_for_its_day_can_be_taken_back_until_then(office, administrator):
    version = published(administrator, changing("total_power", required="optional"), days=3)
    assert CatalogueVersion.objects.in_force().number == built_in().version
    day = timezone.localdate() + dt.timedelta(days=3)
    assert CatalogueVersion.objects.in_force(day).pk == version.pk
    assert "待生效" in text_of(office.get(HOME))
    office.post(f"{HOME}versions/{version.pk}/back/")
    assert the_draft().number == version.number
    assert not CatalogueVersion.objects.filter(pk=version.pk).exists()


def test_one_in_force_is_not_taken_back(office, administrator):
    version = published(administrator, changing("total_power", required="optional"))
    assert office.post(f"{HOME}versions/{version.pk}/back/").status_code == 409
    assert CatalogueVersion.objects.in_force().pk == version.pk


def test_no_version_comes_before_one_that_is_published(office, administrator):
    published(administrator, changing("total_power", required="optional"), days=5)
    office.post(f"{DRAFT}start/")
    keep(office, "total_power", hint="含变频器")
    answer = office.post(f"{DRAFT}publish/", publishing())
    assert "生效日期不能早于它" in text_of(answer)


def test_the_products_file_does_not_override_the_city(administrator):
    mine = published(administrator, changing("total_power", required="optional"))
    publish_built_in()
    assert CatalogueVersion.objects.in_force().pk == mine.pk


def test_a_draft_is_given_up_after_a_second_look(office, draft):
    assert "不能恢复" in text_of(office.get(f"{DRAFT}discard/"))
    office.post(f"{DRAFT}discard/", {"revision": str(draft.revision)})
    assert not CatalogueDraft.objects.exists()
    assert office.get(DRAFT).status_code == 409


def test_the_number_is_free_and_known_by_one_version_alone(office, draft):
    address = f"{DRAFT}number/"
    for number, status in ((built_in().version, 422), ("第二版|", 422), ("2027-a", 302)):
        given = {"number": number, "revision": str(the_draft().revision)}
        assert office.post(address, given).status_code == status
    assert the_draft().number == "2027-a"


def test_every_version_can_be_read(office):
    version = CatalogueVersion.objects.in_force()
    page = text_of(office.get(f"{HOME}versions/{version.pk}/"))
    assert "额定起重力矩" in page
    assert "QTG" in page


@pytest.mark.parametrize("person", ["reviewer", "head", "supervisor", "clerk"])
def test_who_does_not_keep_the_catalogue_is_refused(person, signed_in, request, draft):
    client = signed_in(request.getfixturevalue(person))
    for address in (HOME, DRAFT, f"{PARAMETER}total_power/", f"{DRAFT}publish/", f"{DRAFT}tables/"):
        assert client.get(address).status_code == 403
    for address in (f"{DRAFT}start/", f"{DRAFT}publish/", f"{DRAFT}discard/", f"{DRAFT}number/"):
        assert client.post(address, publishing()).status_code == 403
    assert the_draft().revision == draft.revision


@pytest.mark.parametrize(
    "address", ["parameters/nowhere/x/", f"parameters/{CRANE}/x/", "papers/x/", "ages/99/"]
)
def test_what_the_draft_does_not_hold_is_not_found(office, draft, address):
    assert office.get(DRAFT + address).status_code == 404
