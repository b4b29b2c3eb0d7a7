"""Many records in one request: each like one alone, none in another's way."""

from __future__ import annotations

import pytest

from audit.models import HistoryEntry
from devices.catalogue.samples import representative_model
from devices.models import Device
from devices.services.drafting_many import MOST
from ground.glossary import Step
from tests.api.caller import caller, codes
from tests.cases import MODEL, handed_in, machine_data, recorded, registered

pytestmark = pytest.mark.django_db
PATH = "intake/batch/"


def item(number: int, **changes: str) -> dict[str, object]:
    """A whole new record."""
    given = {"device": machine_data(number, **changes), "parameters": representative_model(MODEL).old}
    return {"category": "tower_crane", **given}


def change(device: Device, match: str = "", **fields: str) -> dict[str, object]:
    return {"id": device.pk, "if_match": match or f'"r{device.revision}"', "device": fields}


def test_a_record_of_a_batch_is_the_record_that_one_alone_would_be(manager):
    firm = caller(manager)
    alone = firm.post("intake/", item(1)).json()
    answer = firm.post(PATH, {"items": [item(2)]})
    assert answer.status_code == 200, answer.content.decode()
    (line,) = answer.json()["items"]
    assert (answer.json()["made"], line["status"], line["errors"]) == (1, 201, [])
    made = firm.get(f"intake/{line['id']}/").json()
    assert made["revision"] == line["revision"]
    assert made["parameters"] == alone["parameters"]
    assert {name for name, value in made["device"].items() if value != alone["device"][name]} == {
        "factory_number",
        "old_registration_number",
    }
    steps = [
        HistoryEntry.objects.get(device_id=pk, step=Step.DEVICE_SAVED) for pk in (alone["id"], made["id"])
    ]
    assert steps[0].actor_id == steps[1].actor_id


def test_each_item_has_a_result_of_its_own(manager, reviewer, make_user, other_firm):
    draft, twice, waiting, stale = (
        recorded(manager, 1),
        recorded(manager, 2),
        handed_in(manager, 3),
        recorded(manager, 4),
    )
    inside = registered(manager, reviewer, 5)
    stranger = make_user("stranger2", "enterprise_staff", enterprise=other_firm)
    theirs = recorded(stranger, 60)
    items = [
        change(draft, internal_number="B"),
        item(7),
        item(7),
        change(twice, internal_number="C"),
        change(twice, "*", internal_number="D"),
        change(waiting),
        change(stale, '"r99"'),
        change(inside),
        change(theirs),
        {**item(8), "category": "no_such"},
        {**item(9), "id": draft.pk},
        {"id": stale.pk, "device": {}},
        change(stale, "r3"),
        {**item(10), "parameters": {"no_such": "1"}},
        "nonsense",
        {"category": "tower_crane", "devices": {}},
    ]
    body = caller(manager).post(PATH, {"items": items}).json()
    lines = [(line["status"], line["errors"][0]["code"] if line["errors"] else "") for line in body["items"]]
    assert [line["index"] for line in body["items"]] == list(range(len(items)))
    assert lines == [
        (200, ""),
        (201, ""),
        (422, "own_twin"),
        (200, ""),
        (422, "twice"),
        (409, "not_editable"),
        (412, "precondition_failed"),
        (404, "not_found"),
        (404, "not_found"),
        (422, "unknown_category"),
        (422, "category_or_id"),
        (422, "if_match_missing"),
        (422, "if_match_unreadable"),
        (422, "unknown_field"),
        (422, "invalid"),
        (422, "unknown_field"),
    ]
    assert (body["made"], body["changed"], body["refused"]) == (1, 2, 13)
    assert Device.objects.get(pk=twice.pk).internal_number == "C"
    assert Device.objects.filter(factory_number="2018-0007").count() == 1
    assert not Device.objects.filter(factory_number__in=["2018-0008", "2018-0009", "2018-0010"]).exists()
    assert Device.objects.get(pk=theirs.pk).revision == theirs.revision


@pytest.mark.parametrize("items", [None, [], "x", [{}] * (MOST + 1)])
def test_a_body_without_items_is_refused(manager, items):
    answer = caller(manager).post(PATH, {"items": items})
    assert (answer.status_code, codes(answer)) == (422, {("items", "items")})
