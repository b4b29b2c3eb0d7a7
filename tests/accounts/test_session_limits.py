"""How long a session lasts, what counts as a step, and the way back after its end."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.messages import get_messages

from accounts.models import LoginSession, PastPassword, User
from audit.models import AccountEvent
from ground.glossary import AccountStep
from tests.accounts.authenticator import LOGIN, give_password, is_in
from tests.accounts.people import NEW, of_person, steps_of
from tests.conftest import PASSWORD
from tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
LEFT, STAY, CONTINUE = "/accounts/session/", "/accounts/session/stay/", "/accounts/continue/"
PROGRAM = {"accept": "application/json"}


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(dt.datetime(2026, 11, 30, 1, tzinfo=dt.UTC), tick=False) as travelling:
        yield travelling


def after(clock, minutes: float) -> None:
    clock.shift(dt.timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("who", "page", "minutes"), [("clerk", "/portal/", 30), ("reviewer", "/console/", 15)]
)
def test_a_session_ends_for_want_of_use_by_role(request, clock, who, page, minutes) -> None:
    client = give_password(request.getfixturevalue(who))
    after(clock, minutes - 1)
    assert client.get(page).status_code == 200
    after(clock, minutes + 1)
    answer = client.get(page)
    assert answer["Location"].endswith(f"/login/?next={page}")
    assert "登录已超时" in words_of(client.get(answer["Location"], follow=True))
    assert not is_in(client)
    assert AccountEvent.objects.filter(step=AccountStep.SESSION_EXPIRED).count() == 1


def test_each_step_renews_it_and_a_day_ends_it_anyhow(clock, clerk) -> None:
    client = give_password(clerk)
    for _ in range(28):
        after(clock, 25)
        assert client.get("/portal/").status_code == 200
    after(clock, 21)
    assert client.get("/portal/").status_code == 302


def test_what_a_page_asks_by_itself_is_no_step(clock, clerk) -> None:
    client = give_password(clerk)
    for _ in range(3):
        after(clock, 9)
        assert client.get(LEFT, headers=PROGRAM).status_code == 200
    assert client.get(LEFT, headers=PROGRAM).json()["left"] == 180
    after(clock, 4)
    assert client.get("/portal/").status_code == 302


def test_whoever_types_stays(clock, clerk) -> None:
    client = give_password(clerk)
    after(clock, 20)
    told = client.post(STAY, headers=PROGRAM).json()
    assert (told["left"], told["account"]) == (1800, clerk.pk)
    after(clock, 20)
    assert client.get("/portal/").status_code == 200


def test_programs_are_told_and_fragments_move_the_whole_page(clock, clerk) -> None:
    client = give_password(clerk)
    after(clock, 31)
    assert client.get(LEFT, headers=PROGRAM).status_code == 401
    came_from = {"hx-request": "true", "hx-current-url": "http://testserver/portal/devices/?q=T1"}
    moved = client.get("/portal/devices/", headers=came_from)
    assert (moved.status_code, moved["HX-Redirect"]) == (204, f"{LOGIN}?next=/portal/devices/%3Fq%3DT1")
    asked = client.get("/portal/batches/1/progress/", headers=came_from)
    assert "HX-Redirect" not in asked


def test_a_form_that_came_too_late_is_kept_and_sent_by_hand(clock, manager, clerk) -> None:
    client = give_password(manager)
    given = {"full_name": "李\n示例", "phone": "", "email": "", "role": "enterprise_staff"}
    after(clock, 31)
    to_login = client.post(of_person(clerk), given)["Location"]
    assert to_login == f"{LOGIN}?next={CONTINUE}"
    assert User.objects.get(pk=clerk.pk).full_name == "clerk示例"
    client.post(LOGIN, {"username": "manager", "password": PASSWORD, "next": CONTINUE})
    page = text_of(client.get(CONTINUE))
    assert f'action="{of_person(clerk)}"' in page
    kept = dict(re.findall(r'<textarea name="(\w+)" hidden>\n([^<]*)</textarea>', page))
    assert kept == given
    client.post(of_person(clerk), kept)
    assert User.objects.get(pk=clerk.pk).full_name.startswith("李")
    assert client.get(CONTINUE)["Location"] == "/"


def test_what_somebody_else_typed_is_thrown_away(clock, manager, clerk) -> None:
    client = give_password(manager)
    after(clock, 31)
    client.post(of_person(clerk), {"full_name": "李示例"})
    give_password(clerk, client=client)
    assert client.get(CONTINUE)["Location"] == "/"
    assert "kept_post" not in client.session


@pytest.mark.parametrize("given", [{"old_password": PASSWORD}, {"note": "x" * 300_000}, {}])
def test_passwords_and_floods_are_not_kept(clock, clerk, given) -> None:
    client = give_password(clerk)
    after(clock, 31)
    client.post("/accounts/password/", given)
    assert "kept_post" not in client.session


def test_a_stranger_keeps_nothing(client) -> None:
    client.post("/portal/people/1/", {"full_name": "x"})
    assert not LoginSession.objects.exists()


def test_a_login_gets_a_new_session_id(client, clerk) -> None:
    session = client.session
    session["made"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    give_password(clerk, client=client)
    assert client.session.session_key != before
    assert not LoginSession.objects.filter(pk=before).exists()


def test_one_session_alone_where_the_city_wants_it(clerk, settings) -> None:
    settings.SINGLE_SESSION = True
    here = give_password(clerk)
    there = give_password(clerk)
    assert here.get("/portal/").status_code == 302
    assert there.get("/portal/").status_code == 200
    assert AccountStep.SESSIONS_ENDED in steps_of(clerk)


def test_a_password_of_ninety_days_is_changed_first(clock, clerk, settings) -> None:
    settings.PASSWORD_DAYS = 90
    after(clock, 60 * 24 * 90 + 1)
    client = give_password(clerk)
    answer = client.get("/portal/")
    assert answer["Location"] == "/accounts/password/"
    assert "已使用超过 90 天" in str(next(iter(get_messages(answer.wsgi_request))))
    client.post("/accounts/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert client.get("/portal/").status_code == 200
    assert PastPassword.objects.filter(person=clerk).latest("id").set_at.day == 28
