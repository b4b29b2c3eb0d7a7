"""What a provider, or somebody in its name, may answer, and that none of it opens an account."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.identity import linking
from accounts.models import ExternalIdentity
from tests.accounts.authenticator import is_in
from tests.conftest import PASSWORD
from tests.identity.conftest import LINK, START, come
from tests.identity.provider import Provider
from tests.pages import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def linked(provider, clerk) -> None:
    """An account that a believed answer would open."""
    client = Client()
    come(provider, client)
    client.post(LINK, {"username": "clerk", "password": PASSWORD})
    assert ExternalIdentity.objects.count() == 1


def refused(provider: Provider, **changed: str) -> str:
    """The words of the answer to a login that must not succeed."""
    client = Client()
    answer = come(provider, client, **changed)
    assert answer.status_code in {403, 503}
    assert not is_in(client)
    return words_of(answer)


@pytest.mark.parametrize(
    "token",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": ["crane", "somebody-else"]},
        {"azp": "somebody-else"},
        {"iss": "http://127.0.0.1:9"},
        {"exp": 1_700_000_000},
        {"iat": 4_000_000_000},
        {"sub": "gd-9999"},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_is_not_believed(provider, linked, token) -> None:
    provider.change_token = lambda said: said.update(token)
    assert "未通过校验" in refused(provider)


@pytest.mark.parametrize("missing", ["nonce", "aud", "iss", "exp", "iat", "sub"])
def test_a_token_without_something_is_not_believed(provider, linked, missing) -> None:
    provider.change_token = lambda said: said.pop(missing)
    assert "未通过校验" in refused(provider)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_is_not_signed_by_a_published_key_is_not_believed(provider, linked, algorithm) -> None:
    provider.algorithm = algorithm
    assert "未通过校验" in refused(provider)


def test_a_key_of_somebody_else_under_the_known_name_is_not_believed(provider, linked) -> None:
    published = provider._jwks()
    provider._jwks = lambda: published
    provider.keys = {"rsa-1": Provider().keys["rsa-1"]}
    assert "未通过校验" in refused(provider)


def test_new_keys_are_asked_for_and_believed(provider, linked) -> None:
    client = Client()
    come(provider, client)
    provider.new_keys()
    fresh = Client()
    assert come(provider, fresh).status_code == 302
    assert is_in(fresh)


def test_the_users_data_of_somebody_else_are_not_believed(provider, linked) -> None:
    provider.change_user = lambda said: said.update(sub="gd-9999")
    assert "未通过校验" in refused(provider)


@pytest.mark.parametrize(
    "about", [{"issuer": "https://example.com"}, {"token_endpoint": "ftp://127.0.0.1/"}, {"jwks_uri": ""}]
)
def test_an_issuer_that_names_itself_otherwise_is_not_asked(provider, about) -> None:
    provider.change_about = lambda said: said.update(about)
    answer = Client().get(START)
    assert answer.status_code == 403
    assert "未通过校验" in words_of(answer)


def test_a_code_is_good_once(provider, linked) -> None:
    client = Client()
    back = provider.log_in(client.get(START)["Location"])
    client.get(back)
    assert is_in(client)
    thief = Client()
    assert thief.get(back).status_code == 403
    thief.get(START)
    state = thief.session["identity_attempt"]["attempt"]["state"]
    code = dict(part.split("=") for part in urlsplit(back).query.split("&"))["code"]
    assert thief.get(f"{START}arrive/?code={code}&state={state}").status_code == 403
    assert not is_in(thief)


def test_an_answer_for_another_browser_is_nobodys(provider, linked) -> None:
    mine, thief = Client(), Client()
    back = provider.log_in(thief.get(START)["Location"])
    mine.get(START)
    assert "不是在此浏览器中开始" in words_of(mine.get(back))
    assert not is_in(mine)


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=x", "?error=access_denied", "?state=%E4%B8%AD&code=x"]
)
def test_an_arrival_out_of_nothing_is_refused(provider, client, query) -> None:
    assert client.get(f"{START}arrive/{query}").status_code == 403


def test_whoever_declines_is_told(provider, linked) -> None:
    assert "取消了登录" in refused(provider, error="access_denied")


@pytest.mark.parametrize("path", ["/token", "/userinfo", "/jwks"])
@pytest.mark.parametrize("trouble", ["broken", "slow", "nonsense", "gone"])
def test_a_provider_in_trouble_is_told_in_words(provider, linked, path, trouble, monkeypatch) -> None:
    client = Client()
    back = provider.log_in(client.get(START)["Location"])
    if trouble == "broken":
        provider.statuses[path] = 500
    elif trouble == "slow":
        provider.seconds[path] = 1.5
    elif trouble == "nonsense":
        honest = provider.answer
        monkeypatch.setattr(
            provider, "answer", lambda at, *rest: (200, b"<html>") if at == path else honest(at, *rest)
        )
    else:
        provider.stop()
    linking.provider()._published.pop("keys", None)
    answer = client.get(back)
    assert answer.status_code == 503
    assert "暂时没有响应" in words_of(answer)
    assert not is_in(client)


def test_a_provider_that_is_away_breaks_no_page(provider, client) -> None:
    provider.stop()
    answer = client.get(START)
    assert answer.status_code == 503
    assert "可用账号和密码登录" in words_of(answer)
    assert client.get("/accounts/login/").status_code == 200
    assert client.get(f"{START}left/").status_code == 200


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_the_way_leads_to_no_other_site(provider, linked, target) -> None:
    client = Client()
    begun = client.get(START, {"next": target})["Location"]
    assert client.get(provider.log_in(begun))["Location"] == "/"
