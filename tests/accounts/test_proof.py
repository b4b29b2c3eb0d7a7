"""再次验证: a dangerous step asks who is there, loses nothing typed, and then goes on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import OneTimeLink, User
from accounts.proof import DANGEROUS, PROVEN_AT
from ground.glossary import AccountStep
from tests.accounts.authenticator import ENROL, code_now, set_up
from tests.accounts.people import details, of_person, steps_of
from tests.conftest import PASSWORD
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
PROVE, FIELD = "/accounts/prove/", "proof_again"
FIELDS = re.compile(r'<textarea name="([^"]+)" hidden>\n?([^<]*)</textarea>')


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(dt.datetime(2026, 11, 30, 1, tzinfo=dt.UTC), tick=False) as travelling:
        yield travelling


@pytest.fixture
def stale(signed_in, manager, clock):
    """The manager's browser a quarter of an hour after the login."""
    client = signed_in(manager)
    clock.shift(dt.timedelta(minutes=16))
    return client


def test_right_after_the_login_nobody_is_asked(signed_in, manager, clerk) -> None:
    answer = signed_in(manager).post(of_person(clerk), details(clerk, full_name="王示例"))
    assert answer.status_code == 302
    assert User.objects.get(pk=clerk.pk).full_name == "王示例"


def test_later_the_form_comes_back_with_a_question_and_then_goes_on(stale, manager, clerk) -> None:
    given = details(clerk, full_name='王"<示例>\n二')
    asked = stale.post(of_person(clerk), given)
    assert (asked.status_code, asked.templates[0].name) == (403, "registration/prove.html")
    assert User.objects.get(pk=clerk.pk).full_name == "clerk示例"
    carried = dict(FIELDS.findall(text_of_source(asked)))
    assert set(carried) == set(given)
    assert stale.post(of_person(clerk), given | {FIELD: PASSWORD}).status_code == 302
    assert User.objects.get(pk=clerk.pk).full_name.startswith("王")
    assert AccountStep.PROVED in steps_of(manager)
    assert stale.post(of_person(clerk, "reset/")).status_code == 302


def text_of_source(answer) -> str:
    return answer.content.decode()


def test_a_wrong_proof_changes_nothing_and_keeps_what_was_typed(stale, clerk) -> None:
    given = details(clerk, full_name="王示例")
    answer = stale.post(of_person(clerk), given | {FIELD: "wrong"})
    assert answer.status_code == 422
    assert "密码不正确" in words_of(answer)
    carried = dict(FIELDS.findall(text_of_source(answer)))
    assert carried["full_name"] == "王示例"
    assert FIELD not in carried
    assert User.objects.get(pk=clerk.pk).full_name == "clerk示例"


def test_wrong_proofs_lock_as_wrong_passwords_do(stale, clerk) -> None:
    answers = [stale.post(of_person(clerk, "reset/"), {FIELD: "wrong"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [429]
    assert stale.post(of_person(clerk, "reset/"), {FIELD: PASSWORD}).status_code == 429
    assert not OneTimeLink.objects.exists()


def test_whoever_has_a_second_factor_proves_by_it_alone(signed_in, manager, clerk, clock) -> None:
    client = signed_in(manager)
    secret, codes = set_up(client)
    clock.shift(dt.timedelta(minutes=16))
    assert client.post(of_person(clerk, "reset/"), {FIELD: PASSWORD}).status_code == 422
    assert client.post(of_person(clerk, "reset/"), {FIELD: code_now(secret)}).status_code == 302
    clock.shift(dt.timedelta(minutes=16))
    assert client.post(of_person(clerk, "reset/"), {FIELD: codes[0]}).status_code == 302


def test_a_page_with_a_file_or_a_secret_asks_on_opening(stale) -> None:
    asked = stale.get(ENROL)
    assert asked["Location"] == f"{PROVE}?next={ENROL}"
    assert "再次验证身份" in words_of(stale.get(asked["Location"]))
    assert stale.post(asked["Location"], {FIELD: PASSWORD})["Location"] == ENROL
    assert stale.get(ENROL).status_code == 200


def test_the_proof_leads_to_no_other_site(stale) -> None:
    assert stale.post(f"{PROVE}?next=https://example.com/", {FIELD: PASSWORD})["Location"] == "/"


def test_a_form_opened_with_a_proof_may_take_an_hour(signed_in, administrator, clock) -> None:
    office = signed_in(administrator)
    clock.shift(dt.timedelta(minutes=14))
    file_one = reverse("console:matter_file", args=["number_correction", 1])
    assert office.get(file_one).status_code != 302
    clock.shift(dt.timedelta(minutes=14))
    assert PROVEN_AT in office.session
    assert "registration/prove.html" not in names(office.post(file_one))
    clock.shift(dt.timedelta(minutes=14))
    assert office.get(file_one)["Location"].startswith(PROVE)


def names(answer) -> list[str]:
    return [template.name for template in answer.templates]


def test_programs_are_told(stale, clerk) -> None:
    answer = stale.post(of_person(clerk, "reset/"), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "proof_needed")


def test_the_console_asks_as_well(signed_in, administrator, clerk, clock) -> None:
    office = signed_in(administrator)
    clock.shift(dt.timedelta(minutes=14))
    office.get("/console/")
    clock.shift(dt.timedelta(minutes=2))
    answer = office.post(reverse("console:account_link", args=[clerk.pk]))
    assert answer.status_code == 403
    assert not OneTimeLink.objects.exists()


def test_whoever_is_out_is_led_to_the_login_first(client, clerk) -> None:
    assert client.post(of_person(clerk, "reset/"))["Location"].startswith("/accounts/login/")


def test_every_dangerous_step_has_its_address() -> None:
    found = set(route_names(get_resolver()))
    assert set(DANGEROUS) <= found


def route_names(resolver: URLResolver, spaces: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            yield from route_names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{spaces}{pattern.name}"


def test_the_words_of_the_page_are_escaped(stale, clerk) -> None:
    answer = stale.post(of_person(clerk), {"full_name": "</textarea><b>x"})
    assert "</textarea><b>" not in text_of_source(answer)
    assert "</textarea><b>x" in text_of(answer)
