"""Renewals over the API: reading, changing, checking, papers; what is refused, and that nothing is kept of it."""

from __future__ import annotations

import pytest

from api.scopes import Scope
from audit.models import HistoryEntry
from documents.models import Attachment, SubjectKind
from ground.digests import canonical_json, sm3_hex
from renewals.models import RenewalApplication
from tests.api.caller import caller, codes, fresh
from tests.cases import (
    MODEL,
    OPINION,
    REMARK,
    again,
    claimed,
    drafted,
    recorded,
    registered,
    rejected,
    waiting,
)
from tests.catalogues import *  # noqa: F403 (its fixture forgets versions that were read)
from tests.catalogues import in_tonnes, published
from tests.devices.machines import new_parameters
from tests.documents.sample_files import jpeg

pytestmark = pytest.mark.django_db
FILLED = {"device": {"design_service_life": "20"}, "parameters": new_parameters(MODEL)}


def path_of(renewal: RenewalApplication) -> str:
    return f"renewals/{renewal.reference}/"


def test_the_list_is_filtered_as_the_page_and_names_the_machine(manager, reviewer):
    draft, sent = drafted(manager, reviewer, 1), waiting(manager, reviewer, 2)
    firm = caller(manager)
    assert [item["reference"] for item in firm.get("renewals/").json()["items"]] == [
        sent.reference,
        draft.reference,
    ]
    (item,) = firm.get("renewals/?approval=pending").json()["items"]
    assert item["machine"]["id"] == sent.device_id
    assert item["approval_status"] == {"code": "pending", "label": "待备案"}
    assert item["next_step"].startswith("等待审批办审核")
    assert firm.get("renewals/?approval=nothing").status_code == 400
    assert firm.get(f"renewals/?q={draft.reference}").json()["items"][0]["reference"] == draft.reference


def test_a_renewal_started_twice_by_one_request_is_one_and_by_two_is_refused(manager, reviewer):
    device = registered(manager, reviewer)
    firm, token = caller(manager), fresh()
    path = f"devices/{device.pk}/renewal/"
    first, second = (firm.post(path, FILLED, once=token) for _ in range(2))
    assert (first.status_code, second.content) == (201, first.content)
    assert second.headers["Location"] == first.headers["Location"]
    again_started = firm.post(path, FILLED)
    assert (again_started.status_code, again_started.json()["code"]) == (409, "not_renewable")
    assert RenewalApplication.objects.count() == 1


def test_a_start_says_what_it_has_seen_of_the_machine(manager, reviewer):
    device = registered(manager, reviewer)
    stale = caller(manager).post(f"devices/{device.pk}/renewal/", {}, If_Match='"r99"')
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert not RenewalApplication.objects.exists()


def test_papers_of_the_machine_can_be_left_off_the_new_renewal(manager, reviewer):
    device = registered(manager, reviewer)
    photo = Attachment.objects.of(SubjectKind.DEVICE, device.pk).get(kind="nameplate_photo")
    body = {**FILLED, "removed_attachments": [photo.pk]}
    made = caller(manager).post(f"devices/{device.pk}/renewal/", body)
    assert made.status_code == 201, made.content.decode()
    assert [paper["kind"] for paper in made.json()["attachments"]] == ["old_certificate"]


def test_what_cannot_be_read_is_told_by_field_and_nothing_is_kept(manager, reviewer):
    renewal, firm = drafted(manager, reviewer), caller(manager)
    wrong = {
        "device": {
            "manufacture_date": "2018-13-01",
            "old_registration_number": "粤T-T00009",
            "storage_town": {"code": "442000001"},
        },
        "parameters": {"rated_load_moment": {"value": "80", "unit": "t·m"}, "nothing": "1"},
        "attachments": [{"kind": "nameplate_photo", "token": "x"}],
        "removed_attachments": [987654],
    }
    answer = firm.patch(path_of(renewal), wrong, If_Match="*")
    assert answer.status_code == 422
    assert codes(answer) == {
        ("VALUE-DATE", "device.manufacture_date"),
        ("not_a_value", "device.storage_town"),
        ("unknown_field", "device.old_registration_number"),
        ("VALUE-UNIT", "parameters.rated_load_moment"),
        ("unknown_field", "parameters.nothing"),
        ("staged_invalid", "attachments[0]"),
        ("unknown_attachment", "removed_attachments"),
    }
    assert again(renewal).revision == renewal.revision
    assert firm.patch(path_of(renewal), {"device": []}, If_Match="*").status_code == 422
    misspelt = firm.patch(path_of(renewal), {"paramters": {}}, If_Match="*")
    assert codes(misspelt) == {("unknown_field", "paramters")}
    assert again(renewal).revision == renewal.revision


