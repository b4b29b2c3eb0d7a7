"""个人信息保护政策: who confirms it, what a new version does, and taking it back."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Consent, PrivacyNotice, User
from accounts.privacy.notices import publish_notice
from audit.models import AccountEvent, CityChange
from ground.digests import sm3_hex
from tests.conftest import PASSWORD
from tests.pages import text_of

pytestmark = pytest.mark.django_db
CONSENT, HOME, EDITOR = "/accounts/consent/", "/portal/", "/console/privacy-notice/"


@pytest.fixture
def newcomer(make_user, firm):
    return make_user("newcomer", "enterprise_manager", enterprise=firm, must_consent=True)


@pytest.fixture
def portal(signed_in, newcomer):
    return signed_in(newcomer)


def agree(portal, version: int = 1, **more: str):
    return portal.post(CONSENT, {"version": version, "agreed": "1", **more})


def edit(office, text: str, *, seen: int = 1, **more: str):
    return office.post(EDITOR, {"text": text, "seen": seen, "reason": "补充保存期限", **more})


def test_anybody_reads_the_notice_and_its_digest() -> None:
    page = text_of(Client().get("/privacy/"))
    notice = PrivacyNotice.objects.get()
    assert "您的权利" in page
    assert notice.digest in page
    assert sm3_hex(notice.text.encode()) == notice.digest
    assert Client().get("/privacy/9/").status_code == 404


def test_every_page_links_to_it() -> None:
    assert 'href="/privacy/"' in Client().get("/").content.decode()


def test_who_acts_for_a_firm_confirms_before_going_on_and_then_goes_on(portal, newcomer) -> None:
    asked = "/portal/renewals/?q=粤T"
    assert portal.get(asked).url == CONSENT
    assert "我已阅读并同意" in text_of(portal.get(CONSENT))
    assert agree(portal).url.startswith("/portal/renewals/?q=")
    assert portal.get(HOME).status_code == 200
    consent = Consent.objects.get(person=newcomer)
    assert (consent.version, consent.digest) == (1, PrivacyNotice.objects.get().digest)
    assert AccountEvent.objects.filter(account_id=newcomer.pk, step="consent_given").count() == 1


@pytest.mark.parametrize(
    "typed", [{"agreed": ""}, {"version": "x"}, {"version": "99"}, {"version": "9" * 30}]
)
def test_what_is_no_confirmation_confirms_nothing(portal, newcomer, typed) -> None:
    answer = portal.post(CONSENT, {"version": "1", "agreed": "1"} | typed)
    assert answer.status_code == 422
    assert portal.get(HOME).url == CONSENT
    assert not Consent.objects.exists()


def test_a_part_of_a_page_leads_there_too(portal) -> None:
    answer = portal.get(HOME, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == CONSENT


def test_a_foreign_address_is_not_gone_to(portal) -> None:
    session = portal.session
    session["after_consent"] = "//evil.example/"
    session.save()
    assert agree(portal).url == "/"


def test_the_office_is_informed_and_not_asked(signed_in, reviewer) -> None:
    User.objects.update(must_consent=True)
    assert signed_in(reviewer).get("/console/").status_code == 200


def test_a_new_version_that_asks_is_confirmed_anew(signed_in, administrator, portal, newcomer) -> None:
    agree(portal)
    assert edit(signed_in(administrator), "一、新的政策\n\n内容。", asks_consent="on").status_code == 302
    assert portal.get(HOME).url == CONSENT
    assert "刚刚更新为第 2 版" in text_of(agree(portal, 1))
    agree(portal, 2)
    assert portal.get(HOME).status_code == 200
    assert list(Consent.objects.filter(person=newcomer).values_list("version", flat=True)) == [2, 1]
    assert CityChange.objects.get(subject="privacy").reason == "补充保存期限"
    assert "您的权利" in text_of(Client().get("/privacy/1/"))


def test_a_version_that_does_not_ask_stops_nobody(signed_in, administrator, portal) -> None:
    agree(portal)
    edit(signed_in(administrator), "一、改正错字\n\n内容。")
    assert PrivacyNotice.objects.count() == 2
    assert portal.get(HOME).status_code == 200


def test_who_edits_on_an_outdated_page_is_told_so(signed_in, administrator) -> None:
    office = signed_in(administrator)
    edit(office, "一、甲\n\n内容。")
    late = edit(office, "一、乙\n\n内容。")
    assert late.status_code == 409
    assert "第 2 版" in text_of(late)
    same = edit(office, "一、甲\n\n内容。", seen=2)
    assert same.status_code == 422
    assert PrivacyNotice.objects.count() == 2


def test_only_who_keeps_the_city_s_data_publishes(signed_in, reviewer, clerk) -> None:
    assert signed_in(reviewer).get(EDITOR).status_code == 403
    assert signed_in(clerk).get(EDITOR).status_code == 403
    with pytest.raises(Exception, match="没有"):
        publish_notice(user=reviewer, text="x", asks_consent=True, reason="x", seen=1)


def test_a_version_is_never_rewritten() -> None:
    with pytest.raises(TypeError):
        PrivacyNotice.objects.update(text="x")


def test_taking_it_back_closes_the_account_at_once(portal, newcomer) -> None:
    agree(portal)
    portal.post("/accounts/me/withdraw/", {})
    assert User.objects.get(pk=newcomer.pk).is_active
    answer = portal.post("/accounts/me/withdraw/", {"understood": "1"}, follow=True)
    assert "已撤回同意" in text_of(answer)
    assert not User.objects.get(pk=newcomer.pk).is_active
    assert Consent.objects.get(person=newcomer).withdrawn_at is not None
    assert portal.get(HOME).status_code == 302
    assert not Client().login(username="newcomer", password=PASSWORD)


def test_people_of_the_office_have_nothing_to_take_back(signed_in, reviewer) -> None:
    answer = signed_in(reviewer).post("/accounts/me/withdraw/", {"understood": "1"})
    assert answer.status_code == 409
    assert User.objects.get(pk=reviewer.pk).is_active
