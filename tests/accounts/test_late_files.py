"""Files of a form that came too late: those sent in pieces go on by their tokens, the others are named."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine

from documents.models import Attachment, SubjectKind
from documents.services import store_bytes
from documents.staging import sign_staged
from tests.accounts.authenticator import LOGIN, give_password
from tests.cases import PNG
from tests.pages import png, text_of, words_of

pytestmark = pytest.mark.django_db
PAGE, CONTINUE = "/portal/enterprise/", "/accounts/continue/"


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(dt.datetime(2026, 11, 30, 1, tzinfo=dt.UTC), tick=False) as travelling:
        yield travelling


@pytest.fixture
def late(clock, clerk):
    """The clerk's browser, whose session has just ended, and the token of a file that was sent in pieces before."""
    client = give_password(clerk)
    stored = store_bytes(data=PNG, media_type="image/png")
    token = sign_staged(stored, "执照.png", "business_license", clerk)
    clock.shift(dt.timedelta(minutes=31))
    return client, token


def kept(page: str) -> dict[str, str]:
    return dict(re.findall(r'<textarea name="([\w.]+)" hidden>\n([^<]*)</textarea>', page))


def papers(firm) -> list[str]:
    return [paper.name for paper in Attachment.objects.of(SubjectKind.ENTERPRISE, firm.pk)]


def test_files_sent_in_pieces_are_still_there(late, clerk, firm) -> None:
    client, token = late
    assert client.post(PAGE, {"staged": token})["Location"].endswith(f"?next={CONTINUE}")
    give_password(clerk, client=client)
    page = text_of(client.get(CONTINUE))
    assert "重新添加" not in page
    client.post(PAGE, kept(page))
    assert papers(firm) == ["执照.png"]


def test_files_of_the_form_itself_are_named_and_the_rest_goes_on(late, clerk, firm) -> None:
    client, token = late
    given = {"staged": token, "attachments.safety_production_license": png("许可证.png")}
    client.post(PAGE, given)
    give_password(clerk, client=client)
    page = client.get(CONTINUE)
    assert "重新添加" in words_of(page)
    assert "<li>许可证.png</li>" in text_of(page)
    client.post(PAGE, kept(text_of(page)))
    assert papers(firm) == ["执照.png"]


def test_a_form_of_files_alone_says_so_at_the_login(late, clerk, firm) -> None:
    client, _token = late
    answer = client.post(
        PAGE,
        {"attachments.business_license": png("执照.png")},
        headers={"referer": f"http://testserver{PAGE}"},
    )
    assert answer["Location"] == f"{LOGIN}?next={PAGE}"
    assert "请登录后重新添加：执照.png" in words_of(client.get(answer["Location"]))
    assert papers(firm) == []


def test_very_long_and_very_many_names_stay_bounded(late, clerk) -> None:
    client, token = late
    many = [png(f"{'长' * 200}{number}.png") for number in range(60)]
    client.post(PAGE, {"staged": token, "attachments.business_license": many})
    give_password(clerk, client=client)
    names = re.findall(r"<li>(长[^<]*)</li>", text_of(client.get(CONTINUE)))
    assert len(names) == 40
    assert all(len(name) <= 80 and name.endswith(".png") for name in names)
