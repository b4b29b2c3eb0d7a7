"""入库 over the API, and the conventions that every resource keeps."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from api.keys import revoke_key
from api.models import KeptAnswer
from api.scopes import Scope
from audit.models import AccountEvent, HistoryEntry
from devices.catalogue.samples import representative_model
from devices.models import Device
from ground.glossary import AccountStep, ActorKind
from tests.api.caller import Caller, caller, codes, fresh, key_of
from tests.cases import MODEL, machine_data, recorded

pytestmark = pytest.mark.django_db


def body(number: int = 1, **more: object) -> dict[str, object]:
    """A whole new record, without its papers."""
    return {
        "category": "tower_crane",
        "device": machine_data(number),
        "parameters": representative_model(MODEL).old,
        **more,
    }


def test_a_record_is_made_changed_and_deleted(manager):
    firm = caller(manager)
    made = firm.post("intake/", body())
    assert made.status_code == 201, made.content.decode()
    record = made.json()
    assert record["intake_status"] == {"code": "draft", "label": "未提交"}
    assert record["parameters"]["rated_load_moment"]["unit"] == "t·m"

    path = f"intake/{record['id']}/"
    assert firm.patch(path, {"device": {"internal_number": "A-7"}}).status_code == 428
    changed = firm.patch(path, {"device": {"internal_number": "A-7"}}, If_Match=made.headers["ETag"])
    assert changed.status_code == 200
    assert changed.json()["device"]["internal_number"] == "A-7"
    assert changed.json()["parameters"] == record["parameters"], "what is not named stays"

    stale = firm.patch(path, {"device": {"internal_number": "B"}}, If_Match=made.headers["ETag"])
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    again = firm.get(path, If_None_Match=changed.headers["ETag"])
    assert (again.status_code, again.json()["id"]) == (200, record["id"]), "the tag covers the record alone"
    assert firm.delete(path, If_Match=changed.headers["ETag"]).status_code == 204
    assert firm.get(path).status_code == 404


@pytest.mark.parametrize("typed", ["2018-05", {"value": "2018-05"}])
def test_a_date_of_a_month_is_known_as_one(manager, typed):
    dated = body(device={**machine_data(1), "manufacture_date": typed})
    record = caller(manager).post("intake/", dated).json()
    assert record["device"]["manufacture_date"] == "2018-05-01"
    assert record["device"]["manufacture_date_precision"] == "month"


def test_what_cannot_be_read_is_told_by_field_and_nothing_is_kept(manager):
    wrong = body(device={**machine_data(1), "manufacture_date": "2018-02-30", "no_such": "1"})
    wrong["parameters"] = {"rated_load_moment": {"value": "80", "unit": "kN·m"}, "total_power": ["a", 1]}
    answer = caller(manager).post("intake/", wrong)
    assert answer.status_code == 422
    assert codes(answer) == {
        ("VALUE-DATE", "device.manufacture_date"),
        ("unknown_field", "device.no_such"),
        ("VALUE-UNIT", "parameters.rated_load_moment"),
        ("not_a_value", "parameters.total_power"),
    }
    assert not Device.objects.exists()


def test_the_submission_names_everything_that_is_wrong(manager):
    firm = caller(manager)
    record = firm.post("intake/", body()).json()
    answer = firm.post(f"intake/{record['id']}/submit/")
    assert answer.status_code == 422
    assert {path for _code, path in codes(answer)} >= {"attachments.old_certificate"}
    assert Device.objects.get().intake_status == "draft"


def test_handing_in_and_taking_back_name_the_key_in_the_history(manager):
    device = recorded(manager)
    key, secret = key_of(manager)
    firm = Caller(secret)
    assert firm.post(f"intake/{device.pk}/submit/").json()["intake_status"]["code"] == "pending"
    assert firm.post(f"intake/{device.pk}/submit/").status_code == 409
    assert firm.post(f"intake/{device.pk}/withdraw/").status_code == 200
    entry = HistoryEntry.objects.of_device(device.pk).first()
    assert (entry.actor_kind, entry.actor_id, entry.actor_unit) == (ActorKind.KEY, str(key.pk), "企业(接口)")


def test_the_same_request_sent_twice_is_done_once(manager):
    firm, token = caller(manager), fresh()
    first = firm.post("intake/", body(), once=token)
    second = firm.post("intake/", body(), once=token)
    assert (second.status_code, second.content) == (201, first.content)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.headers["ETag"] == first.headers["ETag"]
    assert Device.objects.count() == 1
    other = firm.post("intake/", body(2), once=token)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert firm.post("intake/", body(2), once="x").status_code == 400


def test_a_refusal_is_repeated_too_and_a_day_later_the_token_is_new(manager):
    firm, token = caller(manager), fresh()
    refused = firm.post("intake/", {**body(), "category": "kite"}, once=token)
    assert refused.status_code == 422
    assert firm.post("intake/", {**body(), "category": "kite"}, once=token).content == refused.content
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25)):
        assert firm.post("intake/", body(), once=token).status_code == 201
    assert KeptAnswer.objects.count() == 1


def test_a_key_opens_its_own_firm_its_scopes_and_its_time(manager, make_user, other_firm):
    device = recorded(manager)
    other = make_user("other_manager", "enterprise_manager", enterprise=other_firm)
    assert caller(other).get(f"intake/{device.pk}/").status_code == 404
    reader = caller(manager, Scope.DEVICES_READ)
    assert reader.get(f"intake/{device.pk}/").status_code == 200
    refused = reader.post("intake/", body(2))
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")

    key, secret = key_of(manager)
    assert Caller(secret).get("intake/").status_code == 200
    revoke_key(key_id=key.pk, user=manager)
    gone = Caller(secret).get("intake/")
    assert (gone.status_code, gone.headers["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    _key, short = key_of(manager, days=1)
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        assert Caller(short).get("intake/").status_code == 401
    assert Caller("zsk_nothing").get("intake/").status_code == 401


def test_a_list_is_paged_to_its_end_and_strict_about_its_conditions(manager):
    for number in range(1, 6):
        recorded(manager, number)
    firm = caller(manager)
    seen, cursor = [], None
    while True:
        answer = firm.get("intake/?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 5
    assert len(firm.get("intake/?status=pending").json()["items"]) == 0
    for wrong in (
        "colour=red",
        "status=blue",
        "order=price",
        "limit=0",
        "limit=101",
        "cursor=abc",
        "status=draft&status=pending",
    ):
        assert firm.get(f"intake/?{wrong}").status_code == 400, wrong


def test_every_call_stands_in_the_record_and_the_limit_in_the_answer(manager, settings, early_in_a_minute):
    settings.API_PER_MINUTE = 2
    key, secret = key_of(manager)
    firm = Caller(secret)
    first = firm.get("intake/")
    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("2", "1")
    firm.get("intake/")
    beyond = firm.get("intake/")
    assert beyond.status_code == 429
    assert int(beyond.headers["Retry-After"]) in range(1, 61)
    calls = AccountEvent.objects.filter(step=AccountStep.API_CALLED, subject_id=key.pk)
    assert sorted(call.detail["status"] for call in calls) == [200, 200, 429]