def test_a_check_says_everything_and_keeps_nothing(manager, reviewer):
    renewal, firm = drafted(manager, reviewer), caller(manager)
    steps = HistoryEntry.objects.count()
    body = {
        "device": {"manufacture_date": "morgen", "factory_number": ""},
        "parameters": {"max_working_radius": None},
        "removed_attachments": list(
            Attachment.objects.of(SubjectKind.RENEWAL, renewal.pk)
            .filter(kind="nameplate_photo")
            .values_list("pk", flat=True)
        ),
    }
    answer = firm.post(f"{path_of(renewal)}precheck/", body)
    assert answer.status_code == 200
    told = answer.json()
    wrong = {item["path"] for item in told["findings"] if item["severity"] == "error"}
    assert wrong >= {
        "device.manufacture_date",
        "device.factory_number",
        "parameters.max_working_radius",
        "attachments.nameplate_photo",
    }
    assert (told["may_submit"], told["blocking"]) == (
        False,
        len([item for item in told["findings"] if item["severity"] == "error"]),
    )
    token = firm.upload(jpeg(), "铭牌.jpg").json()["token"]
    body["attachments"] = [{"kind": "nameplate_photo", "token": token}]
    better = firm.post(f"{path_of(renewal)}precheck/", body).json()
    assert "attachments.nameplate_photo" not in {item["path"] for item in better["findings"]}
    kept = again(renewal)
    assert (kept.revision, kept.parameters, kept.details) == (
        renewal.revision,
        renewal.parameters,
        renewal.details,
    )
    assert HistoryEntry.objects.count() == steps
    reader = caller(manager, Scope.RENEWALS_READ)
    assert reader.post(f"{path_of(renewal)}precheck/").json()["may_submit"]


def test_a_draft_moves_to_the_catalogue_in_force_before_anybody_acts_on_it(manager, reviewer, administrator):
    renewal, firm = drafted(manager, reviewer), caller(manager)
    path, seen = path_of(renewal), f'"r{renewal.revision}"'
    version = published(administrator, in_tonnes())
    unseen = firm.post(f"{path}submit/", {"declared": True})
    assert (unseen.status_code, again(renewal).approval_status) == (409, "not_submitted")
    body = {"parameters": {"max_lifting_capacity": {"value": "6", "unit": "t"}}}
    assert firm.patch(path, body, If_Match=seen).status_code == 412
    moved = firm.get(path)
    assert moved.json()["catalogue_version"] == version.number
    assert "parameters.max_lifting_capacity" in {
        change["path"] for change in moved.json()["catalogue_changes"]
    }
    kept = firm.patch(path, body, If_Match=moved.headers["ETag"])
    assert kept.status_code == 200
    assert kept.json()["parameters"]["max_lifting_capacity"]["unit"] == "t"
    assert kept.json()["catalogue_changes"] == []


def test_papers_are_added_by_token_and_taken_away(manager, reviewer):
    renewal, firm = drafted(manager, reviewer), caller(manager)
    papers = f"{path_of(renewal)}attachments/"
    before = firm.get(papers)
    token = firm.upload(jpeg(), "整机.jpg").json()["token"]
    added = firm.post(papers, {"kind": "device_photo", "token": token}, If_Match=before.headers["ETag"])
    assert added.status_code == 201, added.content.decode()
    (photo,) = [paper for paper in added.json()["items"] if paper["kind"] == "device_photo"]
    assert (photo["name"], photo["kind_label"], photo["standing"]) == ("整机.jpg", "整机照片", False)
    stale = firm.post(papers, {"kind": "device_photo", "token": token}, If_Match=before.headers["ETag"])
    assert stale.status_code == 412
    strange = firm.post(papers, {"kind": "passport", "token": token})
    assert codes(strange) == {("unknown_kind", "kind")}
    assert codes(firm.post(papers, {"kind": "device_photo", "token": "x"})) == {("staged_invalid", "token")}

    one = f"{papers}{photo['id']}/"
    assert firm.delete(one).status_code == 428
    left = firm.delete(one, If_Match=added.headers["ETag"])
    assert left.headers["ETag"] == f'"r{left.json()["revision"]}"'
    assert photo["id"] not in {paper["id"] for paper in left.json()["items"]}
    assert firm.delete(one, If_Match="*").status_code == 404


def test_steps_are_refused_in_the_wrong_state_and_change_nothing(manager, reviewer):
    renewal, firm = waiting(manager, reviewer), caller(manager)
    path = path_of(renewal)
    for method, where, body in (
        ("post", "submit/", {"declared": True}),
        ("post", "void/", {"reason": "不再换证"}),
        ("post", "joint-submit/", {"declared": True}),
        ("post", "rate/", {"level": "good"}),
        ("patch", "", {"device": {"internal_number": "7"}}),
    ):
        headers = {"If_Match": "*"} if method == "patch" else {}
        answer = getattr(firm, method)(path + where, body, **headers)
        assert answer.status_code == 409, (where, answer.content.decode())
    assert again(renewal).revision == renewal.revision
    back = firm.post(f"{path}withdraw/", If_Match=f'"r{renewal.revision}"')
    assert back.json()["approval_status"]["code"] == "not_submitted"
    assert firm.post(f"{path}withdraw/").status_code == 409


