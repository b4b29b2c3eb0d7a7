"""代查看: an administrator sees the portal as a firm does, changes nothing, and leaves a trace of every page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from audit.models import AccountEvent, HistoryEntry
from devices.models import Device
from ground.glossary import AccountStep
from inbox.models import Message
from tests import cases
from tests.matters.ways import client_of
from tests.pages import text_of

pytestmark = pytest.mark.django_db
WHY = "企业来电说找不到证件换发按钮。"
END = "/accounts/acting/end/"
ARGUMENTS = {"pk": "1", "reference": "HZ20261122-7K3MQ2X", "token": "x", "name": "x", "kind": "transfer"}


@pytest.fixture
def device(clerk, reviewer):
    return cases.registered(clerk, reviewer)


@pytest.fixture
def looking(administrator, device):
    """An administrator's browser that looks as the firm."""
    browser = client_of(administrator)
    answer = browser.post(f"/console/acting/{device.enterprise_id}/", {"reason": WHY})
    assert answer.status_code == 302
    assert answer["Location"] == "/portal/"
    return browser


def traces(*steps: AccountStep) -> list[tuple[int, int | None, str]]:
    found = AccountEvent.objects.filter(step__in=steps).order_by("id")
    return [(e.account_id, e.enterprise_id, e.words.get("page") or e.words.get("reason", "")) for e in found]


def portal_addresses() -> Iterator[str]:
    """Every address of the portal and of what belongs to it, with some argument at each place."""
    for route in _routes(get_resolver().url_patterns, ""):
        if route.startswith(("portal/", "files/", "certificates/", "display/", "accounts/password/")):
            yield "/" + _filled(route)


def _routes(patterns: list, before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def _filled(route: str) -> str:
    import re

    return re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: "1" if m[1] == "int" else ARGUMENTS.get(m[2], "x"), route)


def test_the_pages_are_the_firm_s_and_each_is_noted(looking, administrator, device):
    page = text_of(looking.get("/portal/devices/"))
    assert device.registration_number in page
    assert f"您正以“{device.enterprise.name}”的身份查看" in page
    assert "结束代查看" in page
    assert looking.get(f"/portal/devices/{device.pk}/").status_code == 200
    me, firm = administrator.pk, device.enterprise_id
    assert traces(AccountStep.ACTING_STARTED) == [(me, firm, WHY)]
    assert traces(AccountStep.ACTING_LOOKED) == [
        (me, firm, "/portal/devices/"),
        (me, firm, f"/portal/devices/{device.pk}/"),
    ]


def test_other_firms_stay_unseen(looking, stranger, reviewer):
    theirs = cases.registered(stranger, reviewer, 2)
    assert looking.get(f"/portal/devices/{theirs.pk}/").status_code == 404
    assert theirs.registration_number not in text_of(looking.get("/portal/devices/"))


def test_every_step_of_the_portal_is_refused_with_a_sentence(looking, device):
    addresses = list(portal_addresses())
    assert len(addresses) > 80
    before = Device.objects.values().get(pk=device.pk), HistoryEntry.objects.count(), Message.objects.count()
    for method in ("post", "put", "patch", "delete"):
        chosen = addresses if method == "post" else addresses[:5]
        for address in chosen:
            answer = getattr(looking, method)(address, {"revision": "1"})
            assert answer.status_code == 403, (method, address)
            assert "代查看只能查看" in text_of(answer), address
    assert before == (
        Device.objects.values().get(pk=device.pk),
        HistoryEntry.objects.count(),
        Message.objects.count(),
    )
    refused = AccountEvent.objects.filter(step=AccountStep.ACTING_REFUSED)
    assert refused.count() == len(addresses) + 15


def test_no_page_of_the_portal_breaks_while_looking(looking):
    for address in portal_addresses():
        assert looking.get(address).status_code < 500, address


def test_messages_stay_personal_and_unread(looking, clerk):
    assert Message.objects.filter(recipient=clerk, read_at=None).exists()
    unread = Message.objects.filter(read_at=None).count()
    refused = looking.get("/portal/messages/")
    assert refused.status_code == 403
    assert "属于个人" in text_of(refused)
    looking.post("/portal/messages/read/")
    looking.get("/portal/")
    assert Message.objects.filter(read_at=None).count() == unread


