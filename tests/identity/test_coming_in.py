"""登录 by 统一身份认证: the first time with the account's own password, then by its number; nobody's account by a name."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import ExternalIdentity, User
from audit.models import AccountEvent
from ground.glossary import AccountStep
from tests.accounts.authenticator import LOGIN, SECOND, SECURITY, code_now, is_in, set_up
from tests.accounts.people import steps_of
from tests.conftest import PASSWORD
from tests.identity.conftest import LINK, START, come
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
CLERK = {"username": "clerk", "password": PASSWORD}


@pytest.fixture
def linked(provider, clerk) -> User:
    """The clerk, who has confirmed the account."""
    client = Client()
    come(provider, client)
    assert client.post(LINK, CLERK).status_code == 302
    return clerk


def test_nothing_of_it_is_there_until_it_is_configured(client, clerk) -> None:
    assert "统一身份认证" not in words_of(client.get(LOGIN))
    for address in (START, f"{START}arrive/", LINK, f"{START}left/"):
        assert client.get(address).status_code == 409


def test_the_login_offers_it_where_it_is_configured(provider, client) -> None:
    assert f'href="{START}?next=/portal/"' in text_of(client.get(f"{LOGIN}?next=/portal/"))
    assert f'href="{START}"' in text_of(client.get("/"))


def test_the_question_carries_state_nonce_and_challenge_new_each_time(provider, client) -> None:
    asked = [parse_qs(urlsplit(client.get(START)["Location"]).query) for _ in range(2)]
    assert asked[0]["redirect_uri"] == ["http://127.0.0.1:8000/accounts/identity/arrive/"]
    assert (asked[0]["response_type"], asked[0]["code_challenge_method"]) == (["code"], ["S256"])
    assert all(asked[0][name] != asked[1][name] for name in ("state", "nonce", "code_challenge"))


def test_the_first_time_the_account_is_confirmed_by_its_own_password(provider, client, clerk, firm) -> None:
    assert come(provider, client)["Location"] == LINK
    assert not is_in(client)
    assert firm.name in words_of(client.get(LINK))
    wrong = client.post(LINK, CLERK | {"password": "wrong"})
    assert (wrong.status_code, ExternalIdentity.objects.count()) == (422, 0)
    assert client.post(LINK, CLERK).status_code == 302
    assert client.session["_auth_user_id"] == str(clerk.pk)
    assert AccountStep.IDENTITY_LINKED in steps_of(clerk)


def test_from_then_on_nothing_is_typed(provider, linked) -> None:
    client = Client()
    answer = client.get(provider.log_in(client.get(f"{START}?next=/portal/devices/")["Location"]))
    assert answer["Location"] == "/portal/devices/"
    assert client.session["_auth_user_id"] == str(linked.pk)
    event = AccountEvent.objects.filter(step=AccountStep.LOGGED_IN).latest("id")
    assert event.detail == {"by": "identity"}


def test_the_second_factor_is_still_asked_for(provider, signed_in, linked) -> None:
    secret, _codes = set_up(signed_in(linked), steps=-1)
    client = Client()
    assert come(provider, client)["Location"] == SECOND
    assert not is_in(client)
    client.post(SECOND, {"code": code_now(secret)})
    assert is_in(client)


def test_nothing_is_linked_before_the_second_factor(provider, signed_in, client, clerk) -> None:
    secret, _codes = set_up(signed_in(clerk), steps=-1)
    come(provider, client)
    second = client.post(LINK, CLERK)["Location"]
    assert not ExternalIdentity.objects.exists()
    assert client.post(second, {"code": code_now(secret)})["Location"] == LINK
    assert "要与当前登录的账号" in words_of(client.get(LINK))
    client.post(LINK)
    assert ExternalIdentity.objects.get().person == clerk


def test_another_of_the_same_firm_and_name_is_nobody_yet(provider, linked) -> None:
    provider.person |= {"sub": "gd-7002", "name": linked.full_name}
    client = Client()
    assert come(provider, client)["Location"] == LINK
    refused = client.post(LINK, CLERK)
    assert refused.status_code == 409
    assert "已与另一个身份绑定" in words_of(refused)
    assert not is_in(client)


def test_an_account_of_another_firm_is_not_linked(provider, client, stranger) -> None:
    come(provider, client)
    refused = client.post(LINK, CLERK | {"username": "stranger"})
    assert "不属于您" in words_of(refused)
    assert not ExternalIdentity.objects.exists()
    assert not is_in(client)


@pytest.mark.parametrize("allowed", [False, True])
def test_office_accounts_stay_closed_unless_the_city_opens_them(
    provider, client, reviewer, settings, allowed
) -> None:
    settings.OIDC_OFFICE = allowed
    come(provider, client)
    client.post(LINK, CLERK | {"username": "reviewer"})
    assert is_in(client) == allowed
    settings.OIDC_OFFICE = False
    again = Client()
    come(provider, again)
    assert not is_in(again)


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ({"level": "L1"}, "实名等级不够"),
        ({"level": None}, "实名等级不够"),
        ({"uscc": ""}, "没有给出您代表的企业"),
        ({"uscc": "91440100DEM000049N"}, "请联系系统管理员登记企业"),
    ],
)
def test_what_does_not_suffice_is_said_with_the_way_out(provider, client, person, words) -> None:
    provider.person |= person
    answer = come(provider, client)
    assert answer.status_code == 403
    assert words in words_of(answer)
    assert not is_in(client)


def test_whoever_is_switched_off_stays_out(provider, linked) -> None:
    User.objects.filter(pk=linked.pk).update(is_active=False)
    client = Client()
    assert "已停用" in words_of(come(provider, client))
    assert not is_in(client)


def test_guessing_passwords_at_the_link_locks_as_at_the_login(provider, client, clerk) -> None:
    come(provider, client)
    for _ in range(5):
        client.post(LINK, CLERK | {"password": "wrong"})
    assert "已暂时锁定" in words_of(client.post(LINK, CLERK))
    assert not ExternalIdentity.objects.exists()


def test_it_is_unlinked_by_its_owner(provider, signed_in, linked) -> None:
    client = signed_in(linked)
    assert "已绑定" in words_of(client.get(SECURITY))
    client.post(f"{START}unlink/")
    assert not ExternalIdentity.objects.exists()
    assert client.post(f"{START}unlink/").status_code == 409
    assert come(provider, Client())["Location"] == LINK


def test_leaving_tells_how_to_leave_the_other_system(provider, linked) -> None:
    client = Client()
    come(provider, client)
    left = client.post("/accounts/logout/")
    assert left["Location"] == f"{START}left/"
    assert f"{provider.issuer}/logout?client_id=crane" in text_of(client.get(left["Location"]))


def test_the_others_number_stands_nowhere_in_the_clear(provider, linked) -> None:
    assert "gd-7001" not in str(ExternalIdentity.objects.values())
