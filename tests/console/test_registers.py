"""The registers of the console: who may see, search and keep what."""

from __future__ import annotations

import pytest
from django.urls import reverse
from stdnum.cn import uscc

from accounts.models import Enterprise, User
from accounts.roles import Role
from inbox.models import Notice
from tests import cases
from tests.pages import keep_shown

DEVICES, RENEWALS = "console:devices_device_changelist", "console:renewals_renewalapplication_changelist"
CERTIFICATES = "console:certificates_electroniccertificate_changelist"
FIRMS, PEOPLE = "console:accounts_enterprise", "console:accounts_user"
PASSWORD = "Sehr-Lang-2026"


def listed(client, name, **chosen):
    return {str(row) for row in client.get(reverse(name), chosen).context["cl"].result_list}


@pytest.mark.parametrize("name", [DEVICES, RENEWALS, CERTIFICATES, f"{FIRMS}_changelist"])
@pytest.mark.parametrize("person", ["reviewer", "head", "administrator", "supervisor"])
def test_the_office_reads_every_register(name, person, signed_in, request):
    assert signed_in(request.getfixturevalue(person)).get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "name", [f"{PEOPLE}_changelist", f"{PEOPLE}_add", f"{FIRMS}_add", "console:inbox_notice_add"]
)
@pytest.mark.parametrize("person", ["reviewer", "head", "supervisor"])
def test_only_the_administrator_keeps_accounts_firms_and_notices(name, person, signed_in, request):
    assert signed_in(request.getfixturevalue(person)).get(reverse(name)).status_code == 403


def test_the_register_of_machines_is_searched_as_people_type_numbers(clerk, reviewer, signed_in):
    wanted = cases.registered(clerk, reviewer, 7)
    cases.registered(clerk, reviewer, 8)
    assert listed(signed_in(reviewer), DEVICES, q="t t00007") == {str(wanted)}


def test_a_supervisor_finds_the_machines_of_the_own_town_alone(
    clerk, reviewer, supervisor, make_user, signed_in
):
    here = cases.registered(clerk, reviewer)
    elsewhere = make_user("elsewhere", "supervisor", town="442000118")
    assert listed(signed_in(supervisor), DEVICES) == {str(here)}
    assert listed(signed_in(elsewhere), DEVICES) == set()
    change = reverse("console:devices_device_change", args=[here.pk])
    assert signed_in(elsewhere).get(change, follow=True).redirect_chain[-1][0] == reverse("console:index")


@pytest.mark.parametrize("person", ["reviewer", "administrator"])
def test_a_machine_is_never_written_in_its_register(clerk, reviewer, signed_in, person, request):
    device = cases.registered(clerk, reviewer)
    client = signed_in(request.getfixturevalue(person))
    change = reverse("console:devices_device_change", args=[device.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"model": "QTZ63"}).status_code == 403
    assert (
        client.post(reverse("console:devices_device_delete", args=[device.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert client.get(reverse("console:devices_device_add")).status_code == 403


def firm_data(**changes):
    body = "91442000MA0000077"
    given = {
        "name": "中山示例机械租赁77号有限公司",
        "uscc": body + uscc.calc_check_digit(body),
        "region_code": "442000",
        "town": "442000001",
        "is_active": "on",
    }
    return given | changes


def test_the_administrator_adds_a_firm(administrator, signed_in):
    signed_in(administrator).post(reverse(f"{FIRMS}_add"), firm_data())
    assert Enterprise.objects.get().name == "中山示例机械租赁77号有限公司"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"uscc": "91442000MA00000779"}, "uscc"),
        ({"uscc": "ABC"}, "uscc"),
        ({"region_code": "44200"}, "region_code"),
        ({"town": ""}, "town"),
        ({"town": "999999999"}, "town"),
        ({"name": ""}, "name"),
    ],
)
def test_a_firm_with_a_wrong_field_is_refused_at_that_field(administrator, signed_in, changes, field):
    answer = signed_in(administrator).post(reverse(f"{FIRMS}_add"), firm_data(**changes))
    assert field in answer.context["adminform"].form.errors
    assert not Enterprise.objects.exists()


