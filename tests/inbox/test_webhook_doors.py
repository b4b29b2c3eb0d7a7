"""事件推送 on the manager's pages and over the interface."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.models import KeptAnswer
from api.scopes import Scope
from audit.models import AccountEvent
from ground.glossary import AccountStep
from inbox.models import WebhookDelivery, WebhookSubscription
from inbox.tasks import push_events
from inbox.webhooks.services import Wanted, make_subscription
from inbox.webhooks.words import PushDeliveryState, PushState
from tests.api.caller import caller, codes, fresh
from tests.inbox.receiver import plain

pytestmark = pytest.mark.django_db
PUBLIC = "https://93.184.215.14/events"
NEW = {"name": "租赁管理系统", "address": PUBLIC, "events": ["renewal.accepted", "renewal.uploaded"]}


@pytest.fixture
def page(client, manager):
    client.force_login(manager)
    client.post("/accounts/prove/", {"proof": "Demo-2026!"})
    return client


def test_a_key_makes_changes_and_deletes_a_subscription(manager):
    firm, token = caller(manager, Scope.WEBHOOKS_WRITE), fresh()
    made = firm.post("webhooks/", NEW, once=token)
    assert made.status_code == 201, made.content.decode()
    assert made.json()["secret"].startswith("whsec_")
    again = firm.post("webhooks/", NEW, once=token)
    assert (again.status_code, again.json()["code"]) == (409, "shown_once")
    assert again.headers["Location"] == made.headers["Location"]
    assert made.json()["secret"] not in str(KeptAnswer.objects.get(token=token).answer)
    path = f"webhooks/{made.json()['id']}/"
    seen = firm.get(path)
    assert "secret" not in seen.json()
    assert seen.json()["events"] == [
        {"code": "renewal.accepted", "label": "接受备案"},
        {"code": "renewal.uploaded", "label": "已上传(换证完成)"},
    ]
    assert codes(firm.post("webhooks/", NEW)) == {("webhook_twice", "address")}
    assert codes(firm.post("webhooks/", {**NEW, "address": "https://10.0.0.1/"})) == {
        ("webhook_internal", "address")
    }
    assert firm.patch(path, {"state": "off"}).status_code == 428
    off = firm.patch(path, {"state": "off"}, If_Match=seen["ETag"])
    assert off.json()["state"]["code"] == "off"
    assert firm.patch(path, {"state": "on"}, If_Match=seen["ETag"]).status_code == 412
    renewed = firm.post(path + "secret/", If_Match=off["ETag"])
    assert renewed.json()["secret"] not in {"", made.json()["secret"]}
    assert firm.delete(path, If_Match=renewed["ETag"]).status_code == 204
    steps = AccountEvent.objects.exclude(step__in=[AccountStep.API_CALLED, AccountStep.API_KEY_MADE])
    assert list(steps.order_by("id").values_list("step", flat=True)) == [
        "webhook_made",
        "webhook_changed",
        "webhook_secret_renewed",
        "webhook_deleted",
    ]


def test_deliveries_are_listed_and_pushed_again(manager, receiver):
    firm = caller(manager, Scope.WEBHOOKS_WRITE)
    made = firm.post("webhooks/", {**NEW, "address": receiver.url}).json()
    path = f"webhooks/{made['id']}/"
    receiver.answers = [plain(400, "no")]
    tried = firm.post(path + "test/")
    assert (tried.status_code, tried.json()["state"]["code"]) == (202, "waiting")
    push_events()
    (item,) = firm.get(path + "deliveries/").json()["items"]
    assert (item["last_status"], item["last_answer"], item["attempts"]) == (400, "no", 1)
    assert firm.post(path + "redeliver/", {"deliveries": [item["id"]]}).status_code == 409
    WebhookDelivery.objects.update(state=PushDeliveryState.FAILED)
    assert firm.post(path + "redeliver/", {}).json() == {"count": 1}
    push_events()
    (item,) = firm.get(path + "deliveries/?state=sent").json()["items"]
    assert firm.post(path + "redeliver/", {"deliveries": [item["id"]]}).status_code == 202
    push_events()
    assert set(receiver.ids) == {item["event_id"]}
    assert len(receiver.ids) == 3


def test_it_is_the_own_firms_managers_alone(manager, make_user, other_firm, clerk, client):
    made = caller(manager).post("webhooks/", NEW).json()
    other = make_user("other_manager", "enterprise_manager", enterprise=other_firm)
    stranger = caller(other)
    for path in ("", "deliveries/"):
        assert stranger.get(f"webhooks/{made['id']}/{path}").status_code == 404
    for path in ("test/", "redeliver/", "secret/"):
        assert stranger.post(f"webhooks/{made['id']}/{path}").status_code == 404
    assert caller(manager, Scope.DEVICES_WRITE).get("webhooks/").status_code == 403
    client.force_login(clerk)
    assert client.get("/portal/webhooks/").status_code == 403


def test_the_pages_make_try_and_end_a_subscription(page, manager, receiver):
    answer = page.post("/portal/webhooks/new/", {**NEW, "address": receiver.url})
    shown = answer.content.decode()
    secret = re.search(r"whsec_[\w-]+", shown)
    assert secret, shown
    row = WebhookSubscription.objects.get()
    assert secret[0] == row.secret
    path = f"/portal/webhooks/{row.pk}/"
    assert row.secret not in page.get(path).content.decode()
    receiver.usual = plain(200, "<b>收到</b>")
    page.post(path + "test/")
    push_events()
    shown = page.get(path).content.decode()
    assert "已送达" in shown
    assert "&lt;b&gt;收到&lt;/b&gt;" in shown
    page.post(path + "redeliver/", {"delivery": WebhookDelivery.objects.get().pk})
    push_events()
    assert len(receiver.ids) == 2
    assert json.loads(receiver.came[0][2])["event"]["code"] == "test"

    wrong = page.post(path + "change/", {**NEW, "address": "https://", "revision": row.revision})
    assert wrong.status_code == 422
    changed = {**NEW, "address": receiver.url, "name": "新名称", "revision": row.revision}
    assert page.post(path + "change/", changed).status_code == 302
    assert page.post(path + "change/", changed).status_code == 409
    row = WebhookSubscription.objects.get()
    page.post(path + "switch/", {"state": "off", "revision": row.revision})
    assert WebhookSubscription.objects.get().state == PushState.OFF
    assert page.post(path + "test/").status_code == 409
    page.post(path + "delete/", {"revision": row.revision + 1})
    assert not WebhookSubscription.objects.exists()
    assert "还没有事件推送" in page.get("/portal/webhooks/").content.decode()


@pytest.mark.parametrize(("hours", "longest"), [(72.0, "3 天"), (36.0, "36 小时"), (12.0, "12 小时")])
def test_the_page_says_for_how_long_an_event_is_tried(page, manager, receiver, settings, hours, longest):
    settings.WEBHOOK_HOURS = hours
    given = Wanted("租赁", receiver.url, ["renewal.accepted"])
    made, _secret = make_subscription(user=manager, given=given)
    assert f"最长 {longest}。" in page.get(f"/portal/webhooks/{made.pk}/").content.decode()


def test_lists_cost_the_same_however_long_they_are(manager, receiver, django_assert_num_queries):

    firm = caller(manager)
    made = firm.post("webhooks/", {**NEW, "address": receiver.url}).json()
    path = f"webhooks/{made['id']}/"
    counts = []
    for more in (3, 27):
        for _ in range(more):
            firm.post(path + "test/")
        with CaptureQueriesContext(connection) as asked:
            assert firm.get(path + "deliveries/?limit=100").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
