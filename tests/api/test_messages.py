"""消息 over the API."""

from __future__ import annotations

import pytest

from api.scopes import Scope
from inbox.models import Message
from inbox.services import tell
from inbox.words import Event
from tests.api.caller import caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(manager, clerk):
    """Three messages of the manager, one of which concerns the account, and one of the clerk."""
    tell(people=[manager, clerk], event=Event.RENEWAL_ACCEPTED, about="粤T-T00001", link="/portal/")
    tell(people=[manager], event=Event.ACCOUNT_SAFETY, about="密码已修改")
    tell(people=[manager], title="公告", body="正文")
    return Message.objects.filter(recipient=manager).order_by("id")


def test_a_key_reads_the_messages_of_who_made_it_but_for_the_account_s_safety(manager, told):
    firm = caller(manager, Scope.MESSAGES_READ)
    items = firm.get("messages/").json()["items"]
    assert [item["title"] for item in items] == ["公告", "接受备案：粤T-T00001"]
    assert [item["event"] for item in items] == [None, {"code": "renewal_accepted", "label": "接受备案"}]
    safety = told.get(event=Event.ACCOUNT_SAFETY)
    assert firm.get(f"messages/{safety.pk}/").status_code == 404
    assert firm.post(f"messages/{safety.pk}/read/").status_code == 404
    assert [item["id"] for item in firm.get("messages/?event=renewal_accepted").json()["items"]] == [
        told[0].pk
    ]


def test_marking_as_read(manager, clerk, told):
    firm = caller(manager, Scope.MESSAGES_READ)
    path = f"messages/{told[0].pk}/"
    first = firm.post(f"{path}read/").json()["read_at"]
    assert first is not None
    assert firm.post(f"{path}read/").json()["read_at"] == first
    assert len(firm.get("messages/?state=unread").json()["items"]) == 1
    assert firm.post("messages/read-all/").json() == {"read": 1}
    assert firm.post("messages/read-all/").json() == {"read": 0}
    assert told.get(event=Event.ACCOUNT_SAFETY).read_at is None
    assert Message.objects.get(recipient=clerk).read_at is None


def test_a_person_reads_all_of_its_own_by_the_session(signed_in, manager, clerk, told, reviewer):
    assert len(signed_in(manager).get("/api/v1/messages/").json()["items"]) == 3
    (other,) = signed_in(clerk).get("/api/v1/messages/").json()["items"]
    assert signed_in(manager).get(f"/api/v1/messages/{other['id']}/").status_code == 404
    assert signed_in(reviewer).get("/api/v1/messages/").json()["items"] == []
    assert signed_in(reviewer).get("/api/v1/messages/?event=renewal_accepted").status_code == 400


def test_another_scope_opens_no_messages(manager, told):
    assert caller(manager, Scope.DEVICES_READ).get("messages/").status_code == 403
