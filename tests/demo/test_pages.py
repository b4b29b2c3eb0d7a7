"""Every page that a demo account reaches by its links answers, over data in every state."""

from __future__ import annotations

import html
import re
from collections import Counter, deque

import pytest
from django.test import Client
from django.urls import resolve

from accounts.models import User
from zhongshan_crane.demo_accounts import DEMO_ACCOUNTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
LINK = re.compile(r'(?:href|src)="(/(?:portal|console|files|certificates|verify)/[^"#]*)"')
OF_EACH_KIND = 4  # pages of one view are alike: so many of each are opened


@pytest.mark.parametrize("username", DEMO_ACCOUNTS)
def test_every_page_that_links_lead_to_answers(username):
    user = User.objects.get(username=username)
    client = Client()
    client.force_login(user)
    answers = _walk(client, "/portal/" if user.is_enterprise else "/console/")
    assert {path: status for path, status in answers.items() if status not in {200, 302}} == {}
    assert len(answers) >= 8


def _walk(client: Client, start: str) -> dict[str, int]:
    answers: dict[str, int] = {}
    opened: Counter[str] = Counter()
    ahead = deque([start])
    while ahead:
        address = ahead.popleft()
        view = resolve(address.partition("?")[0]).view_name
        if address in answers or opened[view] >= OF_EACH_KIND:
            continue
        opened[view] += 1
        response = client.get(address)
        answers[address] = response.status_code
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            ahead.extend(html.unescape(link) for link in LINK.findall(response.content.decode()))
    return answers
