"""The office's queues over the API, and the decisions that people take on what they have read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.scopes import Scope
from audit.models import HistoryEntry
from devices.models import Device
from ground.glossary import ActorKind
from matters.models import Matter
from renewals.models import Decision, RenewalApplication
from renewals.services.joint import submit_both
from tests import cases
from tests.api.caller import Caller, codes, key_of
from tests.api.office import Person
from tests.matters.ways import DEREGISTRATION, handed_in
from tests.renewals.hanging import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(clerk, reviewer) -> RenewalApplication:
    return cases.submitted(cases.drafted(clerk, reviewer), clerk)


@pytest.fixture
def office(administrator) -> Caller:
    """A reading key of the office."""
    return Caller(key_of(administrator, [Scope.QUEUES_READ])[1])


def asked(case: dict) -> list[int]:
    return [point["number"] for point in case["points"] if point["asks"]]


def test_the_queues_are_read_by_keys_of_the_office(office, clerk, waiting, reviewer):
    cases.handed_in(clerk, 2)
    handed_in(clerk, "deregistration", DEREGISTRATION, cases.registered(clerk, reviewer, 3))
    (renewal,) = office.get("queues/renewals/").json()["items"]
    assert renewal["reference"] == waiting.reference
    assert renewal["due"]["on"] == waiting.due_on.isoformat()
    assert renewal["due"]["working_days_left"] > 0
    assert renewal["in_hand"] == {"claimed_by": "", "claimed_until": None, "viewers": []}
    (intake,) = office.get("queues/intake/").json()["items"]
    assert intake["intake_status"]["code"] == "pending"
    (matter,) = office.get("queues/matters/").json()["items"]
    assert matter["kind"] == {"code": "deregistration", "label": "注销"}
    for name in ("renewals", "intake", "matters"):
        assert office.get(f"queues/{name}/?claim=mine").json()["items"] == []
        assert office.get(f"queues/{name}/?claim=x").status_code == 400
        counts = office.get(f"queues/{name}/counts/").json()
        assert counts["total"] == "1"
        claims = next(item for item in counts["filters"] if item["name"] == "claim")
        assert {"value": "free", "label": "无人签收", "count": 1} in claims["options"]


def test_a_key_decides_on_nothing_and_firms_see_no_queue(office, waiting, manager, reviewer):
    path = f"queues/renewals/{waiting.reference}/"
    tag = office.get(path).headers["ETag"]
    refused = office.post(f"{path}accept/", {}, If_Match=tag)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_keys")
    assert office.post(f"{path}claim/").status_code == 403
    firm = Caller(key_of(manager)[1])
    assert firm.get("queues/renewals/").status_code == 403
    assert Person(manager).get("queues/renewals/").status_code == 403
    assert Person(manager).post(f"{path}claim/").status_code == 403


def test_a_renewal_is_claimed_and_accepted_on_the_points_that_were_read(
    waiting, reviewer, second_reviewer, head
):
    path, person = f"queues/renewals/{waiting.reference}/", Person(reviewer)
    claimed = person.post(f"{path}claim/")
    assert claimed.json()["in_hand"]["claimed_by"] == "我"
    other = Person(second_reviewer)
    assert other.get(path).json()["in_hand"]["claimed_by"] == reviewer.masked_name
    assert other.post(f"{path}claim/").json()["code"] == "claimed_by_other"
    read = person.get(path)
    tag = {"If_Match": read.headers["ETag"]}
    assert person.post(f"{path}accept/", {"confirmed": asked(read.json())}).status_code == 428
    left_out = person.post(f"{path}accept/", {"confirmed": []}, **tag)
    assert (left_out.status_code, codes(left_out)) == (422, {("points_unconfirmed", "confirmed")})
    assert Person(head).post(f"{path}accept/", {}, **tag).status_code == 403
    remark = {"path": "device.model", "text": "请核对。"}
    unsent = person.post(f"{path}accept/", {"confirmed": asked(read.json()), "remarks": [remark]}, **tag)
    assert unsent.json()["code"] == "remarks_unsent"
    alone = person.post(f"{path}accept-both/", {}, **tag)
    assert codes(alone) == {("device_revision_missing", "device_revision")}
    done = person.post(f"{path}accept/", {"confirmed": asked(read.json())}, **tag)
    assert done.json()["approval_status"]["code"] == "accepted", done.content.decode()
    late = other.post(f"{path}accept/", {"confirmed": asked(read.json())}, **tag)
    assert late.status_code in {409, 412}
    assert Decision.objects.count() == 1
    entry = HistoryEntry.objects.of_renewal(waiting.pk).first()
    assert (entry.actor_kind, entry.actor_id) == (ActorKind.PERSON, str(reviewer.pk))
    assert person.get("queues/renewals/").json()["items"] == []


def test_a_renewal_is_refused_with_grounds_and_remarks_at_fields(waiting, reviewer):
    path, person = f"queues/renewals/{waiting.reference}/", Person(reviewer)
    tag = {"If_Match": person.get(path).headers["ETag"]}
    wrong = {"kind": "statutory", "opinion": "设备超过使用年限。"}
    assert codes(person.post(f"{path}reject/", wrong, **tag)) == {("grounds_missing", "grounds")}
    for given, place in (
        ({"grounds": ["G99"]}, "grounds"),
        ({"remarks": [{"path": "somewhere", "text": "x"}]}, "remarks[0].path"),
        ({"kind": "whim"}, "kind"),
        ({"remark": []}, "remark"),
    ):
        answer = person.post(f"{path}reject/", {**wrong, **given}, **tag)
        assert {where for _code, where in codes(answer)} == {place}
    remarks = [{"path": "parameters.rated_load_moment", "text": "与铭牌不符，请更正。"}]
    given = {"opinion": "请按逐项意见更正。", "remarks": remarks}
    done = person.post(f"{path}reject/", given, **tag)
    assert done.json()["approval_status"]["code"] == "rejected", done.content.decode()
    decision = Decision.objects.get()
    assert [(remark.path, remark.text) for remark in decision.remarks.all()] == [
        (remarks[0]["path"], remarks[0]["text"])
    ]


def test_a_machine_and_its_renewal_are_decided_on_together(clerk, reviewer):
    draft = cases.start(cases.recorded(clerk), clerk)
    renewal = submit_both(user=clerk, declared=True, **seen(draft))
    path, person = f"queues/renewals/{renewal.reference}/", Person(reviewer)
    read = person.get(path)
    assert read.json()["hanging"] is True
    tag = {"If_Match": read.headers["ETag"]}
    given = {"confirmed": asked(read.json())}
    assert person.post(f"{path}accept/", given, **tag).json()["code"] == "not_registered"
    stale = {**given, "device_revision": read.json()["device_revision"] + 1}
    assert person.post(f"{path}accept-both/", stale, **tag).status_code == 412
    given["device_revision"] = read.json()["device_revision"]
    done = person.post(f"{path}accept-both/", given, **tag)
    assert done.json()["approval_status"]["code"] == "accepted", done.content.decode()
    assert Device.objects.get(pk=renewal.device_id).intake_status == "approved"


def test_a_stale_tag_decides_nothing(waiting, reviewer, clerk):
    path, person = f"queues/renewals/{waiting.reference}/", Person(reviewer)
    answer = person.post(f"{path}reject/", {"opinion": "请更正资料。"}, If_Match='"r999"')
    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert not Decision.objects.exists()


def test_release_and_take_over(waiting, reviewer, second_reviewer):
    path = f"queues/renewals/{waiting.reference}/"
    first, second = Person(reviewer), Person(second_reviewer)
    first.post(f"{path}claim/")
    assert codes(second.post(f"{path}take-over/", {})) == {("reason_missing", "takeover_reason")}
    taken = second.post(f"{path}take-over/", {"reason": "原审核人员请假。"})
    assert taken.json()["in_hand"]["claimed_by"] == "我"
    assert second.post(f"{path}release/").json()["in_hand"]["claimed_by"] == ""


def test_an_intake_is_decided_on(clerk, reviewer):
    device, refused = cases.handed_in(clerk, 1), cases.handed_in(clerk, 2)
    person = Person(reviewer)
    path = f"queues/intake/{device.pk}/"
    assert person.post(f"{path}approve/", {}).status_code == 428
    tag = person.get(path).headers["ETag"]
    assert person.post(f"{path}approve/", {}, If_Match=tag).json()["intake_status"]["code"] == "approved"
    path = f"queues/intake/{refused.pk}/"
    tag = person.get(path).headers["ETag"]
    assert person.post(f"{path}reject/", {"opinion": ""}, If_Match=tag).status_code == 422
    given = {"opinion": "铭牌照片不清。", "remarks": [{"path": "device.model", "text": "看不清。"}]}
    assert person.post(f"{path}reject/", given, If_Match=tag).json()["intake_status"]["code"] == "rejected"
    assert Device.objects.get(pk=refused.pk).refusal_remarks


def test_a_matter_is_decided_on(clerk, reviewer):
    matter = handed_in(clerk, "deregistration", DEREGISTRATION, cases.registered(clerk, reviewer))
    path, person = f"queues/matters/{matter.reference}/", Person(reviewer)
    read = person.get(path)
    assert read.json()["status"]["code"] == "pending"
    tag = {"If_Match": read.headers["ETag"]}
    assert {place for _code, place in codes(person.post(f"{path}reject/", {}, **tag))} == {"opinion"}
    assert person.post(f"{path}claim/").json()["in_hand"]["claimed_by"] == "我"
    assert person.post(f"{path}accept/", {}, **tag).json()["status"]["code"] == "accepted"
    assert person.post(f"{path}accept/", {}, **tag).status_code in {409, 412}
    assert Matter.objects.get().status == "accepted"


def test_a_supervisor_sees_the_queue_of_the_town_and_decides_on_nothing(clerk, reviewer, make_user):
    mine = cases.handed_in(clerk, 1, storage_town="442000001")
    other = cases.handed_in(clerk, 2, storage_town="442000002")
    person = Person(make_user("town", "supervisor", town="442000001"))
    assert [item["id"] for item in person.get("queues/intake/").json()["items"]] == [mine.pk]
    assert person.get(f"queues/intake/{other.pk}/").status_code == 404
    assert person.post(f"queues/intake/{mine.pk}/claim/").status_code == 403


@pytest.mark.parametrize("name", ["renewals", "intake"])
def test_a_page_of_a_queue_costs_the_same_however_long(name, office, clerk, reviewer):
    counts = []
    for numbers in (range(1, 3), range(3, 9)):
        for number in numbers:
            if name == "intake":
                cases.handed_in(clerk, number)
            else:
                cases.submitted(cases.drafted(clerk, reviewer, number), clerk)
        office.get(f"queues/{name}/")
        with CaptureQueriesContext(connection) as queries:
            assert len(office.get(f"queues/{name}/?limit=100").json()["items"]) == numbers.stop - 1
        counts.append(len(queries))
    assert counts[0] == counts[1]