def test_who_has_not_seen_the_last_change_is_refused(manager, reviewer):
    renewal, firm = drafted(manager, reviewer), caller(manager)
    path, seen = path_of(renewal), f'"r{renewal.revision}"'
    assert firm.patch(path, {"device": {"internal_number": "1"}}, If_Match=seen).status_code == 200
    assert firm.patch(path, {"device": {"internal_number": "2"}}, If_Match=seen).status_code == 412
    assert firm.post(f"{path}submit/", {"declared": True}, If_Match=seen).status_code == 412
    assert firm.post(f"{path}void/", {"reason": "不再换证"}, If_Match=seen).status_code == 412
    assert firm.patch(path, {"device": {"internal_number": "2"}}).status_code == 428
    assert again(renewal).internal_number == "1"


def test_a_refused_renewal_says_where_and_comes_back_corrected(manager, reviewer):
    renewal, firm = rejected(manager, reviewer), caller(manager)
    path = path_of(renewal)
    told = firm.get(path)
    decision = told.json()["decision"]
    assert (decision["outcome"]["code"], decision["opinion"]) == ("rejected", OPINION)
    assert decision["remarks"] == [{"path": REMARK.path, "label": "额定起重力矩", "text": REMARK.text}]
    unchanged = firm.post(f"{path}submit/", {"declared": True})
    assert unchanged.status_code == 409
    fixed = firm.patch(path, {"parameters": {"rated_load_moment": "800"}}, If_Match=told.headers["ETag"])
    assert fixed.json()["approval_status"]["code"] == "not_submitted"
    sent = firm.post(f"{path}submit/", {"declared": True}, If_Match=fixed.headers["ETag"]).json()
    assert (sent["approval_status"]["code"], sent["round"]) == ("pending", 2)
    one, two = firm.get(f"{path}rounds/").json()["items"]
    assert (one["decisions"][0]["opinion"], two["decisions"]) == (OPINION, [])
    for each in (one, two):
        assert sm3_hex(canonical_json(each["body"])) == each["sm3"]


def test_what_a_reviewer_has_in_hand_is_asked_back(manager, reviewer):
    renewal, firm = claimed(manager, reviewer), caller(manager)
    path = path_of(renewal)
    assert firm.get(path).json()["claimed"]
    assert firm.post(f"{path}withdraw/").json()["code"] == "claimed"
    assert codes(firm.post(f"{path}request-withdrawal/")) == {("reason_missing", "reason")}
    asked = firm.post(f"{path}request-withdrawal/", {"reason": "铭牌照片拍错了"})
    assert asked.status_code == 200
    assert asked.json()["withdrawal_reason"] == "铭牌照片拍错了"


def test_a_renewal_is_given_up_with_a_reason_by_a_key_that_may(manager, reviewer):
    renewal = drafted(manager, reviewer)
    path = f"{path_of(renewal)}void/"
    without = caller(manager, Scope.RENEWALS_READ, Scope.RENEWALS_WRITE).post(path, {"reason": "不再换证"})
    assert (without.status_code, without.json()["code"]) == (403, "scope_missing")
    firm = caller(manager)
    assert codes(firm.post(path)) == {("reason_missing", "reason")}
    assert codes(firm.post(path, {"reason": "长" * 201})) == {("reason_long", "reason")}
    gone = firm.post(path, {"reason": "不再换证"}).json()
    assert (gone["voided"], gone["void_reason"], gone["editable"]) == (True, "不再换证", False)
    assert (
        firm.get(f"devices/{renewal.device_id}/").json()["certificate_status"]["code"] == "awaiting_renewal"
    )


def test_machine_and_renewal_are_handed_in_together_or_neither(manager):
    device, firm = recorded(manager), caller(manager)
    made = firm.post(f"devices/{device.pk}/renewal/", FILLED)
    assert made.status_code == 201, made.content.decode()
    path = f"renewals/{made.json()['reference']}/"
    alone = firm.post(f"{path}submit/", {"declared": True})
    assert (alone.status_code, alone.json()["code"]) == (409, "not_handed_in")
    Attachment.objects.filter(kind="nameplate_photo").delete()
    refused = firm.post(f"{path}joint-submit/", {"declared": True})
    assert refused.status_code == 422
    wanted = {"intake.attachments.nameplate_photo", "attachments.nameplate_photo"}
    assert {where for _code, where in codes(refused)} >= wanted
    assert again(device).intake_status == "draft"

    token = firm.upload(jpeg(), "铭牌.jpg").json()["token"]
    paper = {"attachments": [{"kind": "nameplate_photo", "token": token}]}
    assert firm.patch(f"intake/{device.pk}/", paper, If_Match="*").status_code == 200
    stale = firm.post(f"{path}joint-submit/", {"declared": True, "machine_revision": 1})
    assert stale.status_code == 409
    both = firm.post(f"{path}joint-submit/", {"declared": True})
    assert both.status_code == 200, both.content.decode()
    assert both.json()["approval_status"]["code"] == "pending"
    assert both.json()["machine"]["intake_status"]["code"] == "pending"