def person_data(**changes):
    given = {"username": "neu", "password1": PASSWORD, "password2": PASSWORD, "full_name": "张示例"}
    return given | changes


def test_the_administrator_adds_a_person_of_a_firm_who_can_sign_in(administrator, firm, signed_in, client):
    given = person_data(role=Role.ENTERPRISE_STAFF, enterprise=firm.pk)
    signed_in(administrator).post(reverse(f"{PEOPLE}_add"), given)
    assert User.objects.get(username="neu").enterprise == firm
    assert client.login(username="neu", password=PASSWORD)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": Role.ENTERPRISE_STAFF}, "enterprise"),
        ({"role": Role.SUPERVISOR}, "town"),
        ({"role": "none"}, "role"),
        ({"role": Role.REVIEWER, "password1": "12345678", "password2": "12345678"}, "password2"),
    ],
)
def test_an_account_that_does_not_fit_its_role_is_refused_at_the_field(
    administrator, signed_in, changes, field
):
    answer = signed_in(administrator).post(reverse(f"{PEOPLE}_add"), person_data(**changes))
    assert field in answer.context["adminform"].form.errors
    assert not User.objects.filter(username="neu").exists()


def test_an_officer_does_not_belong_to_a_firm(administrator, firm, signed_in):
    given = person_data(role=Role.REVIEWER, enterprise=firm.pk)
    answer = signed_in(administrator).post(reverse(f"{PEOPLE}_add"), given)
    assert "enterprise" in answer.context["adminform"].form.errors


def test_who_is_switched_off_cannot_sign_in(administrator, clerk, firm, signed_in, client):
    given = {"username": clerk.username, "role": clerk.role, "enterprise": firm.pk, "full_name": "张示例"}
    signed_in(administrator).post(reverse(f"{PEOPLE}_change", args=[clerk.pk]), given)
    assert User.objects.get(pk=clerk.pk).is_active is False
    assert not client.login(username=clerk.username, password="Demo-2026!")


def test_the_administrator_does_not_shut_out_themself(administrator, signed_in):
    given = {"username": administrator.username, "role": Role.HEAD}
    signed_in(administrator).post(reverse(f"{PEOPLE}_change", args=[administrator.pk]), given)
    fresh = User.objects.get(pk=administrator.pk)
    assert (fresh.role, fresh.is_active) == (Role.ADMINISTRATOR, True)


def test_the_administrator_sets_a_new_password(administrator, clerk, signed_in, client):
    url = reverse("console:auth_user_password_change", args=[clerk.pk])
    signed_in(administrator).post(url, {"password1": PASSWORD, "password2": PASSWORD})
    assert client.login(username=clerk.username, password=PASSWORD)


def test_a_password_is_never_shown_not_even_as_a_digest(administrator, clerk, signed_in):
    text = signed_in(administrator).get(reverse(f"{PEOPLE}_change", args=[clerk.pk])).content.decode()
    digest = User.objects.get(pk=clerk.pk).password.split("$")[-1]
    assert digest[:6] not in text
    assert "重置密码" in text


def test_the_administrator_publishes_a_notice(administrator, signed_in):
    given = {
        "title": "换证通知",
        "body": "请于期限前办理。",
        "published_on": "2026-06-01",
        "is_published": "on",
    }
    keep_shown(signed_in(administrator), reverse("console:inbox_notice_add"), given)
    assert Notice.objects.get().title == "换证通知"


def test_the_register_of_accounts_calls_the_name_as_the_login_does(administrator, signed_in):
    page = signed_in(administrator).get(reverse(f"{PEOPLE}_changelist")).content.decode()
    assert "用户名" not in page
    assert "账号" in page
