"""企业 registered and changed, over the API and in the console: one step, one record, nothing overwritten unseen."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.firms import FirmRefused, keep_enterprise, mark_of
from accounts.models import Enterprise
from api.scopes import Scope
from audit.models import AccountEvent
from ground.errors import StepRefused
from ground.glossary import AboutKind, AccountStep
from tests.api.caller import Caller, codes, key_of
from tests.api.office import Person
from tests.renewals.test_two_at_once import at_once

pytestmark = pytest.mark.django_db
CODE = "91442000DEM000014P"
TOWN = "442000001"
GIVEN = {"name": "中山示例甲有限公司", "uscc": CODE.lower(), "town": TOWN, "contact_phone": "13800000001"}


def entries(step: AccountStep, firm_id: int) -> list[AccountEvent]:
    return list(AccountEvent.objects.filter(step=step, subject_kind=AboutKind.ENTERPRISE, subject_id=firm_id))


def test_a_firm_is_registered_and_recorded_without_its_contact(administrator):
    made = Person(administrator).post("enterprises/", GIVEN)
    assert made.status_code == 201, made.content.decode()
    shown = made.json()
    assert (shown["uscc"], shown["region_code"], shown["is_active"]) == (CODE, "442000", True)
    assert shown["contact_phone"] == "138****0001"
    assert made.headers["Location"] == f"/api/v1/enterprises/{shown['id']}/"
    (entry,) = entries(AccountStep.FIRM_REGISTERED, shown["id"])
    assert (entry.actor_id, entry.enterprise_id) == (str(administrator.pk), shown["id"])
    changes = {line["field"]: line.get("after") for line in entry.detail["changes"]}
    assert changes["uscc"] == CODE
    assert changes["contact_phone"] is None
    assert "13800000001" not in str(entry.detail)
    person = Person(administrator)
    assert (
        person.get(made.headers["Location"].removeprefix("/api/v1/")).headers["ETag"] == made.headers["ETag"]
    )


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"uscc": "91442000DEM000014Q"}, ("USCC-CHECK", "uscc")),
        ({"uscc": "9144"}, ("USCC-LENGTH", "uscc")),
        ({"uscc": None}, ("null", "uscc")),
        ({"name": " "}, ("blank", "name")),
        ({"region_code": "44200x"}, ("bad_region", "region_code")),
        ({"region_code": "４４２０００"}, ("bad_region", "region_code")),
        ({"town": ""}, ("town_needed", "town")),
        ({"town": "999999999"}, ("town_unknown", "town")),
        ({"contact_name": "张**"}, ("still_masked", "contact_name")),
        ({"contact": "张示例"}, ("unknown_field", "contact")),
        ({"is_active": "perhaps"}, ("invalid", "is_active")),
    ],
)
def test_what_is_wrong_is_told_by_field_and_keeps_nothing(administrator, wrong, fault):
    answer = Person(administrator).post("enterprises/", GIVEN | wrong)
    assert (answer.status_code, codes(answer)) == (422, {fault}), answer.content.decode()
    assert not Enterprise.objects.exists()
    assert not AccountEvent.objects.filter(step=AccountStep.FIRM_REGISTERED).exists()


def test_several_faults_are_told_at_once(administrator):
    answer = Person(administrator).post("enterprises/", GIVEN | {"uscc": "9144", "town": ""})
    assert codes(answer) == {("USCC-LENGTH", "uscc"), ("town_needed", "town")}


def test_a_code_and_a_name_are_one_firm_s(administrator, firm):
    answer = Person(administrator).post("enterprises/", {**GIVEN, "name": firm.name, "uscc": firm.uscc})
    assert (answer.status_code, codes(answer)) == (422, {("unique", "uscc"), ("unique", "name")})


def test_an_early_code_is_let_through_and_that_is_recorded(administrator):
    early = GIVEN | {"uscc": "91442000DEM000014Q", "uscc_check_waived": True}
    made = Person(administrator).post("enterprises/", early)
    assert (made.status_code, made.json()["uscc_check_waived"]) == (201, True)
    (entry,) = entries(AccountStep.FIRM_REGISTERED, made.json()["id"])
    assert {"field": "uscc_check_waived", "before": "", "after": "是"} in entry.detail["changes"]


def test_a_change_says_what_stood_there_and_needs_the_tag(administrator, firm):
    person, path = Person(administrator), f"enterprises/{firm.pk}/"
    tag = person.get(path).headers["ETag"]
    assert re.fullmatch('"[0-9a-f]{32}"', tag)
    assert person.patch(path, {"address": "示例路 1 号"}).status_code == 428
    assert person.patch(path, {"address": "示例路 1 号"}, If_Match='"r3"').status_code == 400
    changed = person.patch(path, {"address": "示例路 1 号"}, If_Match=tag)
    assert (changed.status_code, changed.json()["address"]) == (200, "示例路 1 号")
    assert changed.headers["ETag"] == person.get(path).headers["ETag"] != tag
    stale = person.patch(path, {"is_active": False}, If_Match=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    (entry,) = entries(AccountStep.FIRM_CHANGED, firm.pk)
    assert entry.detail["changes"] == [{"field": "address", "before": "", "after": "示例路 1 号"}]
    assert person.patch(path, {"address": "示例路 1 号"}, If_Match="*").status_code == 200
    assert len(entries(AccountStep.FIRM_CHANGED, firm.pk)) == 1, "what changes nothing is no entry"


def test_a_change_of_the_contact_alone_changes_the_tag(administrator, firm):
    before = mark_of(firm)
    person = Person(administrator)
    changed = person.patch(
        f"enterprises/{firm.pk}/", {"contact_phone": "13800000002"}, If_Match=f'"{before}"'
    )
    assert changed.status_code == 200
    assert changed.headers["ETag"] != f'"{before}"'


def test_who_reads_does_not_keep_and_no_key_does(reviewer, administrator, manager, firm):
    path, change = f"enterprises/{firm.pk}/", {"address": "示例路 1 号"}
    assert Person(reviewer).patch(path, change, If_Match="*").status_code == 403
    assert Person(reviewer).post("enterprises/", GIVEN).status_code == 403
    assert Person(manager).patch(path, change, If_Match="*").status_code == 403
    key = Caller(key_of(administrator, [Scope.ENTERPRISES_READ])[1])
    for refused in (key.patch(path, change, If_Match="*"), key.post("enterprises/", GIVEN)):
        assert (refused.status_code, refused.json()["code"]) == (403, "no_keys")
    assert Person(administrator).patch("enterprises/987654321/", change, If_Match="*").status_code == 404
    assert not AccountEvent.objects.filter(step=AccountStep.FIRM_CHANGED).exists()


def test_the_console_s_form_takes_the_same_step(administrator, firm):
    office = Client()
    office.force_login(administrator)
    page = reverse("console:accounts_enterprise_change", args=[firm.pk])
    was = re.search(r'name="was" value="([0-9a-f]{32})"', office.get(page).content.decode())[1]
    kept = {
        "name": firm.name, "uscc": firm.uscc, "region_code": firm.region_code, "town": firm.town,
        "address": "示例路 2 号", "is_active": "on", "was": was,
    }  # fmt: skip
    assert office.post(page, kept).status_code == 302
    (entry,) = entries(AccountStep.FIRM_CHANGED, firm.pk)
    assert [line["field"] for line in entry.detail["changes"]] == ["address"]
    refused = office.post(page, kept | {"address": "示例路 3 号"})
    assert "在您打开之后已有变化" in refused.content.decode()
    assert Enterprise.objects.get(pk=firm.pk).address == "示例路 2 号"
    added = office.post(reverse("console:accounts_enterprise_add"), GIVEN | {"region_code": "442000"})
    assert added.status_code == 302, added.content.decode()
    made = Enterprise.objects.get(uscc=CODE)
    assert len(entries(AccountStep.FIRM_REGISTERED, made.pk)) == 1


def test_the_record_tells_the_change_in_words(administrator, make_user, firm):
    given = {"town": "442000003", "contact_name": "李示例"}
    keep_enterprise(keeper=administrator, given=given, firm_id=firm.pk)
    auditor = Client()
    auditor.force_login(make_user("audit", "administrator", duty_audit=True))
    page = auditor.get(reverse("console:audit_trail")).content.decode()
    assert "修改企业资料" in page
    assert "联系人" in page
    assert "李示例" not in page


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_change_is_kept(administrator, firm):
    seen = mark_of(firm)
    results = at_once(
        *(
            lambda text=text: keep_enterprise(
                keeper=administrator, given={"address": text}, firm_id=firm.pk, seen=seen
            )
            for text in ("示例路 1 号", "示例路 2 号")
        )
    )
    assert sum(isinstance(result, StepRefused) for result in results) == 1, results
    assert len(entries(AccountStep.FIRM_CHANGED, firm.pk)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_code_registered_twice_at_once_is_one_firm(administrator):
    results = at_once(
        *(
            lambda n=n: keep_enterprise(
                keeper=administrator, given={"name": f"中山示例{n}有限公司", "uscc": CODE, "town": TOWN}
            )
            for n in range(2)
        )
    )
    refused = [result for result in results if isinstance(result, FirmRefused)]
    assert [[fault.path for fault in refusal.findings] for refusal in refused] == [["uscc"]], results
    assert Enterprise.objects.count() == 1