def test_downloads_are_noted_as_such(administrator, clerk, reviewer):
    certificate = cases.issued(clerk, reviewer)
    browser = client_of(administrator)
    browser.post(f"/console/acting/{certificate.enterprise_id}/", {"reason": WHY})
    address = f"/certificates/{certificate.pk}/file/"
    assert browser.get(address, {"download": "1"}).status_code == 200
    assert [page for _who, _firm, page in traces(AccountStep.ACTING_DOWNLOADED)] == [address]


def test_the_console_waits_until_it_is_ended(looking, administrator):
    refused = looking.get("/console/")
    assert refused.status_code == 403
    assert "请先点“结束代查看”" in text_of(refused)
    assert looking.post(END).status_code == 302
    assert looking.get("/console/").status_code == 200
    assert looking.get("/portal/").status_code == 403
    assert [why for _who, _firm, why in traces(AccountStep.ACTING_ENDED)] == ["手动结束"]
    assert looking.post(END).status_code == 302
    assert len(traces(AccountStep.ACTING_ENDED)) == 1


def test_it_ends_by_time(administrator, device):
    browser = client_of(administrator)
    with override_settings(ACTING_MINUTES=0):
        browser.post(f"/console/acting/{device.enterprise_id}/", {"reason": WHY})
    over = browser.get("/portal/devices/")
    assert over.status_code == 403
    assert "代查看已结束(到时自动结束)" in text_of(over)
    assert [why for _who, _firm, why in traces(AccountStep.ACTING_ENDED)] == ["到时自动结束"]
    assert browser.get("/console/").status_code == 200
    assert not traces(AccountStep.ACTING_LOOKED)


def test_the_time_is_the_setting_s(looking):
    from accounts.acting import KEY

    until = dt.datetime.fromisoformat(looking.session[KEY]["until"])
    assert dt.timedelta(minutes=28) < until - timezone.now() < dt.timedelta(minutes=31)


def test_it_ends_with_the_login(looking, administrator):
    assert looking.post("/accounts/logout/").status_code == 302
    assert [why for _who, _firm, why in traces(AccountStep.ACTING_ENDED)] == ["退出登录"]
    looking.force_login(administrator)
    assert looking.get("/portal/").status_code == 403


def test_it_ends_when_the_right_is_taken_away(looking, administrator):
    type(administrator).objects.filter(pk=administrator.pk).update(
        role="head", duty_system=False, duty_security=False
    )
    assert looking.get("/portal/devices/").status_code == 403
    assert [why for _who, _firm, why in traces(AccountStep.ACTING_ENDED)] == ["权限已收回"]


@pytest.mark.parametrize("reason", ["", "看看", "　　　　　　", "长" * 301])
def test_it_does_not_begin_without_a_reason(administrator, firm, reason):
    browser = client_of(administrator)
    answer = browser.post(f"/console/acting/{firm.pk}/", {"reason": reason})
    assert answer.status_code == 422
    assert browser.get("/portal/").status_code == 403
    assert not AccountEvent.objects.filter(step=AccountStep.ACTING_STARTED).exists()


@pytest.mark.parametrize("role", ["reviewer", "head", "supervisor", "clerk", "manager"])
def test_only_administrators_look_as_a_firm(request, role, firm):
    browser = client_of(request.getfixturevalue(role))
    assert browser.get(f"/console/acting/{firm.pk}/").status_code == 403
    assert browser.post(f"/console/acting/{firm.pk}/", {"reason": WHY}).status_code == 403
    assert browser.get("/console/acting/").status_code == 403
    assert not AccountEvent.objects.filter(step=AccountStep.ACTING_STARTED).exists()
    assert Client().get(f"/console/acting/{firm.pk}/").status_code == 302


def test_the_record_tells_who_looked_at_what(looking, administrator, reviewer, device):
    looking.get("/portal/devices/")
    looking.post(END)
    page = text_of(looking.get("/console/acting/", {"firm": device.enterprise.name[:4]}))
    assert WHY in page
    assert "/portal/devices/" in page
    assert str(administrator) in page
    assert "/portal/devices/" not in text_of(looking.get("/console/acting/", {"who": "nobody"}))
    assert looking.post("/console/acting/export/", {"step": "acting_looked"}).status_code == 200


def test_a_firm_s_page_leads_to_it_for_administrators_alone(administrator, reviewer, firm):
    address = f"/console/accounts/enterprise/{firm.pk}/change/"
    assert "代查看企业门户" in text_of(client_of(administrator).get(address))
    assert "代查看企业门户" not in text_of(client_of(reviewer).get(address))
